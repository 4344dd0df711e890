package org.lastgasp.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A scorer that compares a simulation that has come to rest with what the gateway left behind. */
public final class Scorer {
  private static final int BORDER_PERCENT = 8; // above, too little of the truth is known

  private final Scenario plan;
  private final GroundTruth truth;
  private final Duration took;
  private final ByteComparison traffic;
  private final ReferenceOracle oracle;

  /**
   * A scorer of what happened.
   *
   * @param timeout how long the gateway waits for the DSP, in real time
   * @param took what the plan took, in real time
   */
  Scorer(Scenario plan, GroundTruth truth, Instant start, Duration timeout, Duration took) {
    this.plan = plan;
    this.truth = truth;
    this.took = took;
    this.traffic = new ByteComparison(truth, timeout);
    this.oracle = new ReferenceOracle(plan, traffic.tries(), start);
  }

  /**
   * Returns how many documents are still on their way to a receiver, as far as the world can tell.
   */
  public int underWay(List<LogEntry> log) {
    Verdicts verdicts = new Verdicts(truth, log, oracle);
    return verdicts.lost().size() + traffic.missing().size();
  }

  /** The score. */
  public Score settle(Observations observed) {
    Verdicts verdicts = new Verdicts(truth, observed.log(), oracle);
    List<Score.Promise> promises = new ArrayList<>();
    long alerts = traffic.postedAlerts();
    promises.add(
        none("every AD1 acknowledged is delivered or in the log", verdicts.lost(), alerts));
    promises.add(
        none("only what it must: no other AD1 is suppressed", verdicts.wronglyHeld(), alerts));
    promises.add(
        none("what an activation caused is suppressed", verdicts.wronglyDelivered(), alerts));
    promises.add(
        none("nothing suppressed was delivered as well", verdicts.heldAndDelivered(), alerts));
    promises.add(
        none("a duplicate has no second record", verdicts.twiceInLog(), verdicts.copies()));
    promises.add(
        none("every other message is delivered, byte for byte", traffic.missing(),
            traffic.postedOthers()));
    promises.add(
        none("nothing comes altered or to somebody else", traffic.misdelivered(),
            truth.delivered().size()));
    promises.add(
        none("requests and answers pass through byte for byte", traffic.brokenAnswers(),
            traffic.tryCount()));
    promises.add(log(observed));
    promises.add(books(observed, verdicts));
    promises.add(distributors(observed, verdicts));
    promises.add(border(verdicts, alerts));
    promises.add(
        none("nothing happened that was not planned", truth.faults(), plan.activations().size()));
    promises.addAll(observed.further());
    Map<String, Long> reasons = observed.figures().by("lastgasp_ad1_forwarded_total", "reason");
    return new Score(world(), verdicts.outcomes(), reasons, promises);
  }

  private static Score.Promise none(String text, List<String> violations, long checked) {
    return Score.Promise.none(text, violations, checked);
  }

  private Score.Promise log(Observations observed) {
    List<String> faults = new ArrayList<>();
    observed.logFault().ifPresent(faults::add);
    String prev = "0".repeat(64);
    long seq = 0;
    Map<String, List<GroundTruth.Posted>> posted =
        truth.posted().stream().collect(Collectors.groupingBy(GroundTruth.Posted::document));
    for (LogEntry each : observed.log()) {
      if (each.seq() != ++seq || !each.prev().equals(prev)) {
        faults.add("record " + each.seq() + " does not follow the one before");
      }
      prev = each.hash();
      if (each.received().isBefore(each.from()) || !each.received().isBefore(each.until())) {
        faults.add("record " + each.seq() + " is outside its window");
      }
      boolean sent =
          posted.getOrDefault(each.document(), List.of()).stream()
              .anyMatch(
                  p ->
                      !each.received().isBefore(p.from().minusMillis(1))
                          && !each.received().isAfter(p.to().plusMillis(1)));
      if (!sent) {
        faults.add("record " + each.seq() + " is of no alert sent then");
      }
    }
    return none("the log is whole: no gap, chain and windows hold", faults, seq);
  }

  private Score.Promise books(Observations observed, Verdicts verdicts) {
    ScrapedMetrics figures = observed.figures();
    long received = figures.sum("lastgasp_ad1_received_total");
    long forwarded = figures.sum("lastgasp_ad1_forwarded_total");
    long suppressed = figures.sum("lastgasp_ad1_suppressed_total");
    boolean balanced =
        received == traffic.postedAlerts()
            && suppressed == observed.log().size()
            && forwarded == verdicts.forwarded()
            && received == forwarded + suppressed + verdicts.copies();
    String detail =
        String.format(
            Locale.ROOT,
            "%,d = %,d + %,d + %,d duplicates",
            received,
            forwarded,
            suppressed,
            verdicts.copies());
    return new Score.Promise(
        "the books balance: received = forwarded + suppressed",
        balanced,
        balanced
            ? detail
            : detail
                + String.format(
                    Locale.ROOT,
                    "; the world sent %,d, the log has %,d, the operators %,d",
                    traffic.postedAlerts(),
                    observed.log().size(),
                    verdicts.forwarded()));
  }

