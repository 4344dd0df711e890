package org.lastgasp.report;

import java.util.regex.Pattern;

/**
 * The name of a folder at a target, in which {@code {scope}} stands for the scope of each report.
 *
 * @param pattern as configured
 */
record ScopedFolder(String pattern) {
  private static final String SCOPE = "{scope}";
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9-]+"); // no path traversal

  String of(TransferFile transfer) {
    if (!SAFE.matcher(transfer.scope()).matches()) {
      throw new IllegalArgumentException("a scope that is no name: '" + transfer.scope() + "'");
    }
    return pattern.replace(SCOPE, transfer.scope());
  }

  /** The path above the first name with a scope in it, or the whole path if there is none. */
  String fixed() {
    int scope = pattern.indexOf(SCOPE);
    return scope < 0 ? pattern : pattern.substring(0, pattern.lastIndexOf('/', scope) + 1);
  }
}
