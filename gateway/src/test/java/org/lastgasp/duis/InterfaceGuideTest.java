package org.lastgasp.duis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lastgasp.SourceTree;
import org.lastgasp.id.Eui64;

/** The guide to the interface shows a message as it has to be. */
class InterfaceGuideTest {
  @Test
  void theAlertThatItShowsIsReadAsOne() throws IOException {
    String guide = Files.readString(SourceTree.path("docs/interface.md"));
    String shown = guide.split("```xml\n", 2)[1].split("```", 2)[0];
    Message read = new MessageReader().read(shown.getBytes(UTF_8));
    assertThat(read).isInstanceOf(Message.Ad1.class);
    Message.Ad1 alert = (Message.Ad1) read;
    assertThat(alert.faults()).isEmpty();
    assertThat(alert.hub()).isEqualTo(Optional.of(Eui64.of("00-DB-12-34-56-78-90-01")));
    assertThat(alert.start()).isPresent();
    assertThat(alert.mpxn()).isEqualTo("2000000000015");
  }
}
