package org.lastgasp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of another kind are wrong use, with what to give instead. */
class VerifyArgumentsTest {
  @TempDir Path folder;
  private final Shell shell = new Shell();

  @Test
  void aFileOfTheLogIsNoReport() throws IOException {
    Path log = file("poa-suppression-20300115T100000Z-000001.jsonl", "{\"seq\":1,");
    refused("lastgasp log verify", "report", "verify", log);
    refused("lastgasp log verify", "report", "verify", file("renamed.txt", "{\"seq\":1,"));
  }

  @Test
  void aFolderIsNoReport() {
    refused("give its reports: " + folder, "report", "verify", folder);
  }

  @Test
  void whatIsNotThereIsNoReport() {
    refused("is not there", "report", "verify", folder.resolve("nothing.csv"));
  }

  @Test
  void aTableIsNoReport() throws IOException {
    refused("poa-report-….csv", "report", "verify", file("table.csv", "seq,suppressed_at,mpan"));
    refused("poa-report-….csv", "report", "verify", file("table.xlsx", "PK\u0003\u0004…"));
  }

  @Test
  void aReportIsNoFileOfTheLog() throws IOException {
    Path report = file("a.csv", "H,POASL,1,1,consolidated");
    refused("lastgasp report verify", "log", "verify", report);
    refused("--log: ", "report", "verify", report, "--log", report);
    refused("data/log/poa-suppression-*.jsonl", "report", "verify", report, "--log", report);
  }

  @Test
  void whatTheProgramSaysIsNoFileOfTheLog() throws IOException {
    Path said = file("gateway.log", "2030-01-15T10:00:00Z INFO started\n");
    refused("standard error", "log", "verify", said);
    refused("data/log/poa-suppression-*.jsonl", "log", "verify", folder);
  }

  @Test
  void aDamagedReportIsAFinding() throws IOException {
    Path damaged = file("poa-report-consolidated-20300115T090000Z-000001.csv", "X,POASL\r\n");
    assertThat(shell.run("report", "verify", damaged).exit()).isEqualTo(Exit.FAILED);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private void refused(String instead, Object... words) {
    Shell.Heard heard = shell.run(words);
    assertThat(heard.exit()).isEqualTo(Exit.WRONG_USE);
    assertThat(heard.out()).isEmpty();
    assertThat(heard.err()).contains(instead);
  }
}
