package org.lastgasp.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The end of what a file holds.
 *
 * @param key of the configuration, e.g. {@code tls.certificate}
 * @param end of the certificate in it that ends first, or when the next list of revoked ones is due
 */
public record Expiry(String key, Path file, Instant end) {
  private static final Duration SOON = Duration.ofDays(30); // to have a new one issued
  private static final Duration URGENT = Duration.ofDays(7);

  /** True if it ends within 30 days, or has ended; a list of revoked ones is overdue. */
  public boolean isSoon(Instant now) {
    return isList() ? isOver(now) : !end.isAfter(now.plus(SOON));
  }

  /** True if it ends within 7 days, or has ended; a list of revoked ones is overdue. */
  public boolean isUrgent(Instant now) {
    return isList() ? isOver(now) : !end.isAfter(now.plus(URGENT));
  }

  /** True if it has ended. */
  public boolean isOver(Instant now) {
    return !end.isAfter(now);
  }

  /** True if it is a list of revoked certificates: its successor comes every few days. */
  public boolean isList() {
    return key.equals("tls.crl");
  }

  /** Says what ends when, and what to do. */
  public String text(Instant now) {
    Instant day = end.truncatedTo(ChronoUnit.SECONDS);
    if (isList()) {
      return file + " should have been replaced by " + day
          + ": who was revoked since is accepted; fetch the new list and reload";
    }
    return file + (isOver(now) ? " holds a certificate that ended at " : " ends at ") + day
        + ": put a new one in its place and reload";
  }
}
