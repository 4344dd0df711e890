package org.lastgasp.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.lastgasp.files.Ed25519Signer;

/**
 * A verifier that compares signed checkpoints with the files of a log. The files are verified as
 * {@link LogVerifier} does; a statement adds that the log ends no earlier, and is no other, than
 * its operator once signed.
 */
public final class CheckpointVerifier {
  private CheckpointVerifier() {}

  /** The result of the comparison. */
  public record Seen(Verification log, List<Verdict> statements) {
    public Seen {
      statements = List.copyOf(statements);
    }

    /** Returns true if nothing is wrong with the log, nor with a statement. */
    public boolean isWhole() {
      return log.isWhole()
          && statements.stream().allMatch(each -> each.outcome() == Outcome.HOLDS);
    }
  }

  /** One statement, with what became of it in words. */
  public record Verdict(
      Path file, Optional<SignedCheckpoint> statement, Outcome outcome, String what) {}

  /** The possible results for one checkpoint. */
  public enum Outcome {
    /** It is genuine, and the log is the one it speaks of, at least as long. */
    HOLDS,
    /** It cannot be read, or is no statement. */
    UNREADABLE,
    /** It was made with another key. */
    WRONG_KEY,
    /** It is not what was signed. */
    ALTERED,
    /** The record it speaks of has another hash: this is another log. */
    REPLACED,
    /** The log is shorter than it was. */
    CUT,
    /** The files begin behind the record it speaks of, or lack it. */
    NOT_HERE
  }

  /** Verifies the files, and each statement with the key and against them. */
  public static Seen verify(Collection<Path> statements, PublicKey key, Collection<Path> files) {
    Map<Path, Optional<SignedCheckpoint>> read = new HashMap<>();
    statements.forEach(file -> read.put(file, read(file)));
    Set<Long> wanted =
        read.values().stream()
            .flatMap(Optional::stream)
            .map(SignedCheckpoint::seq)
            .collect(Collectors.toSet());
    Map<Long, String> hashes = new HashMap<>();
    hashes.put(0L, LogRecord.BEGINNING);
    Verification log =
        LogVerifier.verify(
            files,
            (seq, hash, distributor) -> {
              if (wanted.contains(seq)) {
                hashes.put(seq, hash);
              }
            });
    List<Verdict> verdicts = new ArrayList<>();
    for (Path file : statements) {
      Optional<SignedCheckpoint> statement = read.getOrDefault(file, Optional.empty());
      verdicts.add(
          statement
              .map(one -> judged(file, one, key, log, hashes))
              .orElseGet(
                  () ->
                      new Verdict(
                          file,
                          Optional.empty(),
                          Outcome.UNREADABLE,
                          unreadable(file))));
    }
    return new Seen(log, verdicts);
  }

  private static String unreadable(Path file) {
    if (Files.notExists(file)) {
      return "it is not there";
    }
    return Files.isReadable(file) && !Files.isDirectory(file)
        ? "it has not the form of a statement: it was altered, or is none"
        : "it cannot be read: it is a folder, or this user has no right to it";
  }

  private static Optional<SignedCheckpoint> read(Path file) {
    try {
      return switch (SignedCheckpoint.read(Files.readAllBytes(file))) {
        case SignedCheckpoint.Reading.Stated stated -> Optional.of(stated.statement());
        case SignedCheckpoint.Reading.Unreadable unreadable -> Optional.empty();
      };
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static Verdict judged(
      Path file,
      SignedCheckpoint statement,
      PublicKey key,
      Verification log,
      Map<Long, String> hashes) {
    Outcome outcome = outcome(statement, key, log, hashes);
    long seq = statement.seq();
    String what =
        switch (outcome) {
          case HOLDS -> "record " + seq + " is what was signed at " + statement.at();
          case UNREADABLE -> "it cannot be read";
          case WRONG_KEY ->
              "it names key " + statement.key() + ", the key given is " + Ed25519Signer.name(key);
          case ALTERED -> "its signature is not of its text: it was altered, or forged";
          case REPLACED ->
              String.format(
                  Locale.ROOT,
                  "record %d has the hash %s, signed was %s: this is another log",
                  seq,
                  hashes.getOrDefault(seq, ""),
                  statement.hash());
          case CUT ->
              String.format(
                  Locale.ROOT,
                  "the log had record %d at %s, these files end with %d: its end was cut off",
                  seq,
                  statement.at(),
                  log.last());
          case NOT_HERE ->
              String.format(
                  Locale.ROOT,
                  "these files, %d to %d, do not hold record %d: name the file that does",
                  log.first(),
                  log.last(),
                  seq);
        };
    return new Verdict(file, Optional.of(statement), outcome, what);
  }

  private static Outcome outcome(
      SignedCheckpoint statement, PublicKey key, Verification log, Map<Long, String> hashes) {
    if (!statement.isNamedBy(key)) {
      boolean onlyNameAltered = statement.named(key).isSignedBy(key);
      return onlyNameAltered ? Outcome.ALTERED : Outcome.WRONG_KEY;
    }
    if (!statement.isSignedBy(key)) {
      return Outcome.ALTERED;
    }
    if (statement.seq() > log.last()) {
      return Outcome.CUT;
    }
    Optional<String> hash = Optional.ofNullable(hashes.get(statement.seq()));
    if (hash.isEmpty()) {
      return Outcome.NOT_HERE;
    }
    return hash.get().equals(statement.hash()) ? Outcome.HOLDS : Outcome.REPLACED;
  }
}
