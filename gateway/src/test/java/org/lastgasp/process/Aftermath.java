package org.lastgasp.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lastgasp.log.LogVerifier;

/**
 * What is to be found after a gateway has ended: in its journal, its log and at its neighbours.
 * Reads the files as a stranger would, with nothing of the product but the log's verifier. For
 * tests.
 */
final class Aftermath {
  private static final Pattern HASH = Pattern.compile(",\"hash\":\"([0-9a-f]{64})\"}$");
  private static final int REQUESTED = 1; // the kinds of docs/formats.md
  private static final int ANSWERED = 2;
  private static final int JUDGED = 3;
  private static final int COPIED = 4;
  private static final int GAP = 11;
  private static final int STATE = 12;

  private final Neighbours neighbours;
  private final List<JsonNode> log;
  private final List<Row> journal;

  /** An entry of the journal; an empty hash where it has no body, a state without its facts. */
  record Row(
      long number, int kind, Instant at, boolean toDeliver, JsonNode facts, String sha256) {}

  Aftermath(Neighbours neighbours) {
    this.neighbours = neighbours;
    this.log = neighbours.logged();
    this.journal = journal(neighbours.folder.resolve("data/journal"));
  }

  /** All entries of the journal in a folder. */
  static List<Row> journal(Path folder) {
    List<Row> rows = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (file.toString().matches(".*/journal-\\d+\\.db")) {
          read(file, rows);
        }
      }
      return rows;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void read(Path file, List<Row> rows) {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT number, kind, at, lane IS NOT NULL, facts, coalesce(sha256, ''), body"
                    + " FROM entry ORDER BY number")) {
      while (found.next()) {
        String sha256 = found.getString(6);
        if (!sha256.isEmpty()) {
          assertThat(Mailbox.sha256(found.getBytes(7))).isEqualTo(sha256);
        }
        int kind = found.getInt(2);
        rows.add(
            new Row(
                found.getLong(1),
                kind,
                Instant.parse(found.getString(3)),
                found.getBoolean(4),
                Neighbours.json(kind == STATE ? "{}" : found.getString(5)), // half a megabyte
                sha256));
      }
    } catch (SQLException broken) {
      throw new AssertionError("reading " + file, broken);
    }
  }

  /** Chain, books and deliveries hold, and what may verify the log finds nothing. */
  void theRecordsAreSound() {
    theChainHolds();
    assertThat(LogVerifier.verify(neighbours.logFiles()).firstFinding()).isEmpty();
    nothingArrivedUnrecorded();
    theBooksBalance();
  }

  /** Numbers, hashes and names of the log's files fit each other, over their borders too. */
  void theChainHolds() {
    String prev = "0".repeat(64);
    long seq = 0;
    for (String line : neighbours.logLines()) {
      Matcher hash = HASH.matcher(line);
      assertThat(hash.find()).as(line).isTrue();
      byte[] open = (line.substring(0, hash.start()) + "}").getBytes(StandardCharsets.UTF_8);
      assertThat(Mailbox.sha256(open)).as(line).isEqualTo(hash.group(1));
      JsonNode record = Neighbours.json(line);
      assertThat(record.path("seq").asLong()).isEqualTo(++seq);
      assertThat(record.path("prev").asText()).isEqualTo(prev);
      prev = hash.group(1);
    }
    for (Path file : neighbours.logFiles()) {
      try {
        assertThat(Files.readString(file)).as("%s", file).endsWith("}\n");
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }

  /** Every acknowledged message went where it had to go. */
  void everyAcknowledgedMessageHasItsFate(Map<String, Crowd.Sent> acknowledged) {
    Set<String> held = held();
    acknowledged.forEach(
        (sha256, message) -> {
          boolean logged = held.contains(sha256);
          boolean arrived =
              switch (message.fate()) {
                case HELD -> logged;
                case TO_SOUTHERN -> neighbours.southern.has(message.bytes());
                case TO_HYDRO -> neighbours.hydro.has(message.bytes());
                case TO_SUPPLIER -> neighbours.supplier.has(message.bytes());
                case HELD_OR_TO_SOUTHERN -> logged || neighbours.southern.has(message.bytes());
                case ACTIVATES, TO_DSP -> neighbours.dsp.has(message.bytes());
              };
          String text = new String(message.bytes(), StandardCharsets.UTF_8);
          assertThat(arrived).as("%s: %s", message.fate(), text).isTrue();
        });
  }

  /** What is in the log was not delivered, unless it came before and was forwarded then. */
  void nothingHeldWasDelivered(Map<String, Crowd.Sent> acknowledged) {
    Set<String> forwarded = hashes(row -> row.kind() == JUDGED && row.toDeliver());
    for (String sha256 : held()) {
      boolean delivered =
          Stream.of(neighbours.southern, neighbours.hydro, neighbours.supplier)
              .anyMatch(box -> box.arrived().containsKey(sha256));
      if (delivered) {
        assertThat(forwarded).as("delivered and never forwarded").contains(sha256);
        assertThat(acknowledged.get(sha256).fate()).isEqualTo(Crowd.Fate.HELD_OR_TO_SOUTHERN);
      }
    }
  }

  /** Whatever arrived anywhere was recorded first. */
  void nothingArrivedUnrecorded() {
    Set<String> toDeliver = hashes(Row::toDeliver);
    for (Mailbox box : List.of(neighbours.southern, neighbours.hydro, neighbours.supplier)) {
      assertThat(toDeliver).containsAll(box.arrived().keySet());
    }
    Set<String> requested = hashes(row -> row.kind() == REQUESTED);
    neighbours
        .dsp
        .arrived()
        .forEach(
            (sha256, body) -> {
              if (new String(body, StandardCharsets.UTF_8).contains("SignedPreCommand")) {
                assertThat(requested).contains(sha256);
              }
            });
  }

  /** Numbers without gaps; log and journal tell the same; requests have answers. */
  void theBooksBalance() {
    List<Long> numbers = journal.stream().map(Row::number).toList();
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).isEqualTo(i + 1L);
    }
    List<String> suppressed =
        journal.stream()
            .filter(row -> row.kind() == JUDGED && !row.toDeliver())
            .map(Row::sha256)
            .toList();
    assertThat(suppressed).as("no alert is suppressed twice").doesNotHaveDuplicates();
    assertThat(log.stream().map(record -> record.path("message_sha256").asText()))
        .containsExactlyElementsOf(suppressed);
    Map<Long, Row> byNumber =
        journal.stream().collect(Collectors.toMap(Row::number, row -> row, (a, b) -> b));
    for (Row copy : rows(COPIED)) {
      Row original = byNumber.get(copy.facts().path("original").asLong());
      assertThat(suppressed).contains(original.sha256());
    }
    everyRequestIsSettled();
    assertThat(rows(GAP)).as("the disk was never full").isEmpty();
  }

  /** Each has its answer, or came once more after an earlier one like it was accepted. */
  private void everyRequestIsSettled() {
    Map<Long, Row> answers = new HashMap<>();
    rows(ANSWERED).forEach(row -> answers.put(row.facts().path("requested").asLong(), row));
    Set<String> accepted = new HashSet<>();
    for (Row request : rows(REQUESTED)) {
      Optional<Row> answer = Optional.ofNullable(answers.get(request.number()));
      assertThat(answer.isPresent() || accepted.contains(request.sha256()))
          .as("request %d: %s", request.number(), request.facts())
          .isTrue();
      answer
          .filter(row -> row.facts().path("answer").asText().equals("accepted"))
          .ifPresent(row -> accepted.add(request.sha256()));
    }
  }

  /** Every entry, in order. */
  List<Row> rows() {
    return journal;
  }

  /** Of one kind, in order. */
  List<Row> rows(int kind) {
    return journal.stream().filter(row -> row.kind() == kind).toList();
  }

  /** What came to be suppressed, forwarded, recorded in all. */
  Map<String, Integer> figures() {
    Map<String, Integer> figures = new HashMap<>();
    figures.put("entries", journal.size());
    figures.put("held", log.size());
    figures.put("copies", rows(COPIED).size());
    figures.put("log-files", neighbours.logFiles().size());
    return figures;
  }

  private Set<String> held() {
    return log.stream()
        .map(record -> record.path("message_sha256").asText())
        .collect(Collectors.toCollection(HashSet::new));
  }

  private Set<String> hashes(java.util.function.Predicate<Row> which) {
    return journal.stream().filter(which).map(Row::sha256).collect(Collectors.toSet());
  }
}
