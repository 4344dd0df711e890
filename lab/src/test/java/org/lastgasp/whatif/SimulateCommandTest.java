package org.lastgasp.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.cli.Exit;
import org.lastgasp.cli.Shell;

class SimulateCommandTest {
  @TempDir Path folder;

  @Test
  void printsWhatCameOfItAndSaysWhereASweepIsWritten() {
    Shell.Heard heard =
        new Shell()
            .run(
                "simulate", "--meters", "3000", "--sweep", "window=10m,30m", "--sweep",
                "guard.started-before-activation=off,on", "--out", folder.resolve("out"));
    assertThat(heard.exit()).isZero();
    assertThat(heard.out())
        .contains("window=10m guard.started-before-activation=on", "South & Central")
        .contains("HINDSIGHT", "LEAKED BECAUSE", "AFTER-WINDOW")
        .contains("EVIDENCE", "activation-succeeded", "SPURIOUS SUSPECTS PER MASKED");
    assertThat(heard.err()).contains("sweep.csv", "trade-off.svg");
    assertThat(folder.resolve("out/sweep.csv")).exists();
    assertThat(folder.resolve("out/trade-off.svg")).exists();
  }

  @Test
  void saysWhatIsInTheWayOfItsFolder() throws IOException {
    Path file = Files.createFile(folder.resolve("taken"));
    Shell.Heard heard =
        new Shell().run("simulate", "--meters", "1000", "--sweep", "window=10m", "--out", file);
    assertThat(heard.exit()).isEqualTo(Exit.FAILED);
    assertThat(heard.err())
        .contains("writing to " + file + ": a file or a broken link is in the way: move");
  }

  @Test
  void refusesWhatItCannotSweep() {
    assertThat(new Shell().run("simulate", "--sweep", "window=soon").err())
        .contains("--sweep: 'window=soon': expected a duration such as 30m but was 'soon'");
    Shell.Heard unknown = new Shell().run("simulate", "--sweep", "colour=red,blue");
    assertThat(unknown.exit()).isEqualTo(Exit.WRONG_USE);
    assertThat(unknown.err()).contains("no such key to sweep");
    assertThat(new Shell().run("simulate", "--sweep", "guard.nothing=on").exit())
        .isEqualTo(Exit.WRONG_USE);
    assertThat(new Shell().run("simulate", "--out", folder).err())
        .contains("--out: it needs --sweep");
    assertThat(new Shell().run("simulate", "--meters", "0").exit()).isEqualTo(Exit.WRONG_USE);
    assertThat(new Shell().run("simulate", "--outages", "0").err())
        .contains("--outages: expected 1 to 100 but was 0");
  }
}
