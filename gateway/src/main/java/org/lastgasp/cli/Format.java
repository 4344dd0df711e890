package org.lastgasp.cli;

import java.util.Locale;

/** How a result is printed. */
enum Format {
  /** Aligned, for people. */
  TABLE,
  /** For programs. */
  JSON;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
