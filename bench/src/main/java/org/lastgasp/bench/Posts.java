package org.lastgasp.bench;

import java.util.Locale;

/** The little of HTTP/1.1 that both ends of a benchmark need. */
final class Posts {
  private static final String LENGTH = "content-length:";

  private Posts() {}

  /** The length of the body after this head, 0 if it names none. */
  static int length(CharSequence head) {
    String lower = head.toString().toLowerCase(Locale.ROOT);
    if (lower.contains("transfer-encoding")) {
      throw new IllegalStateException("chunks are not for a benchmark: " + head);
    }
    int at = lower.indexOf(LENGTH);
    if (at < 0) {
      return 0;
    }
    int from = at + LENGTH.length();
    return Integer.parseInt(lower.substring(from, lower.indexOf('\r', from)).strip());
  }
}
