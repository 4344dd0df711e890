package org.lastgasp.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.lastgasp.audit.AuditIndexer;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.audit.AuditQuery;
import org.lastgasp.audit.DeliveryLookup;
import org.lastgasp.duis.Document;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.CaseLookup;
import org.lastgasp.hindsight.Evidence;
import org.lastgasp.hindsight.Label;
import org.lastgasp.hindsight.LabelChange;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackedRequest.ActivationTime;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/** An audit index of many alerts: filled, filtered, and migrated from its former format. */
public final class Filters {
  private static final Instant NINE = Instant.parse("2030-01-15T09:00:00Z");
  private static final List<String> MODELS = List.of("E470", "E460", "E360", "S1", "S2", "S3");
  private static final Document ALERT = Document.of(new byte[0]);
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 30;
  private static final int WARM_UP = 10;
  private static final int PAGE = 100;
  private static final WorkList.Whose ALL = new WorkList.Whose.All();
  private static final WorkList.Whose ONE = new WorkList.Whose.Of(OptionalInt.of(12));

  private static final InventoryLookup NO_DEVICES =
      new InventoryLookup() {
        @Override
        public Optional<Device> device(Eui64 id) {
          return Optional.empty();
        }

        @Override
        public boolean isListed(Eui64 id) {
          return false;
        }
      };

  private final Path folder;
  private final long alerts;

  private Filters(Path folder, long alerts) {
    this.folder = folder;
    this.alerts = alerts;
  }

  /** {@code alerts=1000000}. */
  public static void main(String[] words) throws IOException, SQLException {
    long alerts = words.length == 0 ? 1_000_000 : Long.parseLong(words[0].replace("alerts=", ""));
    Path folder = Files.createTempDirectory("filters");
    Load.say("load of the machine at the beginning: " + Load.now());
    try {
      Filters filters = new Filters(folder, alerts);
      filters.fill();
      filters.migrate();
      filters.ask();
    } finally {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    Load.say("load of the machine at the end: " + Load.now());
  }

  private AuditIndexer open() {
    return AuditIndexer.open(
        new SyntheticJournal(alerts, Filters::alert), folder, NO_DEVICES, DeliveryLookup.UNKNOWN,
        new Labels(alerts));
  }

  private void fill() throws IOException {
    long began = System.nanoTime();
    try (AuditIndexer index = open()) {
      index.start();
      await(index.queries());
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    Load.say(
        "%,d alerts indexed in %.1f s, a file of %,d MiB"
            .formatted(alerts, seconds, Files.size(folder.resolve("story.db")) >> 20));
  }

  /** Waits until every alert and every change of a label is taken up. */
  private void await(AuditQueries queries) {
    AuditQuery.Filter suspect = filter("", "", ALL, "", "suspect");
    boolean fresh = false;
    while (!fresh) {
      fresh = page(queries, suspect, alerts).next().isEmpty();
    }
  }

  private static AuditQuery.Page page(AuditQueries queries, AuditQuery.Filter filter, long after) {
    return queries.alerts(
        new AuditQuery.Alerts(
            Optional.empty(), filter, Optional.empty(), Optional.empty(), after, PAGE));
  }

  /** The file as the format before this one had it, opened. */
  private void migrate() throws IOException, SQLException {
    Path file = folder.resolve("story.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE alert");
      statement.execute("DELETE FROM meta WHERE name = 'labels'");
      statement.execute("PRAGMA user_version = 1");
      statement.execute("VACUUM");
    }
    long former = Files.size(file) >> 20;
    long cpuBegan = CPU.getCurrentThreadCpuTime();
    long began = System.nanoTime();
    open().close();
    Load.say(
        "a file of format 1, %,d MiB, migrated in %.1f s, %.1f s of processor time"
            .formatted(
                former, (System.nanoTime() - began) / 1e9,
                (CPU.getCurrentThreadCpuTime() - cpuBegan) / 1e9));
  }

  private void ask() {
    try (AuditIndexer index = open()) {
      index.start();
      AuditQueries queries = index.queries();
      await(queries);
      time(queries, "no filter", AuditQuery.Filter.ANY);
      time(queries, "verdict=suppressed", filter("suppressed", "", ALL, "", ""));
      time(queries, "reason=hub-not-tracked", filter("", "hub-not-tracked", ALL, "", ""));
      time(queries, "reason=storm (10 of them)", filter("", "storm", ALL, "", ""));
      time(queries, "distributor=12", filter("", "", ONE, "", ""));
      time(queries, "model=E470", filter("", "", ALL, "E470", ""));
      time(queries, "assessment=suspect", filter("", "", ALL, "", "suspect"));
      time(
          queries, "verdict=forwarded&reason=after-window&distributor=12&model=E470",
          filter("forwarded", "after-window", ONE, "E470", ""));
      time(
          queries, "distributor=12&model=E470&assessment=suspect",
          filter("", "", ONE, "E470", "suspect"));
      time(
          queries, "verdict=forwarded&reason=in-window (half a million each, none of both)",
          filter("forwarded", "in-window", ALL, "", ""));
      time(
          queries, "distributor=12&model=none", filter("", "", ONE, "none", ""));
    }
  }

  private static AuditQuery.Filter filter(
      String verdict, String reason, WorkList.Whose whose, String model, String label) {
    return new AuditQuery.Filter(
        choice(verdict, AuditQuery.Outcome.values()),
        Optional.of(reason).filter(text -> !text.isEmpty()),
        whose,
        Optional.of(model).filter(text -> !text.isEmpty()),
        choice(label, Label.values()));
  }

  private static <E extends Enum<E>> Optional<E> choice(String word, E[] values) {
    return Arrays.stream(values).filter(each -> each.name().equalsIgnoreCase(word)).findFirst();
  }

  /** Pages all through the index: the first, and others that begin further on. */
  private void time(AuditQueries queries, String what, AuditQuery.Filter filter) {
    long[] millionths = new long[ROUNDS];
    long cpu = 0;
    int found = 0;
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long after = round <= 0 ? 0 : alerts * round / ROUNDS;
      long cpuBegan = CPU.getCurrentThreadCpuTime();
      long began = System.nanoTime();
      AuditQuery.Page page = page(queries, filter, after);
      if (round >= 0) {
        millionths[round] = (System.nanoTime() - began) / 1_000;
        cpu += (CPU.getCurrentThreadCpuTime() - cpuBegan) / 1_000;
        found = Math.max(found, page.entries().size());
      }
    }
    Arrays.sort(millionths);
    Load.say(
        "%s: median %.1f ms, longest %.1f ms, %.1f ms of processor time, %d on a page"
            .formatted(
                what, millionths[(ROUNDS - 1) / 2] / 1e3, millionths[ROUNDS - 1] / 1e3,
                cpu / 1e3 / ROUNDS, found));
  }

