package org.lastgasp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lastgasp.access.SignatureTarget;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.server.HttpTarget;
import org.lastgasp.tls.ForwardedCertificate;

/** Readers answer whatever comes: good inputs with some bytes changed, cut, moved or doubled. */
class FuzzTargetTest {
  private static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  private static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  private static final String SHARED = // found by Jazzer
      "-----BEGIN CERTIFICATE-----END CERTIFICATE-----";
  private static final byte[] PAYLOAD =
      PayloadBuilder.signed(
          PayloadBuilder.activateFirmware(SUPPLIER, METER, 5, "AB".repeat(32), Optional.empty()),
          new byte[64]);
  private static final Map<String, List<byte[]>> GOOD = good();

  private static Map<String, List<byte[]>> good() {
    return Map.of(
        "gbcs", List.of(PAYLOAD),
        "duis",
            List.of(
                MessageBuilder.signedActivation(new RequestId(SUPPLIER, METER, 5), 5, PAYLOAD)),
        "yaml",
            bytes(
                "[{id: 90-B3-D5-1F-30-02-00-00, receive: 'http://a/b', distributors: [1]}]",
                "{certificate: a, key: b, crl: [c], proxy: {from: ['::1']}}"),
        "certificate", bytes(":MIIBAAAA:", SHARED),
        "signature", List.of(SignatureTarget.signed()),
        "devices",
            bytes(
                "device_id,device_type,smets_version,manufacturer,model,chf_id,mpan,region\n"
                    + METER + ",ESME,SMETS2 V4.2,\"a,\"\"b\"\"\",E470," + SUPPLIER
                    + ",1312345678907,\"No\nrth\"\r\n"),
        "guids", bytes("# a list\n" + METER + "\r\n" + SUPPLIER + " # a\n"),
        "path",
            bytes(
                "/hub/1?hub=" + METER + "&from=2030-01-15T10:00:00%2B01:00&colour=dark-blue",
                "/hub/%C3%A4?limit=1000&after=12&all=true&text=a+b&text=c",
                "/switch;a=b", "/hub/../switch", "//switch/", "http://localhost/%73witch"),
        "cookie",
            bytes(
                "lastgasp_session=" + HttpTarget.SESSION, "a=b; lastgasp_session=\"c\"; d=",
                "$Version=1; lastgasp_session=" + HttpTarget.SESSION + "; $Path=/"));
  }

  private static List<byte[]> bytes(String... texts) {
    return Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toList();
  }

  @Test
  void everyTargetHasSomethingGoodToBeChanged() {
    assertThat(GOOD.keySet()).isEqualTo(FuzzTarget.ALL.keySet());
  }

  @Test
  void theOneSignedRequestVerifies() {
    assertThat(SignatureTarget.run(SignatureTarget.signed())).isTrue();
  }

  @Test
  void aCertificateWhoseBeginAndEndShareLettersIsNone() {
    assertThat(ForwardedCertificate.parse(SHARED)).isEmpty();
  }

  @Test
  void everyReaderAnswersWhateverComes() {
    Seeds.each(
        500,
        seed ->
            GOOD.forEach(
                (name, inputs) -> {
                  Random random = new Random(seed);
                  byte[] input = changed(inputs.get(random.nextInt(inputs.size())), random);
                  assertThatCode(() -> FuzzTarget.ALL.get(name).run(input))
                      .as(name)
                      .doesNotThrowAnyException();
                }));
  }

  private static byte[] changed(byte[] good, Random random) {
    byte[] next = good.clone();
    for (int i = random.nextInt(4); i >= 0 && next.length > 0; i--) {
      int at = random.nextInt(next.length);
      int to = at + random.nextInt(next.length - at);
      switch (random.nextInt(4)) {
        case 0 -> next[at] = (byte) random.nextInt(256);
        case 1 -> next = Arrays.copyOf(next, at);
        case 2 -> System.arraycopy(good, 0, next, at, Math.min(good.length, next.length - at));
        default ->
            next = joined(Arrays.copyOf(next, to), Arrays.copyOfRange(next, at, next.length));
      }
    }
    return next;
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
