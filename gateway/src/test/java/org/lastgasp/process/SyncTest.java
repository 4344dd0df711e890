package org.lastgasp.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is acknowledged or relayed before the disk has it: seen from the system's calls. */
class SyncTest {
  private static final int ALERTS = 10;
  private static final String READ =
      "7 read(9<socket:[1]>, \"POST /api/v1/receive HTTP/1.1\\r\\n\"..., 8192) = 900";
  private static final String WRITE = "8 pwrite64(5</d/journal-1.db-wal>, \"x\", 24, 0) = 24";
  private static final String SYNC = "8 fdatasync(5</d/journal-1.db-wal>) = 0";
  private static final String TELL = "7 write(9<socket:[1]>, \"HTTP/1.1 204 \"..., 90) = 90";

  @TempDir Path folder;

  @Test
  void nothingIsToldBeforeItIsOnDisk() throws IOException {
    assumeTrue(Program.said("strace", "-V").isPresent(), "skipped: no strace on this machine");
    Path seen = folder.resolve("strace.txt");
    List<String> strace = new ArrayList<>(SystemCalls.STRACE);
    strace.addAll(List.of("-o", seen.toString()));
    assumeTrue(
        Program.said("strace", "-o", folder.resolve("try").toString(), "true").isPresent(),
        "skipped: strace may not trace here");
    try (Neighbours neighbours = new Neighbours(folder, 2)) {
      Program gateway = Program.serve(strace, neighbours.configure());
      try (gateway) {
        neighbours.ready(gateway);
        int status = neighbours.request(gateway, Mail.activation(0, 1, Optional.empty()));
        assertThat(status).isEqualTo(200);
        for (int n = 1; n <= ALERTS; n++) {
          byte[] alert = Mail.ad1(n % 2, Mail.SOUTHERN, n, Instant.EPOCH);
          assertThat(neighbours.receive(gateway, alert)).isEqualTo(204);
          assertThat(neighbours.receive(gateway, Mail.response(1, n))).isEqualTo(204);
        }
      }
    }
    SystemCalls calls = SystemCalls.of(Files.readAllLines(seen));
    assertThat(calls.faults()).isEmpty();
    assertThat(calls.told()).as("relayed, answered, acknowledged").isEqualTo(2 + 2 * ALERTS);
  }

  @Test
  void anAcknowledgementAfterTheSyncIsRight() {
    assertThat(SystemCalls.of(List.of(READ, WRITE, SYNC, TELL)).faults()).isEmpty();
  }

  @Test
  void anAcknowledgementBeforeTheSyncIsFound() {
    assertThat(SystemCalls.of(List.of(READ, WRITE, TELL, SYNC)).faults()).hasSize(1);
    assertThat(SystemCalls.of(List.of(READ, WRITE, TELL)).faults()).hasSize(1);
    assertThat(SystemCalls.of(List.of(READ, SYNC, WRITE, TELL)).faults()).hasSize(1);
    assertThat(SystemCalls.of(List.of(WRITE, SYNC, READ, TELL)).faults()).hasSize(1);
  }

  @Test
  void aSyncThatIsNotOverDoesNotCount() {
    String begins = "8 fdatasync(5</d/journal-1.db-wal> <unfinished ...>";
    String ends = "8 <... fdatasync resumed>) = 0";
    assertThat(SystemCalls.of(List.of(READ, WRITE, begins, TELL, ends)).faults()).hasSize(1);
    assertThat(SystemCalls.of(List.of(READ, WRITE, begins, ends, TELL)).faults()).isEmpty();
    assertThat(SystemCalls.of(List.of(READ, begins, WRITE, ends, TELL)).faults()).hasSize(1);
  }

  @Test
  void aSyncThatFailedDoesNotCount() {
    String failed = SYNC.replace("= 0", "= -1 EIO (Input/output error)");
    assertThat(SystemCalls.of(List.of(READ, WRITE, failed, TELL)).faults()).hasSize(1);
  }
}
