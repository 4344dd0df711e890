package org.lastgasp.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lastgasp.config.Config;
import org.lastgasp.files.ReadAccess;
import org.lastgasp.report.ReportVerification;
import org.lastgasp.report.ReportVerification.ReportFinding;
import org.lastgasp.report.ReportVerifier;

/**
 * The check that every suppressed alert of a run is in the reports that arrived, in each folder and
 * of each kind of scope, and that these reports are whole and say what the log says.
 */
final class ReportCheck {
  private static final String SCOPE = "{scope}";
  private static final Pattern NAME =
      Pattern.compile("(poa-report-[a-z0-9]+)-\\d{8}T\\d{6}Z-(\\d{6,18})\\.csv");
  private static final int MOST_FINDINGS = 3; // told
  private static final Duration POLL = Duration.ofMillis(500); // each order makes a report

  private ReportCheck() {}

  static void run(CaseRecord run) throws InterruptedException {
    Config.Report report = run.bed().config().report();
    List<Path> folders =
        report.to().stream()
            .flatMap(
                to ->
                    to instanceof Config.Target.Directory there
                        ? Stream.of(root(there.path()))
                        : Stream.empty())
            .distinct()
            .toList();
    if (folders.isEmpty()) {
      run.skip("report.to names no directory, so this command cannot see what was sent");
      return;
    }
    List<String> wanted = run.allSuppressed();
    List<String> missing = new ArrayList<>(wanted);
    List<String> refusals = new ArrayList<>();
    boolean all =
        TestBed.eventually(
            POLL,
            () -> {
              order(run.bed().admin(), refusals);
              missing.removeIf(digest -> isInAll(digest, folders, report.scope().size()));
              return missing.isEmpty();
            });
    List<List<Path>> found =
        folders.stream().flatMap(folder -> withRows(folder, wanted).stream()).toList();
    List<ReportFinding> findings = findings(run, found);
    String rows =
        all
            ? "all " + wanted.size() + " are rows"
            : missing.size() + " of " + wanted.size() + " are missing"
                + refusals.stream().reduce((one, last) -> last).map(r -> "; " + r).orElse("");
    String whole = findings.isEmpty() ? "whole" : "NOT whole: " + some(findings);
    run.step(
        "Order a report, and look into the folders it is sent to",
        "every one of the " + wanted.size() + " suppressed alerts is a row; the reports are whole"
            + " and agree with the log",
        rows + "; the reports are " + whole,
        all && findings.isEmpty() && !wanted.isEmpty(),
        found.stream()
            .flatMap(List::stream)
            .map(file -> run.file(String.valueOf(file.getFileName()), text(file)))
            .toArray(String[]::new));
  }

  /** Has a report built and sent; while the log is behind it is refused, and asked for again. */
  private static void order(Admin admin, List<String> refusals) {
    try {
      var _ = admin.post("/api/v1/reports/build");
      var _ = admin.post("/api/v1/reports/send");
    } catch (Admin.Refused notYet) {
      refusals.add(String.valueOf(notYet.getMessage()));
    }
  }

  /** The part of a folder's path that is the same for all scopes. */
  private static Path root(Path folder) {
    Path root = folder;
    while (root.toString().contains(SCOPE)) {
      root = Optional.ofNullable(root.getParent()).orElse(Path.of(""));
    }
    return root;
  }

  /** Returns true if each folder has it in a report of so many scopes. */
  private static boolean isInAll(String digest, List<Path> folders, int scopes) {
    return folders.stream()
        .allMatch(folder -> withRows(folder, List.of(digest)).size() >= scopes);
  }

  /**
   * The reports of a folder from the first to the last that has such a row, a list for each scope
   * that has any. Those before are of an earlier run.
   */
  private static List<List<Path>> withRows(Path folder, List<String> digests) {
    List<List<Path>> found = new ArrayList<>();
    for (NavigableMap<Long, Path> scope : reports(folder)) {
      List<Long> with =
          scope.entrySet().stream()
              .filter(report -> hasAny(report.getValue(), digests))
              .map(Map.Entry::getKey)
              .toList();
      if (!with.isEmpty()) {
        found.add(
            List.copyOf(scope.subMap(with.getFirst(), true, with.getLast(), true).values()));
      }
    }
    return found;
  }

  private static boolean hasAny(Path report, List<String> digests) {
    return text(report)
        .lines()
        .filter(row -> row.startsWith("D,"))
        .map(row -> row.toLowerCase(Locale.ROOT))
        .anyMatch(row -> digests.stream().anyMatch(row::contains));
  }

  /** The reports in a folder and below it, those of a scope by their sequence. */
  private static Collection<NavigableMap<Long, Path>> reports(Path folder) {
    if (!ReadAccess.toFolder(folder)) {
      return List.of();
    }
    Map<Path, NavigableMap<Long, Path>> reports = new TreeMap<>();
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path file : inside.toList()) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (name.matches()) {
          reports
              .computeIfAbsent(file.resolveSibling(name.group(1)), scope -> new TreeMap<>())
              .put(Long.parseLong(name.group(2)), file);
        }
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("looking into " + folder, broken);
    }
    return reports.values();
  }

  private static List<ReportFinding> findings(CaseRecord run, List<List<Path>> found) {
    Config config = run.bed().config();
    List<Path> log = new LogLines(config.log().path()).files();
    return found.stream()
        .map(reports -> ReportVerifier.verify(reports, log, config.report().template()))
        .map(ReportVerification::findings)
        .flatMap(List::stream)
        .toList();
  }

  private static String some(List<ReportFinding> findings) {
    return findings.stream()
        .limit(MOST_FINDINGS)
        .map(ReportFinding::toString)
        .collect(Collectors.joining("; "));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException("reading " + file, broken);
    }
  }
}
