package org.lastgasp.files;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Optional;

/** The words for what went wrong and what to do about it, for the operator. */
public final class ErrorText {
  private ErrorText() {}

  /** A failure and its cause in one line. */
  public static String of(RuntimeException failure) {
    String what = String.valueOf(failure.getMessage());
    String why = Optional.ofNullable(failure.getCause()).map(cause -> of(cause)).orElse("");
    return what.endsWith(why) ? what : what + ": " + why;
  }

  /** The text of what should never be thrown. */
  public static String mistake(Throwable mistake) {
    return "a mistake of ours, tried again by itself; report it with the log: " + mistake;
  }

  /** The disk's error in words, and what helps. */
  public static String of(Throwable cause) {
    String said = Optional.ofNullable(cause.getMessage()).orElse("no reason was given");
    if (cause instanceof AccessDeniedException) {
      return "no right to it; let the user that the gateway runs as read and write there";
    }
    if (cause instanceof NoSuchFileException) {
      return "it is not there";
    }
    if (cause instanceof FileAlreadyExistsException) {
      return "a file or a broken link is in the way: move it, or name another";
    }
    String reason =
        cause instanceof FileSystemException file && file.getReason() != null
            ? file.getReason()
            : said;
    String lower = reason.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left") || lower.contains("quota exceeded")) {
      return reason + "; make room on that disk";
    }
    if (lower.contains("database or disk is full")) {
      return "the disk is full; make room on it";
    }
    if (lower.contains("not a directory")) {
      return reason + "; a file is in the way: move it, or name another folder";
    }
    if (lower.contains("read-only file system")) {
      return reason + "; mount it writable";
    }
    return reason;
  }
}
