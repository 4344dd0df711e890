package org.lastgasp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a stopped gateway it says what the gateway said: whether the hubs' alerts are suppressed. */
class BlindCommandTest {
  private static final String FORWARDED = "every alert is forwarded now";

  @TempDir Path folder;

  @Test
  void whatForwardsEverythingIsSaidOfADataFolderToo() throws IOException {
    try (Works works = new Works(folder)) {
      works.tracksOneMeter();
      works.activate(Optional.empty());
      Shell shell = new Shell().administering(works.data());
      shell.run("storm", "on", "--for", "1h", "--reason", "gale", "--url", works.url());
      Shell.Heard running = shell.run("blind", "-o", "json", "--url", works.url());
      assertThat(running.out()).contains("\"suppressing\" : false", Works.HUB.toString());
      assertThat(running.err()).contains(FORWARDED);
      works.stopGateway();
      Shell.Heard stopped = blind(works);
      assertThat(stopped.out()).contains("\"suppressing\" : false", Works.HUB.toString());
      assertThat(stopped.err()).contains(FORWARDED);
    }
  }

  @Test
  void withoutListsNothingIsSuppressedByADataFolderEither() throws IOException {
    try (Works works = new Works(folder)) {
      works.stopGateway();
      assertThat(blind(works).out()).contains("\"suppressing\" : false");
    }
  }

  @Test
  void aDataFolderThatSuppressesSaysSo() throws IOException {
    try (Works works = new Works(folder)) {
      works.tracksOneMeter();
      works.activate(Optional.empty());
      works.stopGateway();
      Shell.Heard stopped = blind(works);
      assertThat(stopped.out()).contains("\"suppressing\" : true", Works.HUB.toString());
      assertThat(stopped.err()).doesNotContain(FORWARDED);
    }
  }

  private static Shell.Heard blind(Works works) {
    return new Shell()
        .run("blind", "-o", "json", "--url", Works.NOBODY, "--config", works.config());
  }
}
