package org.lastgasp.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lastgasp.files.ErrorText;

/** The result of reading a configuration. */
public sealed interface ConfigResult {

  /**
   * A configuration that can be used.
   *
   * @param warnings what is allowed but probably not meant, one sentence each
   * @param places where each key was written that is not at its default
   */
  record Loaded(Config config, List<String> warnings, Map<String, String> places)
      implements ConfigResult {
    public Loaded {
      warnings = List.copyOf(warnings);
      places = Map.copyOf(places);
    }

    /** A configuration that was not read from anywhere. */
    public Loaded(Config config, List<String> warnings) {
      this(config, warnings, Map.of());
    }
  }

  /**
   * A configuration that cannot be used.
   *
   * @param faults every one, in the order of the file; never empty
   * @param sound what its keys without a fault say; all others have their defaults. Empty if it
   *     could not be read at all
   */
  record Faulty(List<ConfigFault> faults, Optional<Loaded> sound) implements ConfigResult {
    public Faulty {
      faults = List.copyOf(faults);
    }

    Faulty(ConfigFault fault) {
      this(List.of(fault), Optional.empty());
    }
  }

  /**
   * One thing that is wrong with a configuration, or with what it points to.
   *
   * @param where {@code lastgasp.yaml:3:9} (line and column from 1), a variable's name or a file;
   *     empty where only the key tells
   * @param key the full key, e.g. {@code log.rotate-at}; empty if it is about the whole
   * @param found what stands there
   * @param allowed what may stand there, or what to do
   */
  record ConfigFault(String where, String key, String found, String allowed) {
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

    /** Returns true if it is written in a variable of the environment, and not in a file. */
    public boolean isOfVariable() {
      return where.startsWith(ConfigSource.PREFIX);
    }

    /** One line: {@code lastgasp.yaml:3:9: window: found '40', allowed: a duration …}. */
    @Override
    public String toString() {
      String at =
          Stream.of(where, key).filter(each -> !each.isEmpty()).collect(Collectors.joining(": "));
      return at + ": found " + found + "; allowed: " + allowed;
    }
  }
}
