package org.lastgasp.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;
import org.lastgasp.Wire;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.gbcs.Payload;
import org.lastgasp.id.RequestId;

/** The gateway as a process of its own, over real HTTP, by the real clock. */
class ServeProcessTest {
  private static final String WINDOW = "window: 3s";

  @TempDir Path folder;
  private Neighbours neighbours;

  @BeforeEach
  void meet() {
    neighbours = new Neighbours(folder, 10);
  }

  @AfterEach
  void part() {
    neighbours.close();
  }

  @Test
  void holdsBackExactlyWhatComesInsideTheWindow() {
    int immediate = 0;
    int dated = 1;
    int cancelled = 2;
    try (Program gateway = neighbours.serve(neighbours.configure(WINDOW))) {
      Instant soon = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 3);
      Stream all = new Stream(gateway, List.of(immediate, dated, cancelled, 9));
      all.untilOneOfEachHasCome();
      assertThat(neighbours.request(gateway, Mail.activation(dated, 1, Optional.of(soon))))
          .isEqualTo(200);
      assertThat(neighbours.request(gateway, Mail.activation(cancelled, 1, Optional.of(soon))))
          .isEqualTo(200);
      assertThat(neighbours.request(gateway, Mail.cancellation(cancelled, 2))).isEqualTo(200);
      assertThat(neighbours.request(gateway, Mail.activation(immediate, 1, Optional.empty())))
          .isEqualTo(200);
      all.until(soon.plusMillis(3_500));
      Map<String, JsonNode> windows = windows(gateway);
      assertThat(windows.get(key(dated)).path("from").asText()).isEqualTo(soon.toString());
      assertThat(windows.get(key(dated)).path("until").asText())
          .isEqualTo(soon.plusSeconds(3).toString());
      assertThat(windows.get(key(immediate)).path("mode").asText()).isEqualTo("on-demand");
      assertThat(windows.get(key(cancelled)).path("state").asText()).isEqualTo("cancelled");
      List<byte[]> inside = all.agreesWith(windows);
      assertThat(inside).as("some came inside").hasSizeGreaterThan(10);
      Await.until("all delivered", () -> all.outside().stream().allMatch(neighbours.southern::has));
      Await.until("all logged", () -> neighbours.logLines().size() >= inside.size());
      assertThat(inside).noneMatch(neighbours.southern::has);
      assertThat(neighbours.logged().stream().map(r -> r.path("message_sha256").asText()))
          .containsExactlyInAnyOrderElementsOf(inside.stream().map(Mailbox::sha256).toList());
    }
  }

  @Test
  void sighupReloadsAndIsSaidToBeIgnoredWhereItIs() {
    Path configuration = neighbours.configure();
    String ignored = "event=signal-ignored signal=HUP action=reload-with-lastgasp-reload";
    List<String> hears = List.of("/usr/bin/env", "--default-signal=HUP");
    try (Program gateway = neighbours.ready(Program.serve(hears, configuration))) {
      gateway.reload();
      Await.until("it reloads", () -> logs(gateway, "event=reloaded"));
      assertThat(logs(gateway, ignored)).isFalse();
    }
    List<String> deaf = List.of("/usr/bin/env", "--ignore-signal=HUP");
    try (Program gateway = neighbours.ready(Program.serve(deaf, configuration))) {
      Await.until("it says so", () -> logs(gateway, ignored));
      assertThat(gateway.asked("reload").exit()).isZero();
      Await.until("it reloads", () -> logs(gateway, "event=reloaded"));
    }
  }

  private static boolean logs(Program gateway, String words) {
    return gateway.log().stream().anyMatch(line -> line.contains(words));
  }

  private static String key(int meter) {
    return Mail.hub(meter).toString();
  }

  private Map<String, JsonNode> windows(Program gateway) {
    Map<String, JsonNode> windows = new ConcurrentHashMap<>();
    neighbours.list(gateway, "windows").forEach(w -> windows.put(w.path("hub").asText(), w));
    return windows;
  }

  /** Alerts of some hubs in turn, one close after the other, before, at and after the borders. */
  private final class Stream {
    private final Program gateway;
    private final List<Integer> hubs;
    private final Map<String, byte[]> sent = new ConcurrentHashMap<>();
    private final List<byte[]> outside = new ArrayList<>();
    private long counter;

    Stream(Program gateway, List<Integer> hubs) {
      this.gateway = gateway;
      this.hubs = hubs;
    }

    void untilOneOfEachHasCome() {
      hubs.forEach(this::one);
    }

    void until(Instant end) {
      while (Instant.now().isBefore(end)) {
        untilOneOfEachHasCome();
        Await.pause(1);
      }
    }

    private void one(int hub) {
      byte[] alert = Mail.ad1(hub, Mail.SOUTHERN, ++counter, Instant.EPOCH.plusSeconds(counter));
      assertThat(neighbours.receive(gateway, alert)).isEqualTo(204);
      sent.put(Mailbox.sha256(alert), alert);
    }

    List<byte[]> outside() {
      return outside;
    }

    /** Compares verdicts with windows by the instants of receipt; gives those suppressed. */
    List<byte[]> agreesWith(Map<String, JsonNode> windows) {
      List<byte[]> inside = new ArrayList<>();
      List<JsonNode> alerts = neighbours.list(gateway, "alerts");
      assertThat(alerts).hasSameSizeAs(sent.values());
      for (JsonNode alert : alerts) {
        Optional<JsonNode> window =
            Optional.ofNullable(windows.get(alert.path("hub").asText()))
                .filter(w -> !w.path("state").asText().equals("cancelled"));
        Instant received = Instant.parse(alert.path("received_at").asText());
        boolean holds =
            window.isPresent()
                && !received.isBefore(Instant.parse(window.get().path("from").asText()))
                && received.isBefore(Instant.parse(window.get().path("until").asText()))
                && !alert.path("reason").asText().equals("awaiting-answer");
        assertThat(alert.path("verdict").asText())
            .as("%s", alert)
            .isEqualTo(holds ? "suppressed" : "forwarded");
        byte[] bytes = sent.get(alert.path("message_sha256").asText());
        (holds ? inside : outside).add(bytes);
      }
      return inside;
    }
  }

  @Test
  void tracksTheActivationsOfRealPayloads() {
    List<String> names =
        Wire.names("gbcs", ".HEX").stream().filter(n -> n.contains("COMMAND")).toList();
    Payload.ActivateFirmware first = activation(names.getFirst());
    neighbours.write(
        "inventory.csv",
        List.of(
            "device_id,device_type,smets_version,manufacturer,chf_id",
            first.header().recipient() + ",ESME,SMETS2,Landis+Gyr," + Mail.hub(1)));
    neighbours.write("guids.txt", List.of(first.header().recipient().toString()));
    int tracked = 0;
    try (Program gateway = neighbours.serve(neighbours.configure("max-blindness: 24h"))) {
      for (String name : Wire.names("duis", "REQUEST_DUIS.XML")) {
        assertThat(neighbours.request(gateway, Wire.bytes(name))).isEqualTo(200);
        assertThat(neighbours.dsp.has(Wire.bytes(name))).as("byte for byte: %s", name).isTrue();
        assertThat(neighbours.list(gateway, "windows")).as("CV 4: %s", name).isEmpty();
      }
      for (String name : names) {
        Payload.ActivateFirmware command = activation(name);
        RequestId id =
            new RequestId(
                command.header().originator(),
                command.header().recipient(),
                command.header().counter());
        byte[] request = MessageBuilder.signedActivation(id, 5, Wire.hex(name));
        assertThat(neighbours.request(gateway, request)).isEqualTo(200);
        assertThat(neighbours.dsp.has(request)).isTrue();
        boolean once = neighbours.list(gateway, "windows").size() > tracked;
        if (!command.cancels() && once) {
          tracked++;
        }
        assertThat(neighbours.list(gateway, "windows")).as(name).hasSize(tracked);
      }
      assertThat(tracked).as("immediate and future-dated").isEqualTo(2);
      byte[] alert = Mail.ad1(1, Mail.SOUTHERN, 1, Instant.EPOCH);
      assertThat(neighbours.receive(gateway, alert)).isEqualTo(204);
      Await.until("logged", () -> neighbours.logLines().size() == 1);
      assertThat(neighbours.southern.has(alert)).isFalse();
    }
  }

  private static Payload.ActivateFirmware activation(String name) {
    return switch (Payload.read(Wire.hex(name))) {
      case Payload.ActivateFirmware command -> command;
      case Payload other -> throw new AssertionError(name + ": " + other);
    };
  }

  @Test
  void relaysAHundredOtherRequestsAndAnswersByteForByte() {
    try (Program gateway = neighbours.serve(neighbours.configure())) {
      Seeds.each(
          100,
          seed -> {
            Random chance = new Random(seed);
            byte[] request = oddRequest(chance, seed);
            Mailbox.Answer answer = oddAnswer(chance, seed);
            neighbours.dspAnswers.set(body -> answer);
            String path = List.of("serviceT", "serviceS", "serviceD").get(chance.nextInt(3));
            var got = neighbours.send(gateway, path, request);
            assertThat(neighbours.dsp.has(request)).isTrue();
            assertThat(got.statusCode()).isEqualTo(answer.status());
            assertThat(got.body()).isEqualTo(answer.body());
            assertThat(got.headers().firstValue("Content-Type")).contains(answer.type());
            byte[] response = oddResponse(chance, seed);
            assertThat(neighbours.receive(gateway, response)).isEqualTo(204);
            Await.until("delivered", () -> neighbours.supplier.has(response));
          });
      assertThat(neighbours.list(gateway, "windows")).isEmpty();
      assertThat(neighbours.logLines()).isEmpty();
    }
  }

  private static byte[] oddRequest(Random chance, long counter) {
    String variant = List.of("4.1.1", "8.2", "1.1.1", "6.15.1", "7.4").get(chance.nextInt(5));
    String body = "<sr:Some" + chance.nextInt(100) + " a='ö&#10;'/><!-- " + odd(chance) + " -->";
    String id = Mail.requestId((int) counter % 10, counter).toString();
    String text =
        new String(
            MessageBuilder.request(RequestId.of(id), 1 + chance.nextInt(9), variant, body),
            StandardCharsets.UTF_8);
    return written(chance, chance.nextBoolean() ? text : text.replace("sr:", "ns2:"));
  }

  private static byte[] oddResponse(Random chance, long counter) {
    String text = new String(Mail.response(0, counter), StandardCharsets.UTF_8);
    return written(chance, text.replace("<sr:Body>", "<sr:Body>\r\n\t<!-- " + odd(chance) + "-->"));
  }

  private static byte[] written(Random chance, String text) {
    String spaced = chance.nextBoolean() ? text : text.replace("><", ">\r\n  <");
    return (chance.nextBoolean() ? spaced : spaced + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Mailbox.Answer oddAnswer(Random chance, long counter) {
    int status = List.of(200, 202, 400, 404, 500, 503).get(chance.nextInt(6));
    boolean xml = chance.nextBoolean();
    byte[] noise = new byte[1 + chance.nextInt(20_000)];
    chance.nextBytes(noise);
    byte[] body =
        xml
            ? MessageBuilder.acknowledgement(
                Mail.requestId(0, counter), "4.1.1", "I99", Instant.EPOCH)
            : noise;
    return new Mailbox.Answer(status, xml ? "application/xml" : "application/octet-stream", body);
  }

  private static String odd(Random chance) {
    StringBuilder text = new StringBuilder();
    for (int i = chance.nextInt(200); i > 0; i--) {
      text.append(" \t\r\né€𝄞x".charAt(chance.nextInt(6)));
    }
    return text.toString();
  }

  @Test
  void namesEveryMistakeOfAConfigurationAndEnds() {
    Path wrong =
        neighbours.configure(
            "window: soon", "switch: maybe", "max-message: 16", "colour: blue",
            "log: {rotate-every: never}");
    for (String verb : List.of("serve", "validate")) {
      Program.Ended ended = Program.run(verb, "--config", wrong.toString());
      assertThat(ended.exit()).isEqualTo(78);
      assertThat(ended.out()).isEmpty();
      for (String key :
          List.of("window", "switch", "max-message", "colour", "log.rotate-every")) {
        assertThat(ended.err().stream().filter(l -> l.contains(" " + key + ": found ")))
            .as("%s: %s", key, ended.err())
            .hasSize(1);
      }
    }
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void refusesAListWithABadLineAndKeepsTheOld() {
    Path configuration = neighbours.configure();
    try (Program gateway = neighbours.serve(configuration)) {
      Path bad =
          neighbours.write("bad.txt", List.of("# list", Mail.meter(5).toString(), "", "00-DB-1"));
      Program.Ended ended = gateway.asked("guids", "import", bad.toString(), "--force");
      assertThat(ended.exit()).isEqualTo(1);
      assertThat(String.join("\n", ended.err())).contains("bad.txt").contains("4");
      assertThat(neighbours.status(gateway).path("guids").path("count").asInt()).isEqualTo(10);
      assertThat(neighbours.request(gateway, Mail.activation(0, 1, Optional.empty())))
          .isEqualTo(200);
      assertThat(neighbours.list(gateway, "windows")).hasSize(1);
    }
  }

  @Test
  void endsWithSixtyFourAtAnUnknownVerb() {
    assertThat(Program.run("serv").exit()).isEqualTo(64);
  }

  @Test
  void whatWasAcknowledgedBeforeATerminationIsThereAfterIt() {
    neighbours.southern.die();
    List<byte[]> acknowledged = new ArrayList<>();
    Path configuration = neighbours.configure();
    Program gateway = neighbours.serve(configuration);
    try (gateway) {
      neighbours.request(gateway, Mail.activation(0, 1, Optional.empty()));
      for (int n = 1; n <= 50; n++) {
        byte[] alert = Mail.ad1(1, Mail.SOUTHERN, n, Instant.EPOCH);
        assertThat(neighbours.receive(gateway, alert)).isEqualTo(204);
        acknowledged.add(alert);
      }
      assertThat(gateway.terminate().exit()).isEqualTo(0);
    }
    assertThat(gateway.log()).noneMatch(l -> l.contains("level=error"));
    neighbours.southern.revive();
    try (Program again = neighbours.serve(configuration)) {
      Await.until("delivered", () -> acknowledged.stream().allMatch(neighbours.southern::has));
      assertThat(neighbours.receive(again, Mail.ad1(0, Mail.SOUTHERN, 1, Instant.EPOCH)))
          .isEqualTo(204);
      Await.until("logged", () -> neighbours.logLines().size() == 1);
      assertThat(neighbours.southern.arrived()).hasSize(50);
    }
  }
}