  /**
   * Half suppressed; of the others one in a hundred late and one in a hundred thousand in a storm.
   */
  private static Event alert(long number) {
    Instant at = NINE.plusMillis(number * 30); // a million in eight hours
    Eui64 hub = new Eui64(0x00DB123400000000L + number % 100_000);
    return new Event.AlertJudged(
        at,
        at,
        Optional.empty(),
        Optional.of(hub),
        Optional.of(at.minusSeconds(200)),
        "%d12345678909".formatted(10 + number % 14),
        OptionalLong.empty(),
        OptionalInt.of((int) (10 + number % 14)),
        Mail.DISTRIBUTOR,
        Switch.ENFORCE,
        Optional.empty(),
        verdict(number, hub, at),
        Mail.HASH,
        ALERT);
  }

  private static Verdict verdict(long number, Eui64 hub, Instant at) {
    Window window = window(number, hub, at.minusSeconds(300));
    if (number % 2 == 0) {
      return new Verdict.Suppress(
          window, "from <= received_at < window_until", at, List.of(), Verdict.Evidence.NOTHING);
    }
    if (number % 100_000 == 1) {
      return new Verdict.Forward(Reason.STORM, Optional.of(window), at, List.of());
    }
    return number % 100 == 7
        ? new Verdict.Forward(Reason.AFTER_WINDOW, Optional.of(window), at, List.of())
        : new Verdict.Forward(Reason.HUB_NOT_TRACKED, Optional.empty(), at, List.of());
  }

  private static Window window(long number, Eui64 hub, Instant from) {
    Eui64 meter = new Eui64(0x00DB567800000000L + number % 100_000);
    String model = MODELS.get((int) (number / 2 % MODELS.size()));
    return Window.opened(
        new TrackedRequest(
            new RequestId(Mail.DISTRIBUTOR, meter, number), Step.SEND, meter, hub,
            Optional.empty(), model, "AB".repeat(32), new ActivationTime.Now(), from,
            Duration.ofMinutes(30), false),
        number);
  }

  /** One change for each suppressed alert: one in a hundred suspect, the others consistent. */
  private record Labels(long alerts) implements CaseLookup {
    @Override
    public Optional<Case> of(long number) {
      return Optional.empty();
    }

    @Override
    public List<LabelChange> changes(long after, int most) {
      return LongStream.rangeClosed(after / 2 + 1, alerts / 2)
          .limit(most)
          .map(half -> half * 2)
          .mapToObj(Labels::change)
          .toList();
    }

    private static LabelChange change(long number) {
      Label to = number % 200 == 0 ? Label.SUSPECT : Label.CONSISTENT;
      Evidence because =
          new Evidence(Evidence.Kind.HEARD_IN_WINDOW, OptionalLong.of(number), NINE, "");
      return new LabelChange(number, number, number / 2, Label.UNRESOLVED, to, NINE, because);
    }
  }
}
