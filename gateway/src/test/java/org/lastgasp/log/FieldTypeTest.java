package org.lastgasp.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lastgasp.Seeds;

class FieldTypeTest {
  private static final String DIGEST = "0123456789abcdef".repeat(4);
  private static final String EUI = "90-B3-D5-1F-30-01-00-00";

  /** In the middle of a line, so that nothing may depend on its ends. */
  private static boolean fits(FieldType type, String value) {
    byte[] line = ("\"" + value + "\",9").getBytes(US_ASCII);
    return type.fits(line, 1, 1 + value.length());
  }

  @ParameterizedTest
  @CsvSource({
    "INSTANT, 2030-01-15T10:00:00.000Z", "INSTANT, 2030-01-15T10:00:00.123456789Z",
    "INSTANT, +10000-01-01T00:00:00.000Z", "INSTANT, -0001-01-01T00:00:00.000Z",
    "INSTANT, 2028-02-29T23:59:59.000Z", "INSTANT, 0000-12-31T00:00:00.000Z",
    "NUMBER, 0", "NUMBER, -7", "NUMBER, 9223372036854775807", "MODE, on-demand",
    "MODE, future-dated"
  })
  void whatIsWrittenAsARecordsValuesAreFits(FieldType type, String value) {
    assertThat(fits(type, value)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "INSTANT, 2030-01-15T10:00:00Z", "INSTANT, 2030-01-15T10:00:00.00Z",
    "INSTANT, 2030-01-15 10:00:00.000Z", "INSTANT, 2030-01-15T10:00:00.000+",
    "INSTANT, +2030-01-15T10:00:00.000Z", "INSTANT, 2030-O1-15T10:00:00.000Z",
    "INSTANT, 2030-13-15T10:00:00.000Z", "INSTANT, 2030-00-15T10:00:00.000Z",
    "INSTANT, 2030-02-29T10:00:00.000Z", "INSTANT, 2030-01-00T10:00:00.000Z",
    "INSTANT, 2030-01-15T24:00:00.000Z", "INSTANT, 2030-01-15T10:60:00.000Z",
    "INSTANT, 2030-01-15T10:00:60.000Z", "NUMBER, 007",
    "NUMBER, 1.5", "NUMBER, -", "NUMBER, 12345678901234567890", "MODE, on demand",
    "EUI, 90-b3-d5-1f-30-01-00-00", "EUI, 90-B3-D5-1F-30-01-00", "EUI, 90:B3:D5:1F:30:01:00:00",
    "DIGEST, 0123"
  })
  void whatIsWrittenOtherwiseDoesNot(FieldType type, String value) {
    assertThat(fits(type, value)).isFalse();
  }

  @Test
  void aDigestHas64SmallHexadecimalDigits() {
    assertThat(fits(FieldType.DIGEST, DIGEST)).isTrue();
    assertThat(fits(FieldType.DIGEST, DIGEST.toUpperCase(Locale.ROOT))).isFalse();
    assertThat(fits(FieldType.DIGEST, DIGEST + "0")).isFalse();
  }

  @Test
  void anIdentifierIsTwoDevicesAndAnUnsignedCounter() {
    assertThat(fits(FieldType.IDENTIFIER, EUI + ":" + EUI + ":18446744073709551615")).isTrue();
    assertThat(fits(FieldType.IDENTIFIER, EUI + ":" + EUI + ":")).isFalse();
    assertThat(fits(FieldType.IDENTIFIER, EUI + ":" + EUI)).isFalse();
    assertThat(fits(FieldType.IDENTIFIER, EUI + "-" + EUI + ":1")).isFalse();
  }

  @Test
  void anyTextIsAText() {
    assertThat(fits(FieldType.TEXT, "")).isTrue();
  }

  @Test
  void anyInstantIsReadAsItWasWritten() {
    Seeds.each(
        500,
        seed -> {
          RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
          Instant instant =
              Instant.ofEpochSecond(
                  random.nextLong(-70_000_000_000L, 260_000_000_000L),
                  random.nextInt(4) == 0 ? 0 : random.nextInt(1_000_000_000));
          String text = FieldType.text(instant);
          byte[] line = (" " + text + " ").getBytes(US_ASCII);
          assertThat(FieldType.INSTANT.fits(line, 1, 1 + text.length())).as(text).isTrue();
          assertThat(FieldType.instant(line, 1, 1 + text.length())).isEqualTo(instant);
        });
  }
}
