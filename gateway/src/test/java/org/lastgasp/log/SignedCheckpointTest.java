package org.lastgasp.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.lastgasp.log.Alerts.NINE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.files.Ed25519Signer;
import org.lastgasp.log.CheckpointVerifier.Outcome;

/** What a signed statement tells that the hash chain alone cannot. */
class SignedCheckpointTest {
  @TempDir Path folder;
  private KeyPair keys;
  private LogByHand log;
  private Path signed;

  @BeforeEach
  void signTheEndOfALog() throws IOException, GeneralSecurityException {
    keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    log = log("log", "1712345678909");
    signed = state(3, lastHash("log"));
    log.write(NINE.plusSeconds(7_200), "1712345678909");
  }

  private LogByHand log(String name, String mpxn) {
    LogByHand fresh = new LogByHand(folder.resolve(name), Duration.ofHours(1), 64L << 20);
    for (int i = 0; i < 3; i++) {
      fresh.write(NINE.plusSeconds(3_000L * i), mpxn);
    }
    return fresh;
  }

  private String lastHash(String name) {
    return LogVerifier.verify(files(name)).lastHash();
  }

  private List<Path> files(String name) {
    return LogFolder.files(folder.resolve(name));
  }

  private Path state(long seq, String hash) throws IOException {
    SignedCheckpoint statement = SignedCheckpoint.of(seq, hash, NINE, "0f".repeat(32), signatory());
    return Files.writeString(folder.resolve("statement.txt"), statement.text());
  }

  private Ed25519Signer signatory() throws IOException {
    String pem = pem("PRIVATE KEY", keys.getPrivate().getEncoded());
    Path file = Files.writeString(folder.resolve("key.pem"), pem);
    return switch (Ed25519Signer.read(file)) {
      case Ed25519Signer.Key.Ours ours -> ours.signatory();
      case Ed25519Signer.Key.Public shown -> throw new AssertionError(shown);
      case Ed25519Signer.Key.Unusable unusable -> throw new AssertionError(unusable);
    };
  }

  private static String pem(String what, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
  }

  private Outcome outcome(List<Path> files) {
    return outcome(keys.getPublic(), files);
  }

  private Outcome outcome(PublicKey key, List<Path> files) {
    CheckpointVerifier.Seen seen = CheckpointVerifier.verify(List.of(signed), key, files);
    return seen.statements().getFirst().outcome();
  }

  @Test
  void holdsForTheLogAndForWhatFollowed() {
    assertThat(outcome(files("log"))).isEqualTo(Outcome.HOLDS);
    assertThat(files("log").size()).isGreaterThan(1);
  }

  @Test
  void tellsALogThatWasReplacedAsAWhole() {
    LogByHand other = log("other", "1312345678907");
    assertThat(LogVerifier.verify(files("other")).isWhole()).isTrue();
    assertThat(other.seq()).isEqualTo(3);
    assertThat(outcome(files("other"))).isEqualTo(Outcome.REPLACED);
  }

  @Test
  void tellsATailThatWasCutOff() {
    List<Path> files = files("log");
    assertThat(LogVerifier.verify(files.subList(0, 1)).isWhole()).isTrue();
    assertThat(outcome(files.subList(0, 1))).isEqualTo(Outcome.CUT);
    assertThat(outcome(files.subList(files.size() - 1, files.size()))).isEqualTo(Outcome.NOT_HERE);
  }

  @Test
  void tellsAnotherKey() throws GeneralSecurityException {
    PublicKey other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic();
    assertThat(outcome(other, files("log"))).isEqualTo(Outcome.WRONG_KEY);
  }

  @Test
  void tellsAStatementThatWasAltered() throws IOException {
    String text = Files.readString(signed);
    List<String> altered =
        List.of(
            text.replace("log-seq: 3", "log-seq: 2"),
            text.replace("stated-at: 2030", "stated-at: 2031"),
            text.replace("config-hash: 0", "config-hash: 1"),
            text.replaceFirst("key: .{8}", "key: 00000000"));
    for (String each : altered) {
      Files.writeString(signed, each);
      assertThat(outcome(files("log"))).isEqualTo(Outcome.ALTERED);
    }
    List<String> broken =
        List.of(
            text.replace("\n", "\r\n"),
            text + "log-seq: 4\n",
            text.replace("log-seq: 3", "log-seq: 03"),
            text.replaceAll("(?s)signature.*", ""),
            "");
    for (String each : broken) {
      Files.writeString(signed, each);
      assertThat(outcome(files("log"))).isEqualTo(Outcome.UNREADABLE);
    }
  }

  @Test
  void saysOfAStatementThatIsNotThereThatItIsNot() {
    Path nowhere = folder.resolve("nowhere.txt");
    CheckpointVerifier.Seen seen =
        CheckpointVerifier.verify(List.of(nowhere, folder), keys.getPublic(), files("log"));
    assertThat(seen.statements())
        .extracting(CheckpointVerifier.Verdict::outcome, CheckpointVerifier.Verdict::what)
        .containsExactly(
            tuple(Outcome.UNREADABLE, "it is not there"),
            tuple(
                Outcome.UNREADABLE,
                "it cannot be read: it is a folder, or this user has no right to it"));
  }

  @Test
  void isSevenLinesOfWhichTheLastSignsTheOthers() throws IOException {
    List<String> lines = Files.readAllLines(signed, StandardCharsets.US_ASCII);
    assertThat(lines).hasSize(7);
    assertThat(lines.subList(0, 5))
        .containsExactly(
            "lastgasp-log-statement 1",
            "log-seq: 3",
            "log-hash: " + hashOfThird(),
            "stated-at: 2030-01-15T09:00:00.000Z",
            "config-hash: " + "0f".repeat(32));
    byte[] head = (String.join("\n", lines.subList(0, 6)) + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] signature = Base64.getDecoder().decode(lines.get(6).substring("signature: ".length()));
    assertThat(Ed25519Signer.holds(keys.getPublic(), head, signature)).isTrue();
  }

  private String hashOfThird() {
    String third = LogFolder.lines(folder.resolve("log")).get(2);
    return third.replaceAll(".*\"hash\":\"([0-9a-f]{64})\".*", "$1");
  }

  @Test
  void saysWhatAKeyIsThatCannotSign() throws IOException, GeneralSecurityException {
    KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    Path file = folder.resolve("other.pem");
    for (String text :
        Stream.of(
                pem("PRIVATE KEY", rsa.getPrivate().getEncoded()),
                pem("PUBLIC KEY", keys.getPublic().getEncoded()),
                "-----BEGIN PRIVATE KEY-----\n*\n-----END PRIVATE KEY-----",
                "")
            .toList()) {
      Files.writeString(file, text);
      assertThat(Ed25519Signer.read(file)).isInstanceOf(Ed25519Signer.Key.Unusable.class);
    }
    assertThat(Ed25519Signer.read(folder.resolve("none")))
        .isInstanceOf(Ed25519Signer.Key.Unusable.class);
  }
}
