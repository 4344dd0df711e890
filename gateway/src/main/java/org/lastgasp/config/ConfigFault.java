package org.lastgasp.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import org.lastgasp.files.ErrorText;

/**
 * One thing that is wrong with a configuration, or with what it points to.
 *
 * @param where {@code lastgasp.yaml:3:9} (line and column from 1), or a variable's name
 * @param key the full key, e.g. {@code log.rotate-at}; empty if it is about the whole
 * @param found what stands there
 * @param allowed what may stand there, or what to do
 */
public record ConfigFault(String where, String key, String found, String allowed) {
  private static final int LONGEST = 200; // characters of what somebody wrote

  public ConfigFault {
    key = shown(key);
    found = shown(found);
  }

  /** What somebody wrote, so that it can be printed in a line: short, and all of it visible. */
  private static String shown(String text) {
    String visible = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}]+", "?");
    return visible.length() <= LONGEST ? visible : visible.substring(0, LONGEST) + "…";
  }

  /** A file that is there and cannot be read. */
  static ConfigFault unreadable(String file, IOException why) {
    return why instanceof AccessDeniedException
        ? new ConfigFault(
            file, "", "a file that this user has no right to read",
            "one that it may read: run it as the gateway's user, or give this one the right")
        : new ConfigFault(
            file, "", "a file that cannot be read (" + ErrorText.of(why) + ")",
            "a readable YAML file");
  }

  /** One line: {@code lastgasp.yaml:3:9: window: found '40', allowed: a duration …}. */
  @Override
  public String toString() {
    String at = key.isEmpty() ? where : where + ": " + key;
    return at + ": found " + found + "; allowed: " + allowed;
  }
}
