package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.kafka.JudgedStreet.DISTRIBUTOR;
import static org.lastgasp.kafka.JudgedStreet.HUB;
import static org.lastgasp.kafka.JudgedStreet.METER;
import static org.lastgasp.kafka.JudgedStreet.mpan;
import static org.lastgasp.kafka.JudgedStreet.time;
import static org.lastgasp.kafka.JudgedStreet.utf8;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.policy.Event;

/** No record stops a partition: what cannot be read is kept for a person, and the rest goes on. */
class PoisonTest {
  @TempDir Path folder;
  private JudgedStreet street;

  @BeforeEach
  void open() {
    street = new JudgedStreet(folder);
    street.accepted("10:00", 1, Optional.empty());
  }

  @AfterEach
  void close() {
    street.close();
  }

  private byte[] alert() {
    byte[] document = JudgedStreet.alertDocument(HUB, 7, mpan(METER).digits(), time("10:05"));
    return new InputCodec().encode(street.alertInput("10:05", document));
  }

  private static void assertKept(List<Event> events) {
    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            Event.Carried.class, c -> assertThat(c.recipient()).isEqualTo(Event.NOBODY));
  }

  @Test
  void aRecordCutOffAnywhereIsKept() {
    byte[] whole = alert();
    for (int length = 1; length < whole.length; length += 41) {
      assertKept(street.raw("10:05", Arrays.copyOf(whole, length)));
    }
    street.heldAt("10:06");
  }

  @Test
  void aRecordWithAnyByteFlippedNeverStopsThePartition() {
    byte[] whole = alert();
    for (int at = 0; at < whole.length; at += 13) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 0x55;
      assertThat(street.raw("10:05", flipped)).hasSize(1);
    }
    street.accepted("10:06", 2, Optional.empty()).heldAt("10:07");
  }

  @Test
  void anEmptyRecordIsKept() {
    assertKept(street.raw("10:05", new byte[0]));
  }

  @Test
  void aRecordOfALaterFormatIsKept() {
    byte[] later = alert();
    later[0] = 2;
    assertKept(street.raw("10:05", later));
  }

  @Test
  void aDocumentOfAnotherSystemIsJudgedAsIfItHadBeenPosted() {
    byte[] document = JudgedStreet.alertDocument(HUB, 7, mpan(METER).digits(), time("10:05"));
    assertThat(street.raw("10:05", document))
        .singleElement()
        .isInstanceOfSatisfying(
            Event.AlertJudged.class,
            j -> {
              assertThat(j.isSuppression()).isTrue();
              assertThat(j.recipient()).isEqualTo(DISTRIBUTOR);
              assertThat(j.document().bytes()).isEqualTo(document);
            });
  }

  @Test
  void aDocumentThatIsNoneIsKeptAsItCame() {
    List<Event> events = street.raw("10:05", utf8("<Request><oops"));
    assertKept(events);
    assertThat(((Event.Carried) events.getFirst()).document().bytes())
        .isEqualTo(utf8("<Request><oops"));
  }
}
