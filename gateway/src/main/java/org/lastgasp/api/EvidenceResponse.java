package org.lastgasp.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An evidence pack: all that is known of something, with each alert as it came and its line of the
 * suppression log. It proves itself without the gateway.
 *
 * @param howToVerify what to do with it, step by step
 */
record EvidenceResponse(
    SupportResponse support, List<Message> messages, List<String> howToVerify) {
  static final List<String> STEPS =
      List.of(
          "document_base64 is the message byte for byte: base64 -d it, and sha256sum gives"
              + " message_sha256",
          "log.line is the alert's record in the suppression log: its message_sha256 is the same",
          "the SHA-256 of log.line without ,\"hash\":\"…\" is the line's hash",
          "the files of the log prove that no record was taken out: lastgasp log verify FILE…");

  /**
   * An alert as it came.
   *
   * @param documentBase64 null once the journal has it no more
   * @param log null of an alert that was forwarded, and once the log has its record no more
   */
  public record Message(
      long number,
      Instant receivedAt,
      String messageSha256,
      @Nullable String documentBase64,
      @Nullable LogLine log) {}

  /** A line of the suppression log, without its newline. */
  public record LogLine(String file, String line) {}
}
