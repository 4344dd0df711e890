package org.lastgasp.recording;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.ResponseId;

class PseudonymsTest {
  private final Pseudonyms pseudonyms = new Pseudonyms("a key".getBytes(UTF_8));

  private Optional<String> of(byte[] document) {
    return pseudonyms
        .of(new RecordedMessage.FromDsp(Instant.EPOCH, document))
        .map(item -> new String(item.bytes(), UTF_8));
  }

  private Optional<String> of(String document) {
    return of(document.getBytes(UTF_8));
  }

  @Test
  void anMpanKeepsItsDistributorGetsAValidCheckDigitAndIsAlwaysTheSame() {
    String other = pseudonyms.pseudonym("2012345678903");
    assertThat(other).hasSize(13).startsWith("20").isNotEqualTo("2012345678903");
    assertThat(new Mpan(other).checkDigitHolds()).isTrue();
    assertThat(pseudonyms.pseudonym("2012345678903")).isEqualTo(other);
    assertThat(new Pseudonyms("another".getBytes(UTF_8)).pseudonym("2012345678903"))
        .isNotEqualTo(other);
  }

  @Test
  void noTwoMpansGetTheSame() {
    Set<String> all = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      all.add(pseudonyms.pseudonym(Mpan.withCheckDigit("20" + "%010d".formatted(i)).digits()));
    }
    assertThat(all).hasSize(20_000);
  }

  @Test
  void theAlertIsTheSameButForItsMpxn() {
    Eui64 hub = Eui64.of("00-DB-00-00-00-00-00-01");
    Instant start = Instant.parse("2030-01-15T10:00:00Z");
    byte[] alert =
        MessageBuilder.ad1(
            new ResponseId(hub, hub, 1), hub, start, "2012345678903", OptionalLong.empty(), start);
    String changed = of(alert).orElseThrow();
    assertThat(changed).doesNotContain("2012345678903").hasSameSizeAs(new String(alert, UTF_8));
    Message read = new MessageReader().read(changed.getBytes(UTF_8));
    assertThat(read).isInstanceOf(Message.Ad1.class);
    String mpxn = ((Message.Ad1) read).mpxn();
    assertThat(changed.replace(mpxn, "2012345678903")).isEqualTo(new String(alert, UTF_8));
  }

  @Test
  void everyElementNamedSoIsMeant() {
    String changed =
        of("<r><a:ImportMPxN x='1'> 2012345678903 </a:ImportMPxN><mprn>1234567890</mprn></r>")
            .orElseThrow();
    assertThat(changed)
        .doesNotContain("2012345678903", "1234567890")
        .matches("<r><a:ImportMPxN x='1'> 20\\d{11} </a:ImportMPxN><mprn>\\d{10}</mprn></r>");
    assertThat(of("<r><MPxN/><MPxN /><MPxN></MPxN>é</r>"))
        .contains("<r><MPxN/><MPxN /><MPxN></MPxN>é</r>");
  }

  @Test
  void whatCannotBeToldIsGivenUp() {
    assertThat(of("<MPxN><![CDATA[2012345678903]]></MPxN>")).isEmpty();
    assertThat(of("<MPxN>20123<!-- -->45678903</MPxN>")).isEmpty();
    assertThat(of("<MPxN>&#50;012345678903</MPxN>")).isEmpty();
    assertThat(of("<MPxN>2012345678903")).isEmpty();
    assertThat(of("<a/>".getBytes(UTF_16))).isEmpty();
  }
}
