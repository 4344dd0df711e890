package org.lastgasp.api;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.server.JsonOrder;

/**
 * The end that a storm order names: {@code for}, a length of time, or {@code until}, an instant.
 *
 * @param until empty if it names none
 * @param fault why the order cannot be taken, if it cannot
 */
record StormEnd(Optional<Instant> until, Optional<String> fault) {
  private static final Pattern LENGTH =
      Pattern.compile("(?:(\\d{1,4})d)?(?:(\\d{1,6})h)?(?:(\\d{1,8})m)?(?:(\\d{1,9})s)?");
  private static final Duration LONGEST = Duration.ofDays(31); // then it must be ordered again

  static StormEnd of(JsonOrder order, Optional<StormOrder.Order> to, Instant now) {
    String length = said(order, "for");
    String until = said(order, "until");
    if (length.isEmpty() && until.isEmpty()) {
      return new StormEnd(Optional.empty(), Optional.empty());
    }
    if (!length.isEmpty() && !until.isEmpty()) {
      return refused("name one end: for or until");
    }
    if (to.equals(Optional.of(StormOrder.Order.OFF))) {
      return refused("an order is taken back at once: for and until go with on");
    }
    Optional<Instant> end =
        until.isEmpty()
            ? length(length).map(l -> now.plus(l).truncatedTo(ChronoUnit.SECONDS))
            : instant(until);
    if (end.isEmpty()) {
      return refused(
          until.isEmpty()
              ? "for is a duration such as 6h or 90m, not '" + length + "'"
              : "until is a time such as 2030-01-15T16:00:00Z, not '" + until + "'");
    }
    if (!end.get().isAfter(now)) {
      return refused("the order would be over at once: its end, " + end.get() + ", is past");
    }
    if (end.get().isAfter(now.plus(LONGEST))) {
      return refused(
          "an order may end in " + LONGEST.toDays() + " days at most; without an end it stands"
              + " until it is taken back");
    }
    return new StormEnd(end, Optional.empty());
  }

  /** What is there and is no text, such as a number of seconds, is no end: never no end at all. */
  private static String said(JsonOrder order, String name) {
    return order
        .member(name)
        .map(node -> node.isTextual() ? node.asText().strip() : node.toString())
        .orElse("");
  }

  private static Optional<Duration> length(String text) {
    Matcher parts = LENGTH.matcher(text);
    return parts.matches()
        ? Optional.of(
            Duration.ofDays(number(parts, 1))
                .plusHours(number(parts, 2))
                .plusMinutes(number(parts, 3))
                .plusSeconds(number(parts, 4)))
        : Optional.empty();
  }

  private static long number(Matcher parts, int group) {
    return Optional.ofNullable(parts.group(group)).map(Long::parseLong).orElse(0L);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException notOne) {
      return Optional.empty();
    }
  }

  private static StormEnd refused(String why) {
    return new StormEnd(Optional.empty(), Optional.of(why));
  }
}
