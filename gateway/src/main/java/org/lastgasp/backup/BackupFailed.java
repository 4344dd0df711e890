package org.lastgasp.backup;

import java.util.List;
import org.lastgasp.files.ErrorText;

/** The fault that ends a backup or a restore; its lines say what failed, then what to do next. */
public final class BackupFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<String> lines;

  /** In lines for an operator. */
  public BackupFailed(List<String> lines) {
    super(String.join("\n", lines));
    this.lines = List.copyOf(lines);
  }

  BackupFailed(String what, String next) {
    this(List.of(what, next));
  }

  BackupFailed(String what, Throwable cause) {
    super(what, cause);
    this.lines = List.of(what + ": " + ErrorText.of(cause));
  }

  /** The lines that say what failed, then what to do next. */
  public List<String> lines() {
    return lines;
  }
}
