package org.lastgasp.notification;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.lastgasp.logging.EventLog;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.StepFailed;
import org.lastgasp.worker.WorkLoop;
import org.lastgasp.worker.Worker;

/** A worker that tells one target what stands, when that has changed. */
public final class Notifier implements Worker {
  /** The reason that it cannot be told: to be seen in the gateway, told to nobody. */
  public static final String UNTOLD = "notice-not-taken";

  private static final EventLog LOG = EventLog.of(Notifier.class);
  private static final Duration SETTLED = Duration.ofSeconds(30); // lists are read by then
  private static final Duration AGAIN = Duration.ofMinutes(1);
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final NoticeTarget target;
  private final Supplier<List<NoticeTarget.Notice>> source;
  private final InstantSource clock;
  private final ActiveFault fault;
  private final WorkLoop loop;
  private final Pace pace;
  private volatile Map<String, NoticeTarget.Standing> told = Map.of();
  private Map<String, Instant> seen = Map.of(); // since when each reason stands
  private Instant last = Instant.EPOCH;

  /**
   * How often it looks, and how patiently it tries again.
   *
   * @param first until the first look
   * @param every between two looks
   */
  public record Pace(Duration first, Duration every, Backoff backoff) {
    /** The usual: half a minute after the start, then every 15 s; tried again up to 5 min later. */
    public static Pace usual() {
      return new Pace(
          SETTLED,
          Duration.ofSeconds(15),
          Backoff.of(Duration.ofSeconds(5), Duration.ofMinutes(5)));
    }
  }

  /** One that looks at a source of what stands. */
  public Notifier(
      NoticeTarget target, Supplier<List<NoticeTarget.Notice>> source, InstantSource clock,
      Pace pace) {
    this.target = target;
    this.source = source;
    this.clock = clock;
    this.pace = pace;
    this.fault = ActiveFault.warning(LOG, UNTOLD, "target", target.name());
    this.loop = new WorkLoop(name(), fault, pace.backoff(), this::look);
  }

  private Duration look() {
    Instant now = clock.instant();
    Map<String, NoticeTarget.Standing> current = new LinkedHashMap<>();
    List<NoticeTarget.Standing> began = new ArrayList<>();
    Map<String, Instant> stands = new HashMap<>();
    for (NoticeTarget.Notice each : source.get()) {
      Instant since = seen.getOrDefault(each.reason(), now);
      stands.put(each.reason(), since);
      NoticeTarget.Standing standing = new NoticeTarget.Standing(each, since);
      current.put(each.reason(), standing);
      Optional<NoticeTarget.Standing> known = Optional.ofNullable(told.get(each.reason()));
      if (known.filter(then -> then.notice().count() >= each.count()).isEmpty()) {
        began.add(standing);
      }
    }
    seen = stands;
    List<NoticeTarget.Standing> over =
        told.values().stream().filter(t -> !current.containsKey(t.notice().reason())).toList();
    var change = new NoticeTarget.Change(now, began, over, List.copyOf(current.values()));
    boolean remind = target.forgets() && !current.isEmpty() && !now.isBefore(last.plus(AGAIN));
    if (!change.isNone() || remind) {
      target.tell(change).ifPresent(
          why -> {
            throw new StepFailed(target.name() + ": " + why);
          });
      last = now;
    }
    told = current;
    return pace.every();
  }

  /** What stood when it looked last, once that was told. */
  List<NoticeTarget.Notice> lastLook() {
    return told.values().stream().map(NoticeTarget.Standing::notice).toList();
  }

  @Override
  public String name() {
    return "notify-" + target.name();
  }

  @Override
  public void start() {
    loop.startAfter(pace.first());
  }

  @Override
  public boolean isAlive() {
    return loop.isAlive();
  }

  @Override
  public List<HealthIssue> issues() {
    return fault.issues();
  }

  @Override
  public void close() {
    boolean unused = loop.stop(GRACE);
    target.close();
  }
}
