package org.lastgasp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Turning the switch off ends windows for good: it says so, and asks first. */
class SwitchCommandTest {
  @TempDir Path folder;
  private Works works;

  @BeforeEach
  void build() throws IOException {
    works = new Works(folder);
    works.tracksOneMeter();
    works.activate(Optional.empty());
    works.activate(Optional.empty());
    works.activate(Optional.of(Instant.now().plus(Duration.ofHours(5))));
  }

  @AfterEach
  void stop() {
    works.close();
  }

  private Shell.Heard off(Shell shell, Object... more) {
    Object[] words = new Object[6 + more.length];
    System.arraycopy(
        new Object[] {"switch", "off", "--reason", "call 4711", "--url", works.url()}, 0, words, 0,
        6);
    System.arraycopy(more, 0, words, 6, more.length);
    return shell.administering(works.data()).run(words);
  }

  private String position() {
    return new Shell().run("switch", "--url", works.url()).out();
  }

  @Test
  void itSaysWhatItEndedWhereNobodyCanBeAsked() {
    Shell.Heard off = off(new Shell());
    assertThat(off.exit()).isZero();
    assertThat(off.out())
        .isEqualTo("off: 3 windows ended, 1 of them not yet begun. This cannot be undone.\n");
    assertThat(off(new Shell(), "-o", "json").out())
        .contains("\"windows_ended\" : 0", "\"said\" : \"off: no windows ended\"");
  }

  @Test
  void itAsksAPersonFirstAndTakesNoForAnAnswer() {
    Shell hesitant = new Shell().answering("n");
    Shell.Heard kept = off(hesitant);
    assertThat(kept.exit()).isEqualTo(1);
    assertThat(kept.err()).contains("nothing was changed");
    assertThat(hesitant.asked()).singleElement().asString()
        .contains("ends 3 windows for good, 1 of them not yet begun");
    assertThat(position()).isEqualTo("enforce\n");
    assertThat(off(new Shell().answering("")).exit()).isEqualTo(1);
    assertThat(off(new Shell().answering("y")).out()).contains("3 windows ended");
    assertThat(position()).isEqualTo("off\n");
  }

  @Test
  void itDoesNotAskWhoeverIsSure() {
    Shell shell = new Shell().answering("n");
    assertThat(off(shell, "--yes").exit()).isZero();
    assertThat(shell.asked()).isEmpty();
    shell.run("switch", "observe", "--reason", "again", "--url", works.url());
    assertThat(shell.asked()).as("observe ends nothing").isEmpty();
  }
}
