package org.lastgasp.cli;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.lastgasp.api.ReportsResponse;
import org.lastgasp.config.Config;
import org.lastgasp.files.ErrorText;
import org.lastgasp.files.ReadAccess;
import org.lastgasp.log.Verification.Finding;
import org.lastgasp.report.ExternalLogReports;
import org.lastgasp.report.ReportSettings;
import org.lastgasp.sqlite.StoreUnavailable;

/** {@code lastgasp report build --from-logs}: reports of another gateway's suppression log. */
final class ExternalLogBuild {
  private static final int MOST = 10; // findings that are shown

  private static final String UNFINISHED =
      "the reports are not complete; run this again, it goes on where it stopped: ";

  private ExternalLogBuild() {}

  /** The reports that were made; every other result ends the verb. */
  static ReportsResponse.Built build(Console console, Config config, Path logs, Path out) {
    Logging.start(console, "warn");
    if (!ReadAccess.toFolder(logs)) {
      throw new CommandFailed(
          Exit.WRONG_USE, "--from-logs: " + logs + " is no folder; give that of the log's files");
    }
    ReportSettings settings =
        config.report().settings(config::distributors, ExternalLogReports.kept(out));
    try {
      return switch (ExternalLogReports.build(settings, logs, out, InstantSource.system())) {
        case ExternalLogReports.Result.Done done -> ReportsResponse.Built.of(done.reports());
        case ExternalLogReports.Result.Broken broken -> throw refused(logs, broken);
        case ExternalLogReports.Result.NoLog none ->
            throw new CommandFailed(
                Exit.WRONG_USE,
                "--from-logs: " + logs + " has no file named poa-suppression-*.jsonl; give the"
                    + " folder of a suppression log");
        case ExternalLogReports.Result.NotDone not ->
            throw new CommandFailed(Exit.FAILED, UNFINISHED + not.why());
      };
    } catch (UncheckedIOException | StoreUnavailable failed) {
      throw new CommandFailed(Exit.FAILED, UNFINISHED + ErrorText.of(failed));
    }
  }

  private static CommandFailed refused(Path logs, ExternalLogReports.Result.Broken broken) {
    List<String> lines = new ArrayList<>();
    lines.add("the suppression log in " + logs + " is not whole; no report was built:");
    broken.findings().stream().limit(MOST).map(Finding::toString).forEach(lines::add);
    if (broken.found() > MOST) {
      lines.add("… and " + (broken.found() - MOST) + " more");
    }
    lines.add("get the files again from the gateway that wrote them, and run this again");
    return new CommandFailed(Exit.FAILED, lines);
  }
}
