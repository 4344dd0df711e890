package org.lastgasp.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/**
 * A folder to start from: a configuration whose DSP and receivers are stubs of this machine, lists
 * with two meters, and messages that can be posted as they are.
 */
record ExampleFolder(Path folder, Instant now) {
  static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  static final Eui64 HUB = Eui64.of("00-DB-12-34-56-78-90-01");
  static final Eui64 OTHER_HUB = Eui64.of("00-DB-12-34-56-78-90-02");
  private static final Eui64 OTHER_METER = Eui64.of("00-DB-12-34-56-78-90-B0");
  private static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  private static final Eui64 NETWORK = Eui64.of("90-B3-D5-1F-30-02-00-00");
  private static final Mpan MPAN = Mpan.withCheckDigit("200000000001");
  private static final Mpan OTHER_MPAN = Mpan.withCheckDigit("200000000002");
  private static final String FIRMWARE = "AB".repeat(32);
  private static final Duration SOON = Duration.ofMinutes(5); // until somebody has posted them

  /** All files, by their names. */
  Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("lastgasp.yaml", text(configuration()));
    files.put("inventory.csv", text(inventory()));
    files.put("guids.txt", text(guids()));
    files.putAll(messages());
    return files;
  }

  private static String configuration() {
    return """
        # An example to start from; docs/configuration.md has every key.
        # What is marked 'stub' stands in for systems that you will name later.
        switch: enforce                             # observe: judges, but forwards everything
        window: 30m
        manufacturers: [Landis+Gyr]
        guids: guids.txt                            # which meters are tracked
        inventory: inventory.csv                    # which meter is on which hub
        listen: {duis: "127.0.0.1:8079", admin: "127.0.0.1:8080"}
        dsp: {url: "http://127.0.0.1:9079"}         # stub
        users:
          - {id: %s, name: supplier, receive: "http://127.0.0.1:9081/supplier"}  # stub
          - id: %s
            name: SSEN
            distributors: [17, 20]                  # the first two digits of an MPAN
            receive: "http://127.0.0.1:9081/SSEN"   # stub
        default-user: %s       # for AD1s of any other distributor
        """
        .formatted(SUPPLIER, NETWORK, NETWORK);
  }

  private static String inventory() {
    return """
        device_id,device_type,smets_version,manufacturer,model,chf_id,mpan,region,postcode,feeder
        %s,CHF,,,,,,South,SO15 1AA,F1
        %s,CHF,,,,,,South,SO15 1AA,F1
        %s,ESME,SMETS2 v4.2,Landis+Gyr,E470,%s,%s,South,SO15 1AA,F1
        %s,ESME,SMETS2 v4.2,Landis+Gyr,E470,%s,%s,South,SO15 1AA,F1
        """
        .formatted(
            HUB, OTHER_HUB, METER, HUB, MPAN.digits(), OTHER_METER, OTHER_HUB,
            OTHER_MPAN.digits());
  }

  private static String guids() {
    return """
        # The meters whose activations open windows: one EUI-64 a line.
        %s
        """
        .formatted(METER);
  }

  /** The messages alone: each folder has counters of its own, so that none is a repetition. */
  Map<String, byte[]> messages() {
    long counter = now.toEpochMilli();
    RequestId activation = new RequestId(SUPPLIER, METER, counter);
    RequestId cancelling = new RequestId(SUPPLIER, METER, counter + 2);
    RequestId read = new RequestId(SUPPLIER, OTHER_METER, counter + 3);
    Map<String, byte[]> messages = new LinkedHashMap<>();
    messages.put("messages/activation.xml", request(activation, Optional.empty()));
    messages.put(
        "messages/activation-tomorrow.xml",
        request(
            new RequestId(SUPPLIER, METER, counter + 1),
            Optional.of(now.plus(Duration.ofDays(1)))));
    messages.put(
        "messages/cancellation.xml",
        MessageBuilder.signedActivation(
            cancelling,
            5,
            PayloadBuilder.signed(
                PayloadBuilder.cancellation(SUPPLIER, METER, cancelling.counter(), FIRMWARE),
                new byte[64])));
    messages.put("messages/ad1.xml", alert(HUB, MPAN, counter + 4));
    messages.put("messages/ad1-of-another-hub.xml", alert(OTHER_HUB, OTHER_MPAN, counter + 5));
    messages.put(
        "messages/response.xml",
        MessageBuilder.deviceResponse(read, "4.1.1", new byte[] {1, 2, 3}, sent()));
    return messages;
  }

  private byte[] request(RequestId id, Optional<Instant> time) {
    byte[] payload =
        PayloadBuilder.activateFirmware(SUPPLIER, METER, id.counter(), FIRMWARE, time);
    return MessageBuilder.signedActivation(
        id, 5, PayloadBuilder.signed(payload, new byte[64]));
  }

  private byte[] alert(Eui64 hub, Mpan mpan, long counter) {
    return MessageBuilder.ad1(
        new ResponseId(hub, NETWORK, counter), hub, sent().plus(SOON), mpan.digits(),
        OptionalLong.empty(), sent().plus(SOON));
  }

  private Instant sent() {
    return now.truncatedTo(ChronoUnit.MILLIS);
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  /** Writes files that are not there yet, or these anew. */
  void write(Map<String, byte[]> files) {
    try {
      for (Map.Entry<String, byte[]> each : files.entrySet()) {
        Path file = folder.resolve(each.getKey());
        Files.createDirectories(file.resolveSibling(""));
        Files.write(file, each.getValue());
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("writing into " + folder, failed);
    }
  }
}
