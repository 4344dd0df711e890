package org.lastgasp.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.tls.CertificateAuthority;

/**
 * Somebody who tries to blind the gateway for one hub: with requests in the name of a supplier,
 * over connections and with signatures of others. The hub has a meter that is tracked, so only
 * proofs stand in the way. Afterwards the hub has a real outage.
 */
final class Intruder {
  private static final String HASH = "0BAD".repeat(16);
  private static final long FIRST = 8_000_000; // a counter that nobody else uses
  private static final Eui64 AMBER = ServiceUser.SUPPLIERS.get(0).id();
  private static final Eui64 BRAMBLE = ServiceUser.SUPPLIERS.get(1).id();
  private static final Eui64 OPERATOR = ServiceUser.OPERATORS.getFirst().id();
  private static final Eui64 METER = new Eui64(0x00DB_1234_0BAD_0001L);

  private static final String MPAN = "2000000000015";

  /** The hub that it is after. */
  static final Hub HUB =
      new Hub(
          new Eui64(0x00DB_1234_0BAD_0000L),
          20,
          "20-bad",
          List.of(
              new Meter(METER, MeterModel.SINGLE_PHASE, Mpan.parse(MPAN), Duration.ZERO)),
          MPAN);

  private final ProvenParties parties;
  private final URI gateway;
  private final WorldClock clock;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final List<String> broken = new ArrayList<>();
  private final Map<String, Long> expected = new TreeMap<>();
  private long counter = FIRST;
  private int attempts;

  Intruder(ProvenParties parties, URI gateway, WorldClock clock) {
    this.parties = parties;
    this.gateway = gateway;
    this.clock = clock;
  }

  /** Makes every attempt; then the hub has a real outage. */
  void run(Northbound northbound, GroundTruth truth) throws InterruptedException {
    relayed("without a signature", AMBER, AMBER, r -> r, "signature-missing");
    relayed("another's signature", AMBER, AMBER, r -> by(BRAMBLE, r), "signature-invalid");
    relayed("changed", AMBER, AMBER, r -> changed(by(AMBER, r)), "signature-invalid");
    relayed("another's connection", BRAMBLE, AMBER, r -> by(AMBER, r), "originator-differs");
    relayed("without authority", OPERATOR, OPERATOR, r -> by(OPERATOR, r), "not-authorised");
    CertificateAuthority foreign = new CertificateAuthority("CN=demo transport");
    turnedAway("without a certificate", parties.stranger(Optional.empty()));
    turnedAway("another authority's certificate", parties.stranger(Optional.of(foreign)));
    posesAsDsp();
    byte[] alert = alert();
    Outage outage = new Outage(HUB, Duration.ZERO, Duration.ofHours(1), "after an intruder");
    truth.raised(
        new GroundTruth.Alert(GatewayConnection.sha256(alert), HUB, new Cause.Real(outage)));
    northbound.post("ad1", HUB.operator(), alert);
  }

  private byte[] by(Eui64 party, byte[] request) {
    return parties.signed(party, request);
  }

  private static byte[] changed(byte[] signed) {
    return new String(signed, UTF_8)
        .replace("CommandVariant>5<", "CommandVariant>7<")
        .getBytes(UTF_8);
  }

  private byte[] activation(Eui64 originator) {
    RequestId id = new RequestId(originator, METER, counter++);
    byte[] payload =
        PayloadBuilder.activateFirmware(originator, METER, id.counter(), HASH, Optional.empty());
    return MessageBuilder.signedActivation(
        id, 5, PayloadBuilder.signed(payload, DeviceMessages.SIGNATURE));
  }

  /** An activation that the DSP gets and accepts, and that the gateway must not track. */
  private void relayed(
      String how, Eui64 connection, Eui64 originator, UnaryOperator<byte[]> making, String reason)
      throws InterruptedException {
    byte[] request = making.apply(activation(originator));
    asked.add(GatewayConnection.sha256(request));
    expected.merge(reason, 1L, Long::sum);
    expect(how, 200, send(parties.as(connection), "/api/v1/serviceS", request));
  }

  private void turnedAway(String how, SSLContext client) throws InterruptedException {
    byte[] request = by(AMBER, activation(AMBER));
    expect(how, GatewayConnection.BROKEN, send(client, "/api/v1/serviceS", request));
  }

  private void posesAsDsp() throws InterruptedException {
    RequestId id = new RequestId(AMBER, METER, counter++);
    byte[] response = MessageBuilder.acknowledgement(id, "8.2", "I0", now());
    expect("a supplier as the DSP", 403, send(parties.as(AMBER), "/api/v1/receive", response));
  }

  private void expect(String how, int status, int answered) {
    attempts++;
    if (answered != status) {
      broken.add(how + ": the gateway answered " + answered + " instead of " + status);
    }
  }

  private int send(SSLContext client, String path, byte[] document) throws InterruptedException {
    try (GatewayConnection line =
        new GatewayConnection(gateway, clock, _ -> Optional.of(client))) {
      return line.post(AMBER, path, document).status();
    }
  }

  private byte[] alert() {
    ResponseId id = new ResponseId(ServiceUser.DSP, HUB.operator(), counter++);
    return MessageBuilder.ad1(
        id,
        HUB.id(),
        clock.instant().truncatedTo(ChronoUnit.SECONDS),
        HUB.mpxn(),
        OptionalLong.empty(),
        now());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** The DSP's answer to a request of this one, which it accepts; empty if it is of others. */
  Optional<LoopbackServer.Reply> answer(byte[] body) {
    if (!asked.contains(GatewayConnection.sha256(body))) {
      return Optional.empty();
    }
    RequestId any = new RequestId(AMBER, METER, FIRST);
    byte[] accepted = MessageBuilder.acknowledgement(any, "11.3", "I99", now());
    return Optional.of(new LoopbackServer.Reply(200, "application/xml", accepted));
  }

  /** Whether every attempt came to nothing, also by the gateway's own figures. */
  Score.Promise promise(ScrapedMetrics figures) {
    List<String> found = new ArrayList<>(broken);
    Map<String, Long> counted = figures.by("lastgasp_activations_untracked_total", "reason");
    expected.forEach(
        (reason, times) -> {
          if (!times.equals(counted.get(reason))) {
            found.add(times + " were " + reason + ", the gateway counted " + counted);
          }
        });
    return Score.Promise.none("who does not prove who he is opens no window", found, attempts);
  }
}
