package org.lastgasp.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.files.CountText;
import org.lastgasp.report.ReportTemplate;
import org.lastgasp.report.ReportVerification;
import org.lastgasp.report.ReportVerification.ReportFinding;
import org.lastgasp.report.ReportVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastgasp report verify}. */
@Command(
    name = "verify",
    description = {
      "Verifies reports: header, columns, footer, the hash of each row, and that no report or",
      "record is missing or duplicate.",
      "Needs no gateway; files in any order. With --log it also compares each row with the",
      "suppression log (log.path, data/log/poa-suppression-*.jsonl) and reports records",
      "between a scope's first and last row that are missing. Tables for people cannot be",
      "verified. Reports with the operator's own header and footer need --config. Exit code 1",
      "on any fault, 64 if a file is no report."
    },
    footer = {
      "  lastgasp report verify data/reports/poa-report-*.csv",
      "  lastgasp report verify data/reports/poa-report-*.csv --log data/log/*.jsonl",
      "  lastgasp report verify out/poa-report-*.csv --config lastgasp.yaml"
    })
final class ReportVerify implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "One or more reports.")
  private List<Path> files = List.of();

  @Option(
      names = "--log",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files of the suppression log to compare with.")
  private List<Path> log = List.of();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "The reports have the header and footer of this",
        "configuration (default: the standard ones)."
      })
  private @Nullable Path configured;

  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  ReportVerify(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    VerifyArguments.reports(files);
    VerifyArguments.compared(log);
    ReportTemplate template =
        Optional.ofNullable(configured)
            .map(file -> new ConfigOption(file).config(console).report().template())
            .orElse(ReportTemplate.DEFAULT);
    ReportVerification seen = ReportVerifier.verify(files, log, template);
    if (output.isJson()) {
      console.say(json(seen));
    } else {
      print(seen);
    }
    return seen.isWhole() ? Exit.DONE : Exit.FAILED;
  }

  private void print(ReportVerification seen) {
    seen.findings().forEach(finding -> console.err().println(finding));
    if (seen.found() > seen.findings().size()) {
      console.err().println("… and " + (seen.found() - seen.findings().size()) + " more");
    }
    if (!seen.scopes().isEmpty()) {
      Table table = new Table();
      table.row(List.of("SCOPE", "REPORTS", "ROWS", "RECORDS"));
      seen.scopes()
          .forEach(
              scope ->
                  table.row(
                      List.of(
                          scope.scope(),
                          range(scope.firstReport(), scope.lastReport()),
                          String.valueOf(scope.rows()),
                          range(scope.firstSeq(), scope.lastSeq()))));
      table.lines().forEach(console::say);
    }
    seen.gaps().forEach(console::remark);
    String files = CountText.of(seen.files(), "file");
    String rows = CountText.of(seen.rows(), "row");
    String findings = CountText.of(seen.found(), "finding");
    String compared =
        log.isEmpty()
            ? ""
            : ", compared with " + CountText.of(seen.logRecords(), "record") + " of the log";
    String verdict = seen.isWhole() ? "whole" : "NOT whole, " + findings;
    console.say(files + ", " + rows + compared + ": " + verdict);
  }

  private static String range(long first, long last) {
    return first == 0 ? "none" : first == last ? String.valueOf(first) : first + "-" + last;
  }

  private static ObjectNode json(ReportVerification seen) {
    ObjectNode json = CliJson.MAPPER.createObjectNode();
    json.put("whole", seen.isWhole());
    json.put("files", seen.files());
    json.put("rows", seen.rows());
    ArrayNode scopes = json.putArray("scopes");
    for (ReportVerification.Scope scope : seen.scopes()) {
      scopes
          .addObject()
          .put("scope", scope.scope())
          .put("first_report", scope.firstReport())
          .put("last_report", scope.lastReport())
          .put("rows", scope.rows())
          .put("first_seq", scope.firstSeq())
          .put("last_seq", scope.lastSeq());
    }
    ArrayNode gaps = json.putArray("gaps");
    seen.gaps().forEach(gaps::add);
    json.put("log_records", seen.logRecords());
    json.put("found", seen.found());
    ArrayNode findings = json.putArray("findings");
    for (ReportFinding finding : seen.findings()) {
      findings
          .addObject()
          .put("kind", finding.kind().code())
          .put("file", finding.file().toString())
          .put("line", finding.line())
          .put("seq", finding.seq())
          .put("what", finding.what());
    }
    return json;
  }
}
