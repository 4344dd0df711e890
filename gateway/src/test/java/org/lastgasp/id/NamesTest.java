package org.lastgasp.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.Seeds;

class NamesTest {
  private static final String USER = "90-B3-D5-1F-30-01-00-00";
  private static final String METER = "00-DB-12-34-56-78-90-A0";

  @Test
  void anEuiReadsInAnyCaseWithOrWithoutDashes() {
    Eui64 hub = new Eui64(0x90B3D51F30010000L);

    assertThat(Eui64.parse("90-b3-d5-1f-30-01-00-00")).contains(hub);
    assertThat(Eui64.parse("90B3d51F30010000")).contains(hub);
    assertThat(hub).hasToString(USER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "90-B3-D5-1F-30-01-00",
        "90-B3-D5-1F-30-01-00-0G",
        "90:B3:D5:1F:30:01:00:00",
        "90-B3-D5-1F-30-01-00-00 ",
        "90B3D51F3001000",
        "９0B3D51F30010000",
        "-90B3D51F3001000"
      })
  void whatIsNoEuiIsNone(String text) {
    assertThat(Eui64.parse(text)).isEmpty();
    assertThatThrownBy(() -> Eui64.of(text)).hasMessageContaining(text);
  }

  @Test
  void euisCompareAsUnsignedNumbers() {
    assertThat(Eui64.of(METER)).isLessThan(Eui64.of(USER));
  }

  @Test
  void everyEuiReadsBackAsItIsWritten() {
    Seeds.each(
        200,
        seed -> {
          Eui64 eui = new Eui64(random(seed).nextLong());
          assertThat(Eui64.parse(eui.toString())).contains(eui);
          assertThat(Eui64.parse(eui.toString().replace("-", "").toLowerCase())).contains(eui);
        });
  }

  @Test
  void everyRequestIdReadsBackAndItsResponseSwapsTheEuis() {
    Seeds.each(
        200,
        seed -> {
          RandomGenerator random = random(seed);
          RequestId id =
              new RequestId(
                  new Eui64(random.nextLong()),
                  new Eui64(random.nextLong()),
                  random.nextLong() >>> random.nextInt(64));
          assertThat(RequestId.parse(" " + id + "\n")).contains(id);
          ResponseId response = id.response();
          assertThat(ResponseId.parse(response.toString())).contains(response);
          assertThat(response.sender()).isEqualTo(id.target());
          assertThat(response.recipient()).isEqualTo(id.originator());
          assertThat(response.counter()).isEqualTo(id.counter());
        });
  }

  @Test
  void theCounterHasSixtyFourBitsWithoutASign() {
    String most = USER + ":" + METER + ":18446744073709551615";

    assertThat(RequestId.of(most).counter()).isEqualTo(-1);
    assertThat(RequestId.of(most)).hasToString(most);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ":", "::", "18446744073709551616", "01", "-1", "+1", "1:2", "1 2", "x", "１",
        "99999999999999999999", "000000000000000000001"
      })
  void aCounterThatIsNoneMakesNoId(String counter) {
    assertThat(RequestId.parse(USER + ":" + METER + ":" + counter)).isEmpty();
    assertThat(ResponseId.parse(USER + ":" + METER + ":" + counter)).isEmpty();
  }

  @Test
  void anIdHasDashesInItsEuis() {
    assertThat(RequestId.parse("90B3D51F30010000:00DB1234567890A0:1")).isEmpty();
    assertThat(RequestId.parse("nonsense")).isEmpty();
    assertThatThrownBy(() -> RequestId.of("nonsense")).hasMessageContaining("nonsense");
    assertThatThrownBy(() -> ResponseId.of("nonsense")).hasMessageContaining("nonsense");
  }

  @Test
  void anMpanKnowsItsDistributorAndItsCheckDigit() {
    Mpan mpan = Mpan.parse(" 1312345678907 ").orElseThrow();

    assertThat(mpan.distributor()).isEqualTo(13);
    assertThat(mpan.checkDigitHolds()).isTrue();
    assertThat(new Mpan("1312345678906").checkDigitHolds()).isFalse();
    assertThat(mpan).hasToString("1312345678907");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "131234567890", "13123456789071", "13123456789O7", "１312345678907"})
  void whatIsNoMpanIsNone(String text) {
    assertThat(Mpan.parse(text)).isEmpty();
    assertThatThrownBy(() -> new Mpan(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  @Test
  void knowsAPartyFromADevice() {
    assertThat(Eui64.of("90-B3-D5-1F-30-00-00-02").isParty()).isTrue();
    assertThat(Eui64.of("90-B3-D5-1F-40-00-00-02").isParty()).isFalse();
    assertThat(Eui64.of("00-DB-12-34-56-78-90-A0").isParty()).isFalse();
  }
}
