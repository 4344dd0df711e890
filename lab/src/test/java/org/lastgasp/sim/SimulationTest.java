package org.lastgasp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.sim.Scorer.Observations;

/** The world around a gateway that carries everything and holds nothing back. */
class SimulationTest {
  private static final Scenario PLAN = Scenario.drawn(5, 150, AlarmRule.NORTH_TIMER);

  @TempDir Path folder;

  @Test
  void aGatewayThatHoldsNothingBackBreaksOnePromiseOnly() throws Exception {
    WorldClock clock = new WorldClock(Instant.parse("2030-01-15T12:00:00Z"), 2_000);
    try (Simulation world = new Simulation(PLAN, clock)) {
      Carrier carrier = new Carrier(Files.readString(world.settle(folder)));
      try (LoopbackServer gateway = new LoopbackServer(carrier)) {
        world.live(gateway.uri());
        carrier.finish();
        ScrapedMetrics figures = ScrapedMetrics.read(carrier.figures());
        Score score =
            world
                .account()
                .settle(new Observations(List.of(), figures, Optional.empty(), List.of()));
        assertThat(score.promises())
            .filteredOn(promise -> !promise.kept())
            .extracting(Score.Promise::text)
            .as(Scoreboard.text(score))
            .containsExactly("what an activation caused is suppressed");
        assertThat(score.exitCode()).isEqualTo(1);
      }
    }
  }

  /** Relays and delivers at once, again and again until it is taken. */
  private static final class Carrier implements LoopbackServer.Household {
    private static final Pattern USER =
        Pattern.compile("\\{id: (\\S+), name: \\w+, distributors: \\[(.*)], receive: \"(.*)\"}");
    private static final Pattern DSP = Pattern.compile("dsp: \\{url: \"(.*)\", timeout");

    private final HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final MessageReader reader = new MessageReader();
    private final Map<Eui64, URI> users = new HashMap<>();
    private final Map<Integer, URI> distributors = new HashMap<>();
    private final URI other;
    private final URI dsp;
    private final Queue<Thread> deliveries = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> alerts = new ConcurrentHashMap<>();

    Carrier(String configuration) {
      Matcher user = USER.matcher(configuration);
      while (user.find()) {
        URI receive = URI.create(user.group(3));
        users.put(Eui64.of(user.group(1)), receive);
        for (String id : user.group(2).split(", ")) {
          if (!id.isEmpty()) {
            distributors.put(Integer.parseInt(id), receive);
          }
        }
      }
      Matcher line = DSP.matcher(configuration);
      assertThat(line.find()).isTrue();
      dsp = URI.create(line.group(1));
      other = users.get(ServiceUser.OPERATORS.getFirst().id());
    }

    String figures() {
      StringBuilder text = new StringBuilder("# HELP lastgasp_ad1_received_total alerts\n");
      alerts.forEach(
          (distributor, count) ->
              text.append("lastgasp_ad1_received_total " + count + ".0\n")
                  .append("lastgasp_ad1_forwarded_total{reason=\"none\",distributor=\"")
                  .append(distributor + "\"} " + count + ".0\n"));
      return text.toString();
    }

    @Override
    public LoopbackServer.Reply answer(String path, byte[] body) throws InterruptedException {
      if (!path.endsWith("/receive")) {
        HttpResponse<byte[]> answer = post(dsp.resolve(path), body).orElseThrow();
        boolean silent = answer.statusCode() == 504;
        return new LoopbackServer.Reply(silent ? 503 : answer.statusCode(), "", answer.body());
      }
      URI receiver = receiver((Message.Northbound) reader.read(body));
      deliveries.add(Thread.startVirtualThread(() -> deliver(receiver, body)));
      return LoopbackServer.Reply.empty(204);
    }

    void finish() throws InterruptedException {
      for (Thread each : deliveries) {
        each.join();
      }
    }

    private void deliver(URI receiver, byte[] body) {
      try {
        while (post(receiver, body).filter(a -> a.statusCode() == 204).isEmpty()) {
          Thread.onSpinWait();
        }
      } catch (InterruptedException ending) {
        Thread.currentThread().interrupt();
      }
    }

    private URI receiver(Message.Northbound message) {
      Optional<URI> addressed =
          message
              .responseId()
              .map(ResponseId::recipient)
              .or(() -> message.requestId().map(RequestId::originator))
              .map(users::get);
      if (message instanceof Message.Ad1 alert) {
        Optional<Integer> id = Mpan.parse(alert.mpxn()).map(Mpan::distributor);
        alerts.merge(id.map(String::valueOf).orElse("unknown"), 1, Integer::sum);
        Optional<URI> distributor = id.map(distributors::get);
        return addressed.or(() -> distributor).orElse(other);
      }
      return addressed.orElseThrow();
    }

    private Optional<HttpResponse<byte[]>> post(URI to, byte[] body) throws InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(to).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
      try {
        return Optional.of(client.send(request, HttpResponse.BodyHandlers.ofByteArray()));
      } catch (IOException shut) {
        return Optional.empty();
      }
    }
  }
}
