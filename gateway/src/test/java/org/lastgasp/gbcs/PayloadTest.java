package org.lastgasp.gbcs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.Mutations;
import org.lastgasp.Seeds;
import org.lastgasp.Wire;
import org.lastgasp.id.Eui64;

class PayloadTest {
  private static final Eui64 USER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  private static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  private static final String HASH = "0123456789ABCDEF".repeat(4);
  private static final Instant AT = Instant.parse("2030-01-15T09:00:00Z");
  private static final byte[] SIGNATURE = new byte[64];
  private static final byte[] MAC = new byte[12];
  private static final byte[] AT_ONCE =
      PayloadBuilder.activateFirmware(USER, METER, 1000, HASH, Optional.empty());

  @Test
  void theExampleOfTheSpecificationReads() {
    String example =
        "DF090100000000000003E80890B3D51F300100000800DB1234567890A0000200122830260420"
            + HASH
            + "020203E8";

    assertThat(AT_ONCE).hasSize(74).isEqualTo(HexFormat.of().parseHex(example));
    assertThat(Payload.read(AT_ONCE))
        .isEqualTo(
            new Payload.ActivateFirmware(
                header(Payload.Kind.COMMAND, USER, METER, 0x0012),
                Payload.Form.PRE_COMMAND,
                HASH,
                1000,
                Optional.empty(),
                false));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 128, 255, 32768, 1L << 40, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void aCounterOfAnyLengthReadsBack(long counter) {
    byte[] bytes = PayloadBuilder.activateFirmware(USER, METER, counter, HASH, Optional.of(AT));

    assertThat(Payload.read(bytes))
        .isInstanceOfSatisfying(
            Payload.ActivateFirmware.class,
            command -> {
              assertThat(command.originatorCounter()).isEqualTo(counter);
              assertThat(command.executionTime()).contains(AT);
              assertThat(command.cancels()).isFalse();
            });
  }

  @Test
  void aCancellationHasNoTime() {
    assertThat(Payload.read(PayloadBuilder.cancellation(USER, METER, 1000, HASH)))
        .isInstanceOfSatisfying(
            Payload.ActivateFirmware.class,
            command -> {
              assertThat(command.cancels()).isTrue();
              assertThat(command.executionTime()).isEmpty();
            });
  }

  @Test
  void aCommandTellsItsDress() {
    byte[] signed = PayloadBuilder.signed(AT_ONCE, SIGNATURE);

    assertThat(form(AT_ONCE)).isEqualTo(Payload.Form.PRE_COMMAND);
    assertThat(form(Arrays.copyOf(AT_ONCE, 75))).isEqualTo(Payload.Form.PRE_COMMAND);
    assertThat(form(signed)).isEqualTo(Payload.Form.SIGNED);
    assertThat(form(PayloadBuilder.wrapped(signed, MAC))).isEqualTo(Payload.Form.WRAPPED);
    assertThat(fault(PayloadBuilder.wrapped(AT_ONCE, MAC))).contains("without a signature");
    assertThat(fault(Arrays.copyOf(signed, signed.length + 1)))
        .isEqualTo("1 more bytes after the signature, from byte 139");
    assertThat(fault(Arrays.copyOf(AT_ONCE, 76)))
        .isEqualTo("1 more bytes after the content, from byte 75");
  }

  @Test
  void readsWhatItComposes() {
    assertThat(Payload.read(PayloadBuilder.activationAccepted(METER, USER, 1000, AT, SIGNATURE)))
        .isEqualTo(
            new Payload.ActivationAccepted(header(Payload.Kind.RESPONSE, METER, USER, 0x0012)));
    assertThat(
            Payload.read(
                PayloadBuilder.activationOutcome(METER, USER, 1000, 2, "0123ABCE", AT, SIGNATURE)))
        .isEqualTo(
            new Payload.ActivationOutcome(
                header(Payload.Kind.RESPONSE, METER, USER, 0x0012), 2, "0123ABCE"));
    assertThat(Payload.read(futureDated(0x8F67)))
        .isEqualTo(
            new Payload.FutureDatedActivation(
                header(Payload.Kind.ALERT, METER, USER, 0x00CA), 0x8F67, AT, -2, 3, "0123ABCE"));
    for (int code = 0x8F35; code <= 0x8F3C; code++) {
      assertThat(Payload.read(restored(code)))
          .isEqualTo(
              new Payload.SupplyRestored(
                  header(Payload.Kind.ALERT, METER, USER, 0x0067),
                  code,
                  AT,
                  AT.minusMillis(600_120),
                  AT.minusSeconds(60)));
    }
    assertThat(fault(restored(0x8F34))).contains("8F34");
    assertThat(fault(futureDated(0x8F65))).contains("8f65");
  }

  @Test
  void otherCodesAreOther() {
    byte[] content = new byte[300];
    Payload.Header header = header(Payload.Kind.COMMAND, USER, METER, 0x0033);
    byte[] bare = PayloadBuilder.message(1, 1000, USER, METER, new byte[0], 0x0033, content);

    assertThat(Payload.read(bare)).isEqualTo(new Payload.Other(header));
    assertThat(Payload.read(PayloadBuilder.signed(bare, SIGNATURE)))
        .isEqualTo(new Payload.Other(header));
  }

  @Test
  void otherInformationMayBeLonger() {
    String longer = hex(AT_ONCE).replace("020012" + "28", "04001277FF" + "28");

    assertThat(Payload.read(HexFormat.of().parseHex(longer)))
        .isInstanceOf(Payload.ActivateFirmware.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DF0901 | DE0901 | tag at byte 0 is DE instead of DF
          DF0901 | DF0801 | length of the transaction id at byte 1 is 08 instead of 09
          DF0901 | DF0904 | kind at byte 2 is none of 01, 02, 03
          DF0901 | DF0903 | message code 0012 in a ALERT
          0890B3 | 0990B3 | length of the originator at byte 11 is 09 instead of 08
          A0000200122830 | A0010200122830 | length of the date-time at byte 29 is 01 instead of 0C
          0012283026 | 0012273026 | 1 more bytes after the content, from byte 73
          0012283026 | 001280283026 | length of the content at byte 33 begins with 80
          0012283026 | 0012293026 | content is cut at byte 34: 40 bytes there, 41 wanted
          283026 | 283027 | command is cut
          28302604 | 2930812604 | length of command at byte 35 is longer than it need be
          283026 | 283080 | not definite or absurd
          02020 3E8 | 020203E9 | originator counter 1001 contradicts the header's 1000
          020203E8 | 020283E8 | originator counter at byte 70 is negative
          283026 | 283025 | 1 more bytes after the command
          26042 | 26052 | image hash at byte 36 is 05 instead of 04
          """)
  void saysWhatIsWrong(String usual, String other, String words) {
    String changed = hex(AT_ONCE).replace(usual.replace(" ", ""), other);

    assertThat(changed).isNotEqualTo(hex(AT_ONCE));
    assertThat(fault(HexFormat.of().parseHex(changed))).contains(words);
  }

  @ParameterizedTest
  @CsvSource({
    "20300115090000Z, ''",
    "20300230090000Z, impossible",
    "20301315090000Z, impossible",
    "20300115240000Z, impossible",
    "20300115096000Z, impossible",
    "00000115090000Z, impossible",
    "20300115090000X, not YYYYMMDDHHMMSSZ",
    "2030011509000+Z, not YYYYMMDDHHMMSSZ",
    "203001150900.0Z, not YYYYMMDDHHMMSSZ",
    "99991231235958Z, ''"
  })
  void aTimeIsExactlyFifteenCharactersThatExist(String time, String words) {
    byte[] bytes = PayloadBuilder.activateFirmware(USER, METER, 1000, HASH, Optional.of(AT));
    System.arraycopy(time.getBytes(US_ASCII), 0, bytes, 76, 15);

    if (words.isEmpty()) {
      assertThat(Payload.read(bytes)).isInstanceOf(Payload.ActivateFirmware.class);
    } else {
      assertThat(fault(bytes)).contains(words);
    }
  }

  @Test
  void aDlmsDeviationIsAddedAndAnAbsentHundredthIsZero() {
    String written = hex(restored(0x8F36));
    String stamp = "07EE010FFF09000000" + "8000" + "FF";
    assertThat(written).contains(stamp);

    assertThat(timestamp(written.replace(stamp, "07EE010FFF090000FF8000FF"))).isEqualTo(AT);
    assertThat(timestamp(written.replace(stamp, "07EE010FFF090000FFFFC4FF")))
        .isEqualTo(AT.minusSeconds(3600));
    for (String wrong :
        List.of("FFFF010FFF09000000" + "8000FF", "07EE021FFF090000008000FF",
            "07EE010FFFFF0000008000FF", "07EE010FFF090000648000FF", "07EE010FFF090000007FFFFF")) {
      assertThat(fault(HexFormat.of().parseHex(written.replace(stamp, wrong))))
          .startsWith("timestamp");
    }
  }

  @Test
  void aDlmsTimeThatItsDeviationMovesOutOfTheYearsIsNone() {
    String written = hex(restored(0x8F36));
    String stamp = "07EE010FFF09000000" + "8000" + "FF";
    for (String wrong : List.of("270F0C1FFF173B3B00003CFF", "00010101FF00000000FFC4FF")) {
      assertThat(fault(HexFormat.of().parseHex(written.replace(stamp, wrong))))
          .isEqualTo("timestamp is outside the years 0001 to 9999");
    }
    assertThat(timestamp(written.replace(stamp, "270F0C1FFF173B3B00FFC4FF")))
        .isEqualTo(Instant.parse("9999-12-31T22:59:59Z"));
  }

  @Test
  void noCutAndNoExtensionOfAComposedPayloadReadsAsTheSame() {
    samples().forEach(PayloadTest::standsAlone);
  }

  @Test
  void noCutAndNoExtensionOfARealPayloadReadsAsTheSame() {
    Wire.names("gbcs", ".HEX").forEach(name -> standsAlone(name, Wire.hex(name)));
  }

  @Test
  void whateverHappensToAPayloadItIsReadAsAValueThatAgreesWithItself() {
    List<byte[]> payloads = List.copyOf(samples().values());
    Seeds.each(
        50_000,
        seed -> {
          RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
          byte[] bytes = Mutations.of(payloads.get(random.nextInt(payloads.size())), random);
          byte[] before = bytes.clone();
          Payload payload = Payload.read(bytes);
          assertThat(bytes).isEqualTo(before);
          if (payload instanceof Payload.ActivateFirmware command) {
            assertThat(command.header().kind()).isEqualTo(Payload.Kind.COMMAND);
            assertThat(command.originatorCounter()).isEqualTo(command.header().counter());
            assertThat(command.imageHash()).hasSize(64);
            assertThat(command.cancels() && command.executionTime().isPresent()).isFalse();
          } else if (payload instanceof Payload.Unreadable unreadable) {
            assertThat(unreadable.fault()).isNotBlank();
          }
        });
  }

  /** A signed command cut to its pre-command is one; nothing else that is cut or longer reads. */
  private static void standsAlone(String name, byte[] bytes) {
    assertThat(Payload.read(bytes)).as(name).isNotInstanceOf(Payload.Unreadable.class);
    for (int cut = 0; cut < bytes.length; cut++) {
      Payload payload = Payload.read(Arrays.copyOf(bytes, cut));
      boolean stillACommand =
          payload instanceof Payload.ActivateFirmware command
              && command.form() == Payload.Form.PRE_COMMAND;
      if (!stillACommand || cut < 74) {
        assertThat(payload).as("%s cut at %d", name, cut).isInstanceOf(Payload.Unreadable.class);
      }
    }
    for (int octet = 0; octet < 256; octet++) {
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      longer[bytes.length] = (byte) octet;
      Payload payload = Payload.read(longer);
      if (octet == 0 && payload instanceof Payload.ActivateFirmware) {
        assertThat(payload).as(name).isEqualTo(Payload.read(bytes));
      } else {
        assertThat(payload).as("%s and %d", name, octet).isInstanceOf(Payload.Unreadable.class);
      }
    }
  }

  private static Map<String, byte[]> samples() {
    byte[] dated = PayloadBuilder.activateFirmware(USER, METER, -1, HASH, Optional.of(AT));
    byte[] cancels = PayloadBuilder.cancellation(USER, METER, 1001, HASH);
    Map<String, byte[]> samples = new LinkedHashMap<>();
    samples.put("at once", AT_ONCE);
    samples.put("dated, signed", PayloadBuilder.signed(dated, SIGNATURE));
    samples.put("wrapped", PayloadBuilder.wrapped(PayloadBuilder.signed(cancels, SIGNATURE), MAC));
    samples.put("accepted", PayloadBuilder.activationAccepted(METER, USER, 1000, AT, SIGNATURE));
    samples.put(
        "outcome",
        PayloadBuilder.activationOutcome(METER, USER, 1000, 0, "0123ABCE", AT, SIGNATURE));
    samples.put("future-dated", futureDated(0x8F66));
    samples.put("restored", restored(0x8F35));
    return samples;
  }

  private static byte[] futureDated(int code) {
    return PayloadBuilder.futureDatedActivation(
        METER, USER, 1000, code, AT, -2, 3, "0123ABCE", SIGNATURE);
  }

  private static byte[] restored(int code) {
    return PayloadBuilder.supplyRestored(
        METER, USER, 1000, code, AT, AT.minusMillis(600_120), AT.minusSeconds(60), SIGNATURE);
  }

  private static Instant timestamp(String hex) {
    return ((Payload.SupplyRestored) Payload.read(HexFormat.of().parseHex(hex))).timestamp();
  }

  private static Payload.Header header(Payload.Kind kind, Eui64 from, Eui64 to, int code) {
    return new Payload.Header(kind, 1000, from, to, code);
  }

  private static Payload.Form form(byte[] bytes) {
    return ((Payload.ActivateFirmware) Payload.read(bytes)).form();
  }

  private static String fault(byte[] bytes) {
    Payload payload = Payload.read(bytes);
    assertThat(payload).isInstanceOf(Payload.Unreadable.class);
    return ((Payload.Unreadable) payload).fault();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }
}
