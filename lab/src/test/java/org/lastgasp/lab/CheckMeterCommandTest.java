package org.lastgasp.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.cli.Shell;

class CheckMeterCommandTest {
  @TempDir Path folder;
  private final Shell shell = new Shell();

  private Path trace(String name, String off, String on) throws Exception {
    String day = "2026-03-01T02:";
    return Files.writeString(
        folder.resolve(name),
        "time,event\n" + day + "00:00Z,activation-start\n" + day + off + "Z,supply-off\n" + day
            + on + "Z,supply-on\n" + day + "20:00Z,activation-end\n");
  }

  @Test
  void oneTraceIsToldAtLength() throws Exception {
    Shell.Heard heard = shell.run("check-meter", trace("good.csv", "00:30", "02:00"));
    assertThat(heard.exit()).isZero();
    assertThat(heard.out())
        .startsWith("good.csv: passes\n")
        .contains("  1    30 s         90 s    passes: below 180 s\n")
        .contains("  South & Central                            no AD1\n");
  }

  @Test
  void manyTracesMakeATableAndOneThatFailsMakesTheExitCodeOne() throws Exception {
    Shell.Heard heard =
        shell.run(
            "check-meter",
            trace("good.csv", "00:30", "02:00"),
            trace("bad.csv", "00:30", "10:00"));
    assertThat(heard.exit()).isEqualTo(1);
    assertThat(heard.out())
        .contains("good.csv  passes   1     90 s     90 s   perhaps  no AD1\n")
        .contains("bad.csv   FAILS    1     570 s    570 s  AD1      AD1\n");
  }

  @Test
  void anUnreadableTraceIsNamedAndTheOthersAreChecked() throws Exception {
    Path nonsense = Files.writeString(folder.resolve("nonsense.csv"), "when,what\n");
    Shell.Heard heard =
        shell.run("check-meter", nonsense, trace("good.csv", "00:30", "02:00"), "-o", "json");
    assertThat(heard.exit()).isEqualTo(1);
    assertThat(heard.err()).contains("nonsense.csv: line 1: the first line is 'when,what'");
    assertThat(heard.out()).contains("\"unreadable\"").contains("\"longest_seconds\" : 90");
  }

  @Test
  void thePictureIsWrittenUnderTheNameOfTheTrace() throws Exception {
    Path pictures = folder.resolve("pictures");
    Shell.Heard heard =
        shell.run("check-meter", trace("good.csv", "00:30", "02:00"), "--picture", pictures);
    assertThat(heard.exit()).isZero();
    assertThat(pictures.resolve("good.svg")).content().startsWith("<svg ").endsWith("</svg>\n");
  }
}
