package org.lastgasp.config;

import java.nio.file.Path;
import java.util.Optional;

/** A reader of the settings for recordings of traffic. */
final class RecordingConfigReader {
  private static final ValueType<String> FOLDER =
      new ValueType<>(
          "\"\", or " + ValueType.PATH.allowed(),
          false,
          text ->
              text.isEmpty() || ValueType.PATH.parser().apply(text).isPresent()
                  ? Optional.of(text)
                  : Optional.empty());

  private RecordingConfigReader() {}

  static Config.Recording read(ConfigSource source, Section root) {
    Section section = root.section("record");
    Setting<String> path = section.read("path", FOLDER, "");
    Setting<Long> limit = section.read("limit", ValueType.size(1L << 20, 1L << 40), 1L << 30);
    Setting<Boolean> pseudonymise = section.read("pseudonymise", ValueType.FLAG, false);
    section.end();
    Optional<Path> folder =
        ValueType.PATH.parser().apply(path.value()).map(f -> source.resolve(path.where(), f));
    return new Config.Recording(folder, limit.value(), pseudonymise.value());
  }
}
