package org.lastgasp.config;

import java.nio.file.Path;
import java.util.Optional;

/** Reads what is set for recordings of traffic. */
final class RecordReader {
  private static final Kind<String> FOLDER =
      new Kind<>(
          "\"\", or " + Kind.PATH.allowed(),
          false,
          text ->
              text.isEmpty() || Kind.PATH.parser().apply(text).isPresent()
                  ? Optional.of(text)
                  : Optional.empty());

  private RecordReader() {}

  static Config.Recording read(Source source, Section root) {
    Section section = root.section("record");
    Setting<String> path = section.read("path", FOLDER, "");
    Setting<Long> limit = section.read("limit", Kind.size(1L << 20, 1L << 40), 1L << 30);
    Setting<Boolean> pseudonymise = section.read("pseudonymise", Kind.FLAG, false);
    section.end();
    Optional<Path> folder =
        Kind.PATH.parser().apply(path.value()).map(f -> source.resolve(path.where(), f));
    return new Config.Recording(folder, limit.value(), pseudonymise.value());
  }
}
