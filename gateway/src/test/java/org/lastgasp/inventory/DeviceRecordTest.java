package org.lastgasp.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.Seeds;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.policy.Device;

class DeviceRecordTest {
  private static final String ODD = "a\"b,c\r\n é€ 'x;\tA";

  private static Device any(RandomGenerator random) {
    return new Device(
        new Eui64(random.nextLong()),
        text(random),
        text(random),
        text(random),
        text(random),
        random.nextBoolean() ? Optional.of(new Eui64(random.nextLong())) : Optional.empty(),
        random.nextBoolean() ? Optional.of(new Mpan("1312345678907")) : Optional.empty(),
        text(random),
        text(random),
        text(random));
  }

  private static String text(RandomGenerator random) {
    int from = random.nextInt(ODD.length());
    return ODD.substring(from, random.nextInt(from, ODD.length() + 1));
  }

  @Test
  void anyDeviceIsReadAsItWasKept() {
    Seeds.each(
        300,
        seed -> {
          Device device = any(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
          byte[] record = DeviceRecord.encode(device);
          assertThat(DeviceRecord.decode(device.id().value(), record)).contains(device);
          assertThat(DeviceRecord.encode(device)).isEqualTo(record);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ESME", "a,b,c,d,e,f,g,h", "a,b,c,d,e,f,g,h,i,j", "\"a,b,c,d,,,,,"})
  void whatIsNoRecordOfADeviceIsDamaged(String record) {
    assertThat(DeviceRecord.decode(1, record.getBytes(UTF_8))).isEmpty();
  }
}
