package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.files.Sha256;

/** Which lists of GUIDs count where a signature or a digest is pinned. */
class GuidsTrustTest {
  private static final String MORE = Town.METER + "\n# somebody added a line\n";

  @TempDir Path folder;
  private Operator operator;
  private KeyPair key;

  @BeforeEach
  void pinAKey() throws IOException, GeneralSecurityException {
    operator = new Operator(folder);
    key = pair();
    operator.write(
        "guids.pem",
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getEncoder().encodeToString(key.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----\n");
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  private static KeyPair pair() throws GeneralSecurityException {
    return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  private static byte[] signed(KeyPair key, String text) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(key.getPrivate());
    signature.update(text.getBytes(StandardCharsets.UTF_8));
    return signature.sign();
  }

  private void begin(String trust) {
    operator.configure("signatures: {" + trust + "}\n");
    operator.begin();
    Town.await(
        "the lists were looked at", () -> !operator.degraded().contains("inventory-missing"));
    Town.await("nothing is being imported",
        () -> operator.town.get(operator.gateway().adminPort(), "/-/ready").statusCode() == 200);
  }

  private String guids() {
    return operator.get("status").path("guids").path("sha256").asText("none");
  }

  private HttpResponse<String> upload(String list, String query, String signature) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + operator.gateway().adminPort() + "/api/v1/guids" + query))
            .header("Authorization", "Bearer " + operator.town.token().orElseThrow())
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(list));
    if (!signature.isEmpty()) {
      request.header("X-Lastgasp-Signature", signature);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(query, failed);
    }
  }

  @Test
  void aListWithoutASignatureIsRefusedAtTheStartAndNothingIsTracked() {
    begin("guids-key: guids.pem");
    Town.await("it is said", () -> operator.degraded().contains("guids-not-trusted"));
    assertThat(guids()).isEqualTo("none");
    operator.activated(1);
    assertThat(operator.text("/api/v1/windows")).contains("\"windows\":[]");
  }

  @Test
  void aSignedListCountsAndALineMoreDoesNotAfterAReload() throws Exception {
    Files.write(folder.resolve("guids.txt.sig"), signed(key, Town.METER + "\n"));
    begin("guids-key: guids.pem");
    Town.await("it counts", () -> guids().equals(Sha256.of(Town.METER + "\n")));
    operator.write("guids.txt", MORE);
    assertThat(operator.post("reload", "{}").status()).isEqualTo(200);
    assertThat(operator.degraded()).contains("guids-not-trusted", "the old list stays in force");
    assertThat(guids()).isEqualTo(Sha256.of(Town.METER + "\n"));
    operator.write(
        "guids.txt.sig", Base64.getMimeEncoder().encodeToString(signed(key, MORE)) + "\n");
    assertThat(operator.post("reload", "{}").status()).isEqualTo(200);
    assertThat(operator.degraded()).doesNotContain("guids-not-trusted");
    assertThat(guids()).isEqualTo(Sha256.of(MORE));
  }

  @Test
  void anUploadNeedsItsSignatureWhateverIsForced() throws Exception {
    Files.write(folder.resolve("guids.txt.sig"), signed(key, Town.METER + "\n"));
    begin("guids-key: guids.pem");
    Town.await("it counts", () -> guids().equals(Sha256.of(Town.METER + "\n")));
    String own = Base64.getEncoder().encodeToString(signed(key, MORE));
    String another = Base64.getEncoder().encodeToString(signed(pair(), MORE));
    String ofTheOld = Base64.getEncoder().encodeToString(signed(key, Town.METER + "\n"));
    for (String wrong : new String[] {"", another, ofTheOld, "?", own + own, own.substring(4)}) {
      assertThat(upload(MORE, "?force=true", wrong).statusCode()).as(wrong).isEqualTo(422);
    }
    assertThat(upload(MORE, "?dry-run=true", "").statusCode()).isEqualTo(200);
    assertThat(guids()).isEqualTo(Sha256.of(Town.METER + "\n"));
    assertThat(upload(MORE, "", own).statusCode()).isEqualTo(200);
    assertThat(guids()).isEqualTo(Sha256.of(MORE));
  }

  @Test
  void anUploadIsTakenAfterOneWhoseCheckTheDiskBroke() throws Exception {
    Files.write(folder.resolve("guids.txt.sig"), signed(key, Town.METER + "\n"));
    begin("guids-key: guids.pem");
    Town.await("it counts", () -> guids().equals(Sha256.of(Town.METER + "\n")));
    String own = Base64.getEncoder().encodeToString(signed(key, MORE));
    Path pem = folder.resolve("guids.pem");
    byte[] shown = Files.readAllBytes(pem);
    Files.delete(pem);
    assertThat(new ProcessBuilder("mkfifo", pem.toString()).start().waitFor()).isZero();
    CompletableFuture<HttpResponse<String>> broken =
        CompletableFuture.supplyAsync(() -> upload(MORE, "", own));
    try (OutputStream checking = Files.newOutputStream(pem)) { // waits until it is read
      removeWhatWasHandedIn();
      checking.write(shown);
    }
    assertThat(broken.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
    Files.delete(pem);
    Files.write(pem, shown);
    assertThat(upload(MORE, "", own).body()).contains("\"added\"");
    assertThat(guids()).isEqualTo(Sha256.of(MORE));
  }

  private void removeWhatWasHandedIn() throws IOException {
    List<Path> found;
    try (Stream<Path> all = Files.walk(folder)) {
      found =
          all.filter(each -> String.valueOf(each.getFileName()).startsWith("received")).toList();
    }
    assertThat(found).hasSize(1);
    Files.delete(found.getFirst());
  }

  @Test
  void aPinnedDigestCountsWithoutASignature() {
    begin("guids-sha256: [" + Sha256.of(Town.METER + "\n") + "]");
    Town.await("it counts", () -> guids().equals(Sha256.of(Town.METER + "\n")));
    assertThat(upload(MORE, "", "").statusCode()).isEqualTo(422);
    assertThat(upload(MORE, "", "").body()).contains(Sha256.of(MORE));
  }

  @Test
  void whereNothingIsPinnedEveryListCounts() {
    begin("requests: off");
    assertThat(upload(MORE, "", "").statusCode()).isEqualTo(200);
  }
}
