package org.lastgasp.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.lastgasp.access.AdminToken;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.sqlite.AcceptedStore;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Step;

/** Requests that were accepted long ago, and what they cost: nothing, if it is as it should be. */
final class Remembered {
  private static final int PORTION = 10_000;

  private Remembered() {}

  /** Has so many requests remembered, each of another meter, in the journal's folder. */
  static void fill(Path journal, long many) {
    if (many == 0) {
      return;
    }
    long began = System.nanoTime();
    Instant until = Instant.now().minus(Duration.ofDays(2));
    try (AcceptedStore store = AcceptedStore.open(journal, 1)) {
      for (long from = 0; from < many; from += PORTION) {
        List<HubState.Accepted> some = new ArrayList<>(PORTION);
        for (long n = from; n < Math.min(many, from + PORTION); n++) {
          Eui64 meter = new Eui64(0x0099_0000_0000_0000L + n * 2_654_435_761L % (1L << 40));
          RequestId request = new RequestId(Mail.SUPPLIER, meter, n);
          some.add(new HubState.Accepted(request, Step.SEND, until));
        }
        store.keep(some);
      }
    }
    Load.say(
        "remembered=%d kept in %.1fs".formatted(many, (System.nanoTime() - began) / 1e9));
  }

  /** Measures how long a scrape and the switch take, and how long alerts wait meanwhile at most. */
  static void look(Program gateway, Path data) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String token = AdminToken.read(data).orElseThrow();
      URI admin = URI.create("http://127.0.0.1:" + gateway.adminPort());
      URI duis = URI.create("http://127.0.0.1:" + gateway.duisPort() + "/api/v1/receive");
      AtomicBoolean done = new AtomicBoolean();
      CompletableFuture<Double> longest =
          CompletableFuture.supplyAsync(() -> longestWait(client, duis, done));
      double first = seconds(client, HttpRequest.newBuilder(admin.resolve("/metrics")).build());
      double second = seconds(client, HttpRequest.newBuilder(admin.resolve("/metrics")).build());
      double off = seconds(client, toSwitch(admin, token, "off"));
      double third = seconds(client, HttpRequest.newBuilder(admin.resolve("/metrics")).build());
      double on = seconds(client, toSwitch(admin, token, "enforce"));
      done.set(true);
      Load.say(
          "scrapes %.3fs %.3fs %.3fs, off %.3fs, enforce %.3fs, longest wait of an alert %.3fs"
              .formatted(first, second, third, off, on, longest.join()));
    }
  }

  private static double longestWait(HttpClient client, URI duis, AtomicBoolean done) {
    double longest = 0;
    for (long n = 1; !done.get(); n++) {
      HttpRequest alert =
          HttpRequest.newBuilder(duis)
              .header("Content-Type", "application/xml")
              .POST(HttpRequest.BodyPublishers.ofByteArray(Mail.ad1(5_000_000, n)))
              .build();
      longest = Math.max(longest, seconds(client, alert));
    }
    return longest;
  }

  private static HttpRequest toSwitch(URI admin, String token, String to) {
    String body = "{\"to\":\"" + to + "\",\"reason\":\"bench\"}";
    return HttpRequest.newBuilder(admin.resolve("/api/v1/switch"))
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer " + token)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static double seconds(HttpClient client, HttpRequest request) {
    long began = System.nanoTime();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(request + ": " + answer.statusCode());
      }
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
    return (System.nanoTime() - began) / 1e9;
  }
}
