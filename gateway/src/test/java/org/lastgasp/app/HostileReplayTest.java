package org.lastgasp.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.access.Signing;
import org.lastgasp.access.SigningParty;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.tls.CertificateAuthority;

/**
 * What can be made of a signed request that was overheard, and of who sends it. Each class is
 * relayed untouched or refused; no window opens, and the one that is open stays as it is.
 */
class HostileReplayTest {
  private static final String SECRET = "a secret of sixteen letters";
  private static final Eui64 RIVAL = Eui64.of("90-B3-D5-1F-30-09-00-00");
  private static final Eui64 OTHER_METER = Eui64.of("00-DB-12-34-56-78-90-A1");
  private static final SigningParty SUPPLIER = SigningParty.of(Town.SUPPLIER, 10);
  private static final SigningParty RIVALS = SigningParty.of(RIVAL, 11);
  private static final long OVERHEARD = 5;

  @TempDir Path folder;
  private final CertificateAuthority authority = new CertificateAuthority("CN=authority");
  private Operator operator;
  private HttpClient client;
  private String own;
  private String rivals;

  /** A request as somebody sends it: who he proves to be, if he does. */
  private record Sent(byte[] document, Optional<String> certificate, String secret) {}

  @BeforeEach
  void build() throws Exception {
    operator = new Operator(folder);
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    SUPPLIER.trustedIn(folder.resolve("certs"));
    RIVALS.trustedIn(folder.resolve("certs"));
    operator.write("edge.txt", SECRET + "\n");
    operator.start(
        "signatures: {requests: required}\n"
            + "tls: {proxy: {from: [127.0.0.1], secret-file: edge.txt}}\n");
    own = certificate(Town.SUPPLIER);
    rivals = certificate(RIVAL);
  }

  @AfterEach
  void stop() {
    operator.close();
    client.close();
  }

  private String certificate(Eui64 party) throws Exception {
    byte[] der = authority.issue("CN=" + party).certificate().getEncoded();
    return ":" + Base64.getEncoder().encodeToString(der) + ":";
  }

  private static byte[] request(Eui64 from, Eui64 to, long counter, byte[] payload) {
    return MessageBuilder.signedActivation(new RequestId(from, to, counter), 5, payload);
  }

  private static byte[] payload(Eui64 from, Eui64 to, long counter) {
    return PayloadBuilder.signed(
        PayloadBuilder.activateFirmware(from, to, counter, Town.HASH, Optional.empty()),
        new byte[64]);
  }

  private static byte[] genuine(long counter) {
    byte[] payload = payload(Town.SUPPLIER, Town.METER, counter);
    return Signing.signed(SUPPLIER, request(Town.SUPPLIER, Town.METER, counter, payload));
  }

  private static byte[] changed(byte[] document, String old, String next) {
    String text = new String(document, UTF_8);
    assertThat(text).contains(old);
    return text.replace(old, next).getBytes(UTF_8);
  }

  private Sent by(String certificate, byte[] document) {
    return new Sent(document, Optional.of(certificate), SECRET);
  }

  private Map<String, Sent> corpus(byte[] heard) {
    Map<String, Sent> all = new LinkedHashMap<>();
    String id = new RequestId(Town.SUPPLIER, Town.METER, OVERHEARD).toString();
    all.put("again", by(own, heard));
    all.put("by another party", by(rivals, heard));
    all.put("by nobody", new Sent(heard, Optional.empty(), SECRET));
    all.put("by somebody who names the sender himself", new Sent(heard, Optional.of(own), "x"));
    all.put("by two parties", by(own + ", " + rivals, heard));
    for (long counter : new long[] {0, 6, 1L << 32, Long.MAX_VALUE}) {
      String next = id.substring(0, id.lastIndexOf(':') + 1) + counter;
      all.put("with the counter " + counter, by(own, changed(heard, id, next)));
    }
    all.put("with the counter in another form",
        by(own, changed(heard, id, id.substring(0, id.length() - 1) + "05")));
    all.put("to another meter",
        by(own, changed(heard, Town.METER.toString(), OTHER_METER.toString())));
    all.put("from another party", by(rivals, changed(heard, id, id.replace(
        Town.SUPPLIER.toString(), RIVAL.toString()))));
    all.put("in small letters", by(own, changed(heard, id, id.toLowerCase(java.util.Locale.ROOT))));
    all.put("as another step", by(own, changed(heard, "CommandVariant>5<", "CommandVariant>4<")));
    all.put("with a space behind the end",
        by(own, (new String(heard, UTF_8) + " ").getBytes(UTF_8)));
    all.put("with a comment behind the end",
        by(own, (new String(heard, UTF_8) + "<!-- 6 -->").getBytes(UTF_8)));
    all.put("without its signature",
        by(own, request(Town.SUPPLIER, Town.METER, 6, payload(Town.SUPPLIER, Town.METER, 6))));
    all.put("its payload under a new RequestID, unsigned",
        by(own, request(Town.SUPPLIER, Town.METER, 6, payload(Town.SUPPLIER, Town.METER, 5))));
    all.put("its payload under another's RequestID and signature",
        by(rivals, Signing.signed(
            RIVALS, request(RIVAL, Town.METER, 6, payload(Town.SUPPLIER, Town.METER, 5)))));
    all.put("signed by another who is trusted",
        by(own, Signing.signed(RIVALS,
            request(Town.SUPPLIER, Town.METER, 6, payload(Town.SUPPLIER, Town.METER, 6)))));
    all.put("signed by another, and sent by him",
        by(rivals, Signing.signed(RIVALS,
            request(Town.SUPPLIER, Town.METER, 7, payload(Town.SUPPLIER, Town.METER, 7)))));
    all.put("its signature on a new request", by(own, grafted(heard)));
    all.put("signed twice", by(own, Signing.signed(SUPPLIER, heard)));
    return all;
  }

