package org.lastgasp.duis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lastgasp.Seeds;

class XsdDateTimeTest {

  @ParameterizedTest
  @CsvSource({
    "2030-01-15T09:00:00Z,                 2030-01-15T09:00:00Z",
    "2030-01-15T09:00:00.00Z,              2030-01-15T09:00:00Z",
    "2030-01-15T09:00:00.5Z,               2030-01-15T09:00:00.500Z",
    "2030-01-15T09:00:00.1234567891234Z,   2030-01-15T09:00:00.123456789Z",
    "2030-01-15T09:00:00+01:00,            2030-01-15T08:00:00Z",
    "2030-01-15T09:00:00-05:30,            2030-01-15T14:30:00Z",
    "2030-01-15T09:00:00+14:00,            2030-01-14T19:00:00Z",
    "2030-01-15T09:00:00-00:00,            2030-01-15T09:00:00Z",
    "2030-12-31T24:00:00Z,                 2031-01-01T00:00:00Z",
    "2030-12-31T24:00:00.000+01:00,        2030-12-31T23:00:00Z",
    "2028-02-29T00:00:00Z,                 2028-02-29T00:00:00Z",
    "3000-12-31T00:00:00Z,                 3000-12-31T00:00:00Z",
    "'  2030-01-15T09:00:00Z ',            2030-01-15T09:00:00Z"
  })
  void readsEveryFormOfADateAndTime(String written, Instant meant) {
    assertThat(XsdDateTime.read(written).instant()).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({
    "2030-01-15T09:00:00,           has no zone",
    "2030-01-15T09:00:00.5,         has no zone",
    "2030-01-15T09:00:00+14:01,     has a zone that is none",
    "2030-01-15T09:00:00+01:60,     has a zone that is none",
    "2030-01-15T09:00:00+1:00,      has a zone that is none",
    "2030-01-15T09:00:00z,          has a zone that is none",
    "2030-01-15T09:00:00ZZ,         has a zone that is none",
    "2030-02-29T09:00:00Z,          is an impossible date or time",
    "2100-02-29T09:00:00Z,          is an impossible date or time",
    "2030-13-01T09:00:00Z,          is an impossible date or time",
    "2030-00-01T09:00:00Z,          is an impossible date or time",
    "2030-01-00T09:00:00Z,          is an impossible date or time",
    "2030-01-15T25:00:00Z,          is an impossible date or time",
    "2030-01-15T24:00:01Z,          is an impossible date or time",
    "2030-01-15T24:00:00.1Z,        is an impossible date or time",
    "2030-01-15T09:60:00Z,          is an impossible date or time",
    "2030-01-15T23:59:60Z,          is an impossible date or time",
    "0000-01-15T09:00:00Z,          is an impossible date or time",
    "0001-01-01T00:00:00+01:00,     is outside the years 0001 to 9999",
    "9999-12-31T24:00:00Z,          is outside the years 0001 to 9999",
    "12030-01-15T09:00:00Z,         is no date and time",
    "-2030-01-15T09:00:00Z,         is no date and time",
    "2030-01-15 09:00:00Z,          is no date and time",
    "2030-01-15T09:00:00.Z,         is no date and time",
    "2030-01-15T09:00Z,             is no date and time",
    "2030-1-15T09:00:00Z,           is no date and time",
    "yesterday,                     is no date and time"
  })
  void saysWhatIsWrong(String written, String fault) {
    XsdDateTime moment = XsdDateTime.read(written);

    assertThat(moment.instant()).isEmpty();
    assertThat(moment.fault()).isEqualTo(fault);
  }

  @Test
  void agreesWithThePlatformOnAnyInstantAtAnyOffset() {
    Seeds.each(
        2000,
        seed -> {
          Random random = new Random(seed);
          Instant instant =
              Instant.ofEpochSecond(random.nextLong(-60_000_000_000L, 250_000_000_000L), 0);
          OffsetDateTime there =
              instant.atOffset(ZoneOffset.ofTotalSeconds(60 * random.nextInt(-840, 841)));
          String written = there.toString();
          String zone = there.getOffset().getId();
          boolean noSeconds = written.length() - zone.length() == 16;
          String whole = noSeconds ? written.replace(zone, ":00" + zone) : written;
          assertThat(XsdDateTime.read(whole).instant()).as(whole).contains(instant);
        });
  }
}
