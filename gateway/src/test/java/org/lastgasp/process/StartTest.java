package org.lastgasp.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start costs that it need not. */
class StartTest {
  @TempDir Path folder;

  /**
   * Java opens a library's jar, and verifies one that is signed, as soon as it links a class that
   * calls for one of the library's.
   */
  @Test
  void librariesThatAStartDoesNotNeedStayClosed() throws IOException {
    Path classes = folder.resolve("classes.txt");
    List<String> starter =
        List.of("env", "JAVA_TOOL_OPTIONS=-Xlog:class+load:file=" + classes);
    try (Neighbours neighbours = new Neighbours(folder, 2);
        Program gateway = neighbours.ready(Program.serve(starter, neighbours.configure()))) {
      assertThat(gateway.alive()).isTrue();
      List<String> loaded = Files.readAllLines(classes);
      assertThat(of(loaded, "org.lastgasp.cli.ServeCommand ")).hasSize(1);
      assertThat(of(loaded, "com.amazon.corretto.")).isEmpty();
      assertThat(of(loaded, "org.bouncycastle.")).isEmpty();
      assertThat(of(loaded, "picocli.CommandLine$")).isEmpty();
      assertThat(of(loaded, "io.prometheus.metrics.core.")).isEmpty();
    }
  }

  /** The thread that loads SQLite early must not take the reason from the one that needs it. */
  @Test
  void whySqliteCannotBeLoadedIsSaid() {
    String elsewhere =
        "for each; do shift; case $each in -Dorg.sqlite.lib.path=*)"
            + " each=-Dorg.sqlite.lib.path=/nonexistent;; esac; set -- \"$@\" \"$each\"; done;"
            + " exec env JAVA_TOOL_OPTIONS=-Dorg.sqlite.tmpdir=/nonexistent \"$@\"";
    try (Neighbours neighbours = new Neighbours(folder, 2)) {
      Program.Ended ended =
          Program.run(
              List.of("/bin/sh", "-c", elsewhere, "sh"),
              List.of("serve", "--config", neighbours.configure().toString()));
      assertThat(ended.exit()).isEqualTo(1);
      assertThat(ended.err())
          .anyMatch(line -> line.matches("lastgasp serve: .*No native library found.*"))
          .noneMatch(line -> line.startsWith("\tat "));
    }
  }

  private static List<String> of(List<String> loaded, String name) {
    return loaded.stream().filter(line -> line.contains(name)).toList();
  }
}
