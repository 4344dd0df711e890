package org.lastgasp.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.log.LogFile;

/**
 * A check of the files that were given to be verified: what is clearly something else is wrong use,
 * not a finding.
 */
final class VerifyArguments {
  private static final int BEGINNING = 64; // bytes
  private static final String WHICH_LOG =
      "the suppression log is the folder log.path, data/log/poa-suppression-*.jsonl; what the"
          + " program writes to standard error has no hash chain";

  private VerifyArguments() {}

  /** The kind of a file, by its name and its beginning. */
  private enum Kind {
    REPORT("a report", "verify it by: lastgasp report verify"),
    LOG("a file of the suppression log", "verify it by: lastgasp log verify"),
    TABLE("a table for people", "give the exact report that it names, poa-report-….csv"),
    WORKBOOK("a workbook", "give the exact report that it names, poa-report-….csv"),
    STATEMENT("a signed statement", "give it by: lastgasp log verify --statement"),
    FOLDER("a folder", "give its files"),
    MISSING("not there", "give files that exist"),
    OTHER("something else", "");

    private final String is;
    private final String instead;

    Kind(String is, String instead) {
      this.is = is;
      this.instead = instead;
    }

    private static Kind of(Path file) {
      if (Files.isDirectory(file)) {
        return FOLDER;
      }
      if (Files.notExists(file)) {
        return MISSING;
      }
      String start = beginning(file);
      String name = String.valueOf(file.getFileName());
      if (start.startsWith("PK\u0003\u0004")) {
        return WORKBOOK;
      }
      if (start.startsWith("seq,suppressed_at,") || name.matches("poa-table-.*")) {
        return TABLE;
      }
      if (start.startsWith("{\"seq\":") || LogFile.of(file).isPresent()) {
        return LOG;
      }
      if (start.startsWith("H,POASL,") || name.matches("poa-report-.*\\.csv")) {
        return REPORT;
      }
      return start.startsWith("lastgasp-log-statement ") ? STATEMENT : OTHER;
    }

    private static String beginning(Path file) {
      try (InputStream in = Files.newInputStream(file)) {
        return new String(in.readNBytes(BEGINNING), StandardCharsets.ISO_8859_1);
      } catch (IOException unreadable) {
        return ""; // is a finding
      }
    }
  }

  /** Files that are to be reports; one with a damaged beginning is one. */
  static void reports(List<Path> files) {
    List<String> wrong = new ArrayList<>();
    for (Path file : files) {
      Kind kind = Kind.of(file);
      switch (kind) {
        case REPORT, OTHER -> {}
        case LOG ->
            wrong.add(wrong(file, kind, "give it by --log, or " + kind.instead));
        case FOLDER ->
            wrong.add(wrong(file, kind, "give its reports: " + file + "/poa-report-*.csv"));
        case TABLE, WORKBOOK, STATEMENT, MISSING -> wrong.add(wrong(file, kind, kind.instead));
      }
    }
    refuse(wrong);
  }

  /** Files that are given by {@code --log} to compare reports with. */
  static void compared(List<Path> files) {
    List<String> wrong = new ArrayList<>();
    for (Path file : files) {
      if (Kind.of(file) == Kind.MISSING) {
        wrong.add("--log: " + wrong(file, Kind.MISSING, Kind.MISSING.instead));
      } else {
        notLog(file).ifPresent(fault -> wrong.add("--log: " + fault));
      }
    }
    refuse(wrong, WHICH_LOG);
  }

  /** Files that are to be the suppression log; one that is missing is a finding. */
  static void log(List<Path> files) {
    List<String> wrong = new ArrayList<>();
    files.forEach(file -> notLog(file).ifPresent(wrong::add));
    refuse(wrong, WHICH_LOG);
  }

  private static Optional<String> notLog(Path file) {
    Kind kind = Kind.of(file);
    return switch (kind) {
      case LOG, MISSING -> Optional.empty();
      case FOLDER ->
          Optional.of(wrong(file, kind, "give its files: " + file + "/poa-suppression-*.jsonl"));
      case REPORT, TABLE, WORKBOOK, STATEMENT ->
          Optional.of(wrong(file, kind, kind.instead));
      case OTHER ->
          Kind.beginning(file).matches("(?s)[^{].*")
              ? Optional.of(file + " is no file of the suppression log")
              : Optional.empty();
    };
  }

  private static String wrong(Path file, Kind kind, String instead) {
    return file + " is " + kind.is + ": " + instead;
  }

  private static void refuse(List<String> wrong, String... advice) {
    if (!wrong.isEmpty()) {
      List<String> lines = new ArrayList<>(wrong);
      lines.addAll(List.of(advice));
      throw new CommandFailed(Exit.WRONG_USE, lines);
    }
  }
}
