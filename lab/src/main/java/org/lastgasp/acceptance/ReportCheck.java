package org.lastgasp.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.lastgasp.config.Config;

/** The check that every suppressed alert of a run is in a report that arrived in a folder. */
final class ReportCheck {
  private static final String SCOPE = "{scope}";
  private static final Duration POLL = Duration.ofMillis(500); // each order makes a report

  private ReportCheck() {}

  static void run(CaseRecord run) throws InterruptedException {
    List<Path> folders =
        run.bed().config().report().to().stream()
            .flatMap(
                to ->
                    to instanceof Config.Target.Directory there
                        ? Stream.of(root(there.path()))
                        : Stream.empty())
            .toList();
    if (folders.isEmpty()) {
      run.skip("report.to names no directory, so this command cannot see what was sent");
      return;
    }
    Set<String> wanted = new HashSet<>(run.allSuppressed());
    Set<Path> found = new TreeSet<>();
    List<String> refusals = new ArrayList<>();
    boolean all =
        TestBed.eventually(
            POLL,
            () -> {
              order(run.bed().admin(), refusals);
              wanted.removeIf(digest -> isIn(digest, folders, found));
              return wanted.isEmpty();
            });
    int count = run.allSuppressed().size();
    run.step(
        "Order a report, and look into the folder it is sent to",
        "every one of the " + count + " suppressed alerts is a row",
        all
            ? "all " + count + " are rows"
            : wanted.size() + " of " + count + " are missing"
                + refusals.stream().reduce((one, last) -> last).map(r -> "; " + r).orElse(""),
        all && count > 0,
        found.stream().map(file -> run.file(String.valueOf(file.getFileName()), text(file)))
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

  private static boolean isIn(String digest, List<Path> folders, Set<Path> found) {
    for (Path folder : folders) {
      for (Path file : reports(folder)) {
        boolean has =
            text(file)
                .lines()
                .anyMatch(row -> row.startsWith("D,") && row.toLowerCase(Locale.ROOT)
                    .contains(digest));
        if (has) {
          found.add(file);
          return true;
        }
      }
    }
    return false;
  }

  private static List<Path> reports(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> inside = Files.walk(folder)) {
      return inside.filter(file -> file.toString().endsWith(".csv")).sorted().toList();
    } catch (IOException broken) {
      throw new UncheckedIOException("looking into " + folder, broken);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException("reading " + file, broken);
    }
  }
}