  /** The gateway's figures for every distributor are what its log and the receivers say. */
  private static Score.Promise distributors(Observations observed, Verdicts verdicts) {
    Map<String, Long> logged =
        new TreeMap<>(
            observed.log().stream()
                .collect(Collectors.groupingBy(LogEntry::distributor, Collectors.counting())));
    Map<String, Long> held =
        observed.figures().by("lastgasp_ad1_suppressed_total", "distributor");
    Map<String, Long> sentOn =
        observed.figures().by("lastgasp_ad1_forwarded_total", "distributor");
    String detail =
        !logged.equals(held)
            ? "suppressed: the log has " + logged + ", the gateway counted " + held
            : "forwarded: " + verdicts.byDistributor() + ", the gateway counted " + sentOn;
    boolean agree = logged.equals(held) && verdicts.byDistributor().equals(sentOn);
    return new Score.Promise(
        "they balance for each distributor, as it received them",
        agree,
        agree ? String.format(Locale.ROOT, "%,d distributors", sentOn.size()) : detail);
  }

  private static Score.Promise border(Verdicts verdicts, long alerts) {
    return new Score.Promise(
        "the truth is known: at most " + BORDER_PERCENT + " % at a window's border",
        verdicts.border() * 100L <= alerts * BORDER_PERCENT + 300,
        String.format(Locale.ROOT, "%,d of %,d", verdicts.border(), alerts));
  }

  private Map<String, String> world() {
    Map<String, String> world = new LinkedHashMap<>();
    long spurious =
        truth.alerts().values().stream().filter(a -> a.cause() instanceof Cause.Firmware).count();
    long storm = plan.outages().stream().filter(o -> o.why().equals("storm")).count();
    world.put(
        "time",
        String.format(
            Locale.ROOT,
            "%d h %02d min in %d s; seed %d",
            plan.length().toHours(),
            plan.length().toMinutesPart(),
            took.toSeconds(),
            plan.seed()));
    world.put(
        "meters", String.format(Locale.ROOT, "%,d on %,d hubs", plan.meters(), plan.hubs().size()));
    world.put(
        "activations",
        String.format(
            Locale.ROOT,
            "%,d planned; %,d requests in all, sent %,d times",
            plan.activations().size(),
            traffic.requests(),
            traffic.tryCount()));
    world.put(
        "outages", String.format(
            Locale.ROOT,
            "%,d real ones, %,d of them in a storm",
            plan.outages().size(),
            storm));
    world.put(
        "AD1s",
        String.format(
            Locale.ROOT,
            "%,d spurious, %,d genuine; sent %,d times",
            spurious,
            truth.alerts().size() - spurious,
            traffic.postedAlerts()));
    world.put("other messages", String.format(Locale.ROOT, "%,d", traffic.postedOthers()));
    world.put(
        "bad days",
        String.format(
            Locale.ROOT,
            "one receiver dead for a while, one busy %,d times; %,d came twice, %,d sent again",
            truth.timesTurnedAway(),
            traffic.repeated(),
            truth.timesPostedAgain()));
    return world;
  }

  /**
   * The observations of what the gateway left behind, for the score.
   *
   * @param log the suppression log
   * @param figures its metrics
   * @param logFault what a verifier of the log found wrong; empty if nothing
   * @param further promises that were looked at elsewhere
   */
  public record Observations(
      List<LogEntry> log,
      ScrapedMetrics figures,
      Optional<String> logFault,
      List<Score.Promise> further) {
    public Observations {
      log = List.copyOf(log);
      further = List.copyOf(further);
    }
  }

  /**
   * A record of the suppression log, as anybody can read it.
   *
   * @param document SHA-256 of the alert, lower case
   */
  public record LogEntry(
      long seq,
      String hub,
      String mpxn,
      String distributor,
      String document,
      Instant received,
      Instant from,
      Instant until,
      String prev,
      String hash) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Every record of the log files in a folder, in order of their sequence. */
    public static List<LogEntry> read(Path folder) {
      List<LogEntry> all = new ArrayList<>();
      try (Stream<Path> files = Files.list(folder)) {
        List<Path> logs =
            files
                .filter(f -> f.getFileName().toString().matches("poa-suppression-.*\\.jsonl"))
                .toList();
        for (Path log : logs) {
          for (String line : Files.readAllLines(log)) {
            all.add(record(JSON.readTree(line)));
          }
        }
      } catch (IOException broken) {
        throw new UncheckedIOException("reading the suppression log in " + folder, broken);
      }
      all.sort(Comparator.comparingLong(LogEntry::seq));
      return all;
    }

    private static LogEntry record(JsonNode line) {
      return new LogEntry(
          line.path("seq").asLong(),
          line.path("chf").asText(),
          line.path("mpxn").asText(),
          line.path("distributor").asText(),
          line.path("message_sha256").asText().toLowerCase(Locale.ROOT),
          Instant.parse(line.path("received_at").asText()),
          Instant.parse(line.path("activation_from").asText()),
          Instant.parse(line.path("window_until").asText()),
          line.path("prev").asText(),
          line.path("hash").asText());
    }
  }
}
