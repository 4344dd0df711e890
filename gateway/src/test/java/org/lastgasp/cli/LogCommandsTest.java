package org.lastgasp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With files that are made here, by the words of the contract. */
class LogCommandsTest {
  private static final String RECORD =
      """
      {"seq":%d,"suppressed_at":"2030-01-15T10:00:00.000Z","chf":"00-DB-00-00-00-00-00-01",\
      "esme":"00-DB-12-34-56-78-90-A0","mpxn":"2012345678903","distributor":"20",\
      "recipient":"90-B3-D5-1F-30-02-00-00",\
      "response_id":"00-DB-00-00-00-00-00-01:90-B3-D5-1F-30-02-00-00:%d",\
      "start_date_time":"2030-01-15T09:57:00.000Z","received_at":"2030-01-15T10:00:00.000Z",\
      "throttled_count":null,\
      "request_id":"90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:1",\
      "firmware_hash":"%s","activation_from":"2030-01-15T09:55:00.000Z",\
      "window_until":"2030-01-15T10:25:00.000Z","mode":"on-demand","rule":"in-window",\
      "config_hash":"%s","message_sha256":"%s","prev":"%s"}""";

  @TempDir Path folder;
  private final Shell shell = new Shell();
  private Path one;
  private Path two;

  @BeforeEach
  void writeALogOfTwoFiles() throws Exception {
    String prev = "0".repeat(64);
    StringBuilder text = new StringBuilder();
    for (int seq = 1; seq <= 4; seq++) {
      String hex = "ab".repeat(32);
      String bare = RECORD.formatted(seq, seq, hex, hex, hex, prev);
      prev = sha256(bare);
      text.append(bare, 0, bare.length() - 1).append(",\"hash\":\"" + prev + "\"}\n");
      if (seq == 2) {
        one = write("poa-suppression-20300115T100000Z-000001.jsonl", text.toString());
        text.setLength(0);
      }
    }
    two = write("poa-suppression-20300115T110000Z-000002.jsonl", text.toString());
  }

  @Test
  void aWholeLogIsSaidToBeWhole() {
    Shell.Heard heard = shell.run("log", "verify", two, one);
    assertThat(heard.err()).isEmpty();
    assertThat(heard.exit()).isZero();
    assertThat(heard.out()).startsWith("2 files, 4 records, 1 to 4: whole\nthe last hash is ");
  }

  @Test
  void aStartInMidChainIsAcceptedAndSaid() {
    Shell.Heard heard = shell.run("log", "verify", two);
    assertThat(heard.exit()).isZero();
    assertThat(heard.err()).contains("begins in the middle, at record 3");
    assertThat(heard.out()).startsWith("1 file, 2 records, 3 to 4: whole");
  }

  @Test
  void oneChangedCharacterIsFound() throws IOException {
    String text = Files.readString(one);
    Files.writeString(one, text.replaceFirst("09:57", "09:58"));
    Shell.Heard heard = shell.run("log", "verify", one, two);
    assertThat(heard.exit()).isEqualTo(1);
    assertThat(heard.out()).contains("NOT whole");
    assertThat(heard.err()).contains(one + ":1 record 1 altered");
  }

  @Test
  void aFileThatIsNotThereIsAFinding() throws IOException {
    Shell.Heard heard =
        shell.run("log", "verify", folder.resolve("nothing.jsonl"), "-o", "json");
    assertThat(heard.exit()).isEqualTo(1);
    assertThat(CliJson.MAPPER.readTree(heard.out()).at("/findings/0/kind").asText())
        .isEqualTo("unreadable");
    assertThat(shell.run("log", "verify", folder.resolve("nothing.jsonl")).err())
        .contains("it is not there");
    assertThat(CliJson.MAPPER.readTree(heard.out()).at("/whole").asBoolean(true)).isFalse();
  }

  private static String sha256(String text) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
