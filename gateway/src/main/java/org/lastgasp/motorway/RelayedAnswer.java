package org.lastgasp.motorway;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * An answer that a Service User gets back. From the DSP: status and body as they came.
 *
 * @param headers names in lower case, those of the connection left out
 */
public record RelayedAnswer(int status, Map<String, List<String>> headers, byte[] body) {
  private static final String RETRY_AFTER_SECONDS = "30";

  /** 503 with Retry-After: nothing was settled, the sender tries again. */
  static RelayedAnswer notNow(String why) {
    return new RelayedAnswer(
        503,
        Map.of(
            "retry-after", List.of(RETRY_AFTER_SECONDS),
            "content-type", List.of("text/plain; charset=utf-8")),
        (why + "; try again later\n").getBytes(StandardCharsets.UTF_8));
  }
}
