package org.lastgasp.cli;

import java.util.Locale;

/** The output format of a result. */
enum Format {
  /** Aligned, for people. */
  TABLE,
  /** For programs. */
  JSON;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
