package org.lastgasp.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.lastgasp.log.LogReader;
import org.lastgasp.report.Assessments;
import org.lastgasp.report.ReportScope;
import org.lastgasp.report.ReportServer;
import org.lastgasp.report.ReportSettings;
import org.lastgasp.report.ReportTemplate;
import org.lastgasp.report.SupplementaryDocumentSettings;
import org.lastgasp.report.SuppressionRecords;

/** A report of many rows: planned from the log, built, synced. */
public final class Reports {
  private static final Instant NINE = Instant.parse("2030-01-15T09:00:00Z");
  private static final int ROUNDS = 3;

  private final Path folder;
  private final int rows;

  private Reports(Path folder, int rows) {
    this.folder = folder;
    this.rows = rows;
  }

  /** {@code rows=1000000}. */
  public static void main(String[] words) throws IOException, NoSuchAlgorithmException {
    int rows = words.length == 0 ? 1_000_000 : Integer.parseInt(words[0].replace("rows=", ""));
    Path folder = Files.createTempDirectory("reports");
    Load.say("load of the machine at the beginning: " + Load.now());
    try {
      Reports reports = new Reports(folder, rows);
      reports.writeLog();
      reports.read();
      for (int round = 1; round <= ROUNDS; round++) {
        for (ReportScope scoping : ReportScope.values()) {
          reports.build(scoping, round);
        }
      }
    } finally {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    Load.say("load of the machine at the end: " + Load.now());
  }

  /** Records such as the gateway writes, of fourteen distributors, chained. */
  private void writeLog() throws IOException, NoSuchAlgorithmException {
    Path log = Files.createDirectories(folder.resolve("log"));
    String prev = "0".repeat(64);
    Path file = log.resolve("poa-suppression-20300115T090000Z-000001.jsonl");
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      for (int seq = 1; seq <= rows; seq++) {
        String open = record(seq, prev);
        prev =
            HexFormat.of()
                .formatHex(sha256.digest((open + "}").getBytes(StandardCharsets.UTF_8)));
        out.write((open + ",\"hash\":\"" + prev + "\"}\n").getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static String record(int seq, String prev) {
    String at = NINE.plusMillis(1 + seq / 500).plusNanos(1_000).toString();
    int distributor = 10 + seq % 14;
    return "{\"seq\":" + seq + ",\"suppressed_at\":\"" + at
        + "\",\"chf\":\"00-DB-12-34-56-78-90-A1\",\"esme\":\"00-DB-12-34-56-78-90-A0\",\"mpxn\":\""
        + distributor + "12345678909\",\"distributor\":\"" + distributor
        + "\",\"recipient\":\"90-B3-D5-1F-30-02-00-00\",\"response_id\":\"00-DB-12-34-56-78-90-A1:"
        + "90-B3-D5-1F-30-02-00-00:" + seq + "\",\"start_date_time\":\"2030-01-15T09:01:00.000Z\","
        + "\"received_at\":\"" + at + "\",\"throttled_count\":null,\"request_id\":"
        + "\"90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:1000\",\"firmware_hash\":\""
        + "AB".repeat(32) + "\",\"activation_from\":\"2030-01-15T09:00:00.000Z\",\"window_until\":"
        + "\"2030-01-15T09:30:00.000Z\",\"mode\":\"on-demand\",\"rule\":"
        + "\"activation_from<=received_at<window_until\",\"config_hash\":\"" + "0f".repeat(32)
        + "\",\"message_sha256\":\"" + "5d".repeat(32) + "\",\"prev\":\"" + prev + "\"";
  }

  /**
   * The work a report is planned by, and half of that it is built by: reading and checking the log.
   */
  private void read() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    for (int round = 1; round <= ROUNDS; round++) {
      long cpu = system.getProcessCpuTime();
      try (LogReader log = LogReader.open(folder.resolve("log"), 0, Optional.empty(), rows)) {
        while (log.next()) {
          if (log.suppressedAt().isBefore(NINE)) {
            throw new IllegalStateException("it is later than that");
          }
        }
      }
      double cpuSeconds = (system.getProcessCpuTime() - cpu) / 1e9;
      Load.say(
          "the log read and checked: %.1f s of processor time, %,.0f records/s and core"
              .formatted(cpuSeconds, rows / cpuSeconds));
    }
  }

  private void build(ReportScope scoping, int round) throws IOException {
    Path reports = folder.resolve(scoping.code() + round);
    ReportSettings settings =
        new ReportSettings(Duration.ofHours(1), scoping, () -> Set.of(), reports, Set.of(),
            ReportTemplate.DEFAULT, ReportSettings.WhileOff.EMPTY);
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    System.gc();
    pools().forEach(MemoryPoolMXBean::resetPeakUsage);
    long cpu = system.getProcessCpuTime();
    long time = System.nanoTime();
    Instant later = NINE.plus(Duration.ofMinutes(50));
    try (ReportServer server =
        ReportServer.open(
            settings,
            log(),
            Assessments.NONE,
            List.of(),
            SupplementaryDocumentSettings.NONE,
            () -> later)) {
      if (!(server.build() instanceof ReportServer.Order.Done)) {
        throw new IllegalStateException("nothing was built");
      }
    }
    double seconds = (System.nanoTime() - time) / 1e9;
    double cpuSeconds = (system.getProcessCpuTime() - cpu) / 1e9;
    long peak = pools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    Load.say(
        ("%s, %,d rows: %.1f s, %.1f s of processor time;"
                + " %,.0f rows/s, %,.0f rows/s and core; heap at most %d MiB")
            .formatted(
                scoping.code(), rows, seconds, cpuSeconds, rows / seconds, rows / cpuSeconds,
                peak >> 20));
  }

  private static Stream<MemoryPoolMXBean> pools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP);
  }

  private SuppressionRecords log() {
    return new SuppressionRecords() {
      @Override
      public Path folder() {
        return folder.resolve("log");
      }

      @Override
      public long written() {
        return rows;
      }

      @Override
      public boolean isComplete(Instant upTo) {
        return true;
      }

      @Override
      public boolean isSwitchedOff() {
        return false;
      }

      @Override
      public boolean isClockTrusted() {
        return true;
      }
    };
  }
}
