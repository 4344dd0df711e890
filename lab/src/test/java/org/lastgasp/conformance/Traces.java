package org.lastgasp.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;

/** Traces of a test, written as {@code minute:second event} after two in the morning. */
final class Traces {
  private Traces() {}

  static TraceResult read(Path folder, String... events) throws IOException {
    StringBuilder csv = new StringBuilder("time,event\n");
    for (String event : events) {
      String[] parts = event.split(" ");
      csv.append("2026-03-01T02:" + parts[0] + "Z," + parts[1] + "\n");
    }
    return TraceReader.read(Files.writeString(folder.resolve("trace.csv"), csv));
  }

  static Trace trace(Path folder, String... events) throws IOException {
    return taken(read(folder, events));
  }

  static Trace text(Path folder, String text) throws IOException {
    return taken(TraceReader.read(Files.writeString(folder.resolve("trace.csv"), text)));
  }

  private static Trace taken(TraceResult result) {
    Assertions.assertThat(result).isInstanceOf(TraceResult.Taken.class);
    return ((TraceResult.Taken) result).trace();
  }
}