  /** A request of now with the signature of the one that was overheard. */
  private static byte[] grafted(byte[] heard) {
    String old = new String(heard, UTF_8);
    String signature =
        old.substring(old.indexOf("<ds:Signature "), old.indexOf("</ds:Signature>") + 15);
    String next =
        new String(
            request(Town.SUPPLIER, Town.METER, 6, payload(Town.SUPPLIER, Town.METER, 6)), UTF_8);
    int end = next.lastIndexOf("</");
    return (next.substring(0, end) + signature + next.substring(end)).getBytes(UTF_8);
  }

  private int send(Sent sent, String path) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + operator.gateway().duisPort() + "/api/v1/" + path))
            .header("Content-Type", "application/xml")
            .header("X-Lastgasp-Proxy-Secret", sent.secret())
            .POST(HttpRequest.BodyPublishers.ofByteArray(sent.document()));
    sent.certificate().ifPresent(value -> request.header("Client-Cert", value));
    return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private String windows() {
    return operator.get("windows").path("windows").toString();
  }

  private void changesNothing(Map<String, Sent> corpus) throws Exception {
    String before = windows();
    for (Map.Entry<String, Sent> each : corpus.entrySet()) {
      for (String path : new String[] {"serviceS", "serviceT", "receive"}) {
        String name = each.getKey() + " to " + path;
        int relayed = operator.town.atDsp.size();
        int status = send(each.getValue(), path);
        if (operator.town.atDsp.size() > relayed) {
          assertThat(operator.town.atDsp.getLast()).as("%s is untouched", name)
              .isEqualTo(each.getValue().document());
        } else {
          assertThat(status).as("%s is refused", name).isBetween(200, 499);
        }
        assertThat(windows()).as("%s changes no window", name).isEqualTo(before);
      }
    }
  }

  @Test
  void nothingThatIsMadeOfAnOverheardRequestOpensOrExtendsAWindow() throws Exception {
    byte[] heard = genuine(OVERHEARD);
    assertThat(send(by(own, heard), "serviceS")).isEqualTo(200);
    assertThat(windows()).contains("\"state\":\"open\"");
    operator.at("10:10:00");
    windows();
    assertThat(corpus(heard)).hasSizeGreaterThan(20);
    changesNothing(corpus(heard));
    operator.restart();
    Town.await("lists are in force", () -> !operator.degraded().contains("-missing"));
    changesNothing(Map.of("again after a restart", by(own, heard)));
    operator.at("2030-01-17T10:00:00Z");
    Town.sweep(operator.gateway());
    changesNothing(Map.of("again when it has long ended", by(own, heard)));
  }

  @Test
  void nothingThatIsMadeOfARequestThatNeverArrivedOpensOne() throws Exception {
    Map<String, Sent> corpus = corpus(genuine(OVERHEARD));
    corpus.remove("again");
    corpus.remove("with a space behind the end");
    corpus.remove("with a comment behind the end");
    changesNothing(corpus);
    assertThat(windows()).isEqualTo("[]");
    assertThat(send(by(own, genuine(8)), "serviceS")).isEqualTo(200);
    assertThat(windows()).as("a genuine one does").contains("\"state\":\"open\"");
  }
}
