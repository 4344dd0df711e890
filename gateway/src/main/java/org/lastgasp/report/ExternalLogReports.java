package org.lastgasp.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.lastgasp.log.LogFile;
import org.lastgasp.log.LogReader;
import org.lastgasp.log.LogVerifier;
import org.lastgasp.log.Verification;
import org.lastgasp.log.Verification.Finding;
import org.lastgasp.worker.Backoff;

/**
 * A report server for the suppression log of another gateway: its chain is verified first, then the
 * reports are made that the gateway itself would make. For one thread.
 *
 * <p>What was reported is stored beside the reports, in the folder {@value #KEPT}: the next call
 * continues after it. Periods end as configured; the last one ends now. Empty periods after the
 * last record are not made. Assessments are not known: each is {@code unresolved}.
 */
public final class ExternalLogReports {
  /** The folder of the store and the spool, in that of the reports. */
  static final String KEPT = "ledger";

  private static final Backoff AT_ONCE =
      Backoff.of(Duration.ofMillis(1), Duration.ofMillis(1));

  private ExternalLogReports() {}

  /** The result of a call. */
  public sealed interface Result {
    /** Reports that were made now; none if there was nothing new. */
    record Done(List<Report> reports, long records) implements Result {}

    /** The log is damaged, or does not continue where the last report ended: nothing was made. */
    record Broken(List<Finding> findings, long found) implements Result {}

    /** There is no file of a suppression log. */
    record NoLog() implements Result {}

    /** A fault of the folder, or of the disk. */
    record NotDone(String why) implements Result {}
  }

  /** The folder to give in {@link ReportSettings#folder} for reports that go to this one. */
  public static Path kept(Path out) {
    return out.resolve(KEPT);
  }

  /**
   * Verifies a log, and reports what of it is in no report yet.
   *
   * @param settings the settings, with the folder {@link #kept}
   * @param logs the folder with the files of one log
   * @param out the folder for the reports; made if it is missing
   * @throws UncheckedIOException if a folder cannot be read
   */
  public static Result build(
      ReportSettings settings, Path logs, Path out, InstantSource clock) {
    List<Path> files = files(logs);
    if (files.isEmpty()) {
      return new Result.NoLog();
    }
    Verification seen = LogVerifier.verify(files);
    if (!seen.isWhole()) {
      return new Result.Broken(seen.findings(), seen.found());
    }
    Optional<Finding> apart = apart(settings.folder(), logs, seen.last());
    if (apart.isPresent()) {
      return new Result.Broken(List.of(apart.get()), 1);
    }
    ExternalLog log = new ExternalLog(logs, seen.last());
    List<Target> to = List.of(new DirectoryTarget(out));
    Instant end = end(logs, seen.last());
    InstantSource later = () -> later(clock.instant(), end);
    try (ReportServer server =
        new ReportServer(settings, log, Assessments.NONE, to, later, AT_ONCE)) {
      log.reported = () -> server.status().reported();
      return build(server, log);
    }
  }

  /** The instant of the last record: its gateway's clock may be ahead of this machine's. */
  private static Instant end(Path logs, long last) {
    try (LogReader records = LogReader.open(logs, last - 1, Optional.empty(), last)) {
      return records.next() ? records.suppressedAt() : Instant.MIN;
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> LogFile.of(file).isPresent()).sorted().toList();
    } catch (IOException failed) {
      throw new UncheckedIOException("looking for the suppression log in " + folder, failed);
    }
  }

  /** The reason why the log does not continue after what was reported before. */
  private static Optional<Finding> apart(Path folder, Path logs, long written) {
    Optional<ReportStore> there = ReportStore.readOnly(folder);
    if (there.isEmpty()) {
      return Optional.empty();
    }
    Optional<Period> last;
    try (ReportStore store = there.get()) {
      last = store.lastPeriod();
    }
    if (last.isEmpty() || last.get().last() >= written) {
      return Optional.empty();
    }
    Period before = last.get();
    long next = before.last() + 1;
    try (LogReader records = LogReader.open(logs, before.last(), before.hash(), next)) {
      boolean unused = records.next();
      return records.broken();
    }
  }

  private static Result build(ReportServer server, ExternalLog log) {
    long before =
        server.page(0, Integer.MAX_VALUE).stream().mapToLong(Report::number).max().orElse(0);
    Duration unused = server.work();
    Optional<String> fault = server.status().fault();
    if (fault.isPresent()) {
      return new Result.NotDone(fault.get());
    }
    if (server.status().reported() < log.written()
        && server.build() instanceof ReportServer.Order.NotDone not) {
      return new Result.NotDone(not.why());
    }
    Duration unusedToo = server.documents().work();
    server.senders().forEach(TargetWorker::sendNow);
    ReportServer.Status after = server.status();
    Optional<String> notSent =
        server.documents().fault()
            .or(after::fault)
            .or(() -> after.targets().stream().flatMap(one -> one.fault().stream()).findFirst());
    return notSent.isPresent()
        ? new Result.NotDone(notSent.get())
        : new Result.Done(server.page(before, Integer.MAX_VALUE), log.written());
  }

  /** A log that nobody writes. Once all of it is reported, no further period ends. */
  private static final class ExternalLog implements SuppressionRecords {
    private final Path folder;
    private final long written;
    private LongSupplier reported = () -> 0;

    ExternalLog(Path folder, long written) {
      this.folder = folder;
      this.written = written;
    }

    @Override
    public Path folder() {
      return folder;
    }

    @Override
    public long written() {
      return written;
    }

    @Override
    public boolean isComplete(Instant upTo) {
      return reported.getAsLong() < written;
    }

    @Override
    public boolean isSwitchedOff() {
      return false;
    }

    @Override
    public boolean isClockTrusted() {
      return false;
    }
  }
}
