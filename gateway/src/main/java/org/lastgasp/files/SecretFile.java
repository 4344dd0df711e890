package org.lastgasp.files;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A reader of a secret in a file of its own: UTF-8, without the white space around it. */
public final class SecretFile {
  private SecretFile() {}

  /** The result of reading such a file. */
  public sealed interface Result {
    /** The secret. */
    record Secret(String text) implements Result {
      /** Without the secret. */
      @Override
      public String toString() {
        return "a secret";
      }
    }

    /** A file that holds none: what was found and what is allowed, in words. */
    record Unusable(String found, String allowed) implements Result {}
  }

  /**
   * Reads a file.
   *
   * @param shortest a secret that is taken, in characters; 1 or more
   */
  public static Result read(Path file, int shortest) {
    try {
      String text = Files.readString(file).strip();
      if (text.isEmpty()) {
        return new Result.Unusable("an empty file", "a file that holds a secret");
      }
      return text.length() < shortest
          ? new Result.Unusable("a short secret", shortest + " letters or more")
          : new Result.Secret(text);
    } catch (CharacterCodingException notText) {
      return new Result.Unusable("bytes that are not UTF-8", "a secret as text in UTF-8");
    } catch (IOException | SecurityException unreadable) {
      return new Result.Unusable(
          "what cannot be read (" + ErrorText.of(unreadable) + ")", "a readable file");
    }
  }
}
