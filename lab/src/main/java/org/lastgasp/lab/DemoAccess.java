package org.lastgasp.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.access.Identities;
import org.lastgasp.access.Token;
import org.lastgasp.sim.ProvenParties;
import org.lastgasp.sim.Score;
import org.lastgasp.tls.PeerCertificate;

/**
 * The demo's way to the admin listener: without proof, or over TLS as an operator whose token is in
 * a file. Safe for any number of threads.
 */
final class DemoAccess implements AutoCloseable {
  static final String TOKEN = "operator.token";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String OFF = "{\"to\": \"off\", \"reason\": \"a stranger\"}";

  private final Optional<ProvenParties> parties;
  private final HttpClient client;
  private final String operator = Token.create();
  private final String viewer = Token.create();
  private Path administrator = Path.of("data/admin.token"); // of the gateway's first start

  /** One with the certificate of the world's operator, or without TLS. */
  DemoAccess(Optional<ProvenParties> parties) {
    this.parties = parties;
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    parties.ifPresent(all -> builder.sslContext(all.operatorsClient()));
    this.client = builder.build();
  }

  /** Writes who may do what, and adds the setting that names it. */
  void settle(Path configuration) {
    administrator = configuration.resolveSibling("data/admin.token");
    if (parties.isEmpty()) {
      return;
    }
    Path folder = configuration.resolveSibling("");
    String identities =
        """
        identities:
          - {name: operator, role: operator, token-sha256: %s, certificate-sha256: %s}
          - {name: ssen-desk, role: viewer, distributors: [17, 20], token-sha256: %s}
        """
            .formatted(
                Identities.hash(operator),
                PeerCertificate.sha256(parties.get().operator().certificate()),
                Identities.hash(viewer));
    try {
      secret(folder.resolve("identities.yaml"), identities);
      secret(folder.resolve(TOKEN), operator + "\n");
      secret(folder.resolve("viewer.token"), viewer + "\n");
      String settings = Files.readString(configuration);
      Files.writeString(configuration, settings + "identities: {file: identities.yaml}\n");
    } catch (IOException broken) {
      throw new UncheckedIOException("writing the demo's identities to " + folder, broken);
    }
  }

  private static void secret(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  /** Reads something. */
  String get(URI uri) throws InterruptedException {
    return answer(HttpRequest.newBuilder(uri), parties.map(all -> operator)).body();
  }

  /** Gives an order without a body. */
  String post(URI uri) throws InterruptedException {
    HttpRequest.BodyPublisher nothing = HttpRequest.BodyPublishers.noBody();
    return answer(HttpRequest.newBuilder(uri).POST(nothing), Optional.of(ordering())).body();
  }

  /** Who gives orders: an operator, or else the administrator. */
  private String ordering() {
    try {
      return parties.isPresent() ? operator : Files.readString(administrator).strip();
    } catch (IOException broken) {
      throw new UncheckedIOException("reading " + administrator, broken);
    }
  }

  private HttpResponse<String> answer(HttpRequest.Builder request, Optional<String> token)
      throws InterruptedException {
    token.ifPresent(each -> request.header("Authorization", "Bearer " + each));
    HttpRequest built = request.timeout(PATIENCE).build();
    try {
      return client.send(built, HttpResponse.BodyHandlers.ofString());
    } catch (IOException broken) {
      throw new UncheckedIOException("asking the gateway at " + built.uri(), broken);
    }
  }

  /** What others try at the admin listener; empty without TLS, where this machine may read. */
  List<Score.Promise> attempts(URI admin) throws InterruptedException {
    if (parties.isEmpty()) {
      return List.of();
    }
    List<String> broken = new ArrayList<>();
    long tried = 0;
    try (HttpClient nobody =
        HttpClient.newBuilder().sslContext(parties.get().anonymousClient()).build()) {
      for (String path : List.of("api/v1/status", "api/v1/alerts", "metrics")) {
        tried++;
        expect(nobody, "nobody", HttpRequest.newBuilder(admin.resolve(path)), 401, broken);
      }
      tried++;
      expect(nobody, "nobody", order(admin), 401, broken);
      tried++;
      HttpRequest.Builder viewing = order(admin).header("Authorization", "Bearer " + viewer);
      expect(nobody, "a viewer", viewing, 403, broken);
    }
    return List.of(
        Score.Promise.none("who has no role for it reads and orders nothing", broken, tried));
  }

  private static HttpRequest.Builder order(URI admin) {
    return HttpRequest.newBuilder(admin.resolve("api/v1/switch"))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(OFF));
  }

  private static void expect(
      HttpClient client, String who, HttpRequest.Builder request, int status, List<String> broken)
      throws InterruptedException {
    HttpRequest built = request.timeout(PATIENCE).build();
    try {
      int answered = client.send(built, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (answered != status) {
        broken.add(who + " at " + built.uri() + " got " + answered + " instead of " + status);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("asking the gateway at " + built.uri(), failed);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
