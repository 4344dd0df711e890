package org.lastgasp.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.WorkListResponse.LookedAt;
import org.lastgasp.delivery.RecipientStatus;
import org.lastgasp.inventory.DatasetStatus;
import org.lastgasp.log.SuppressionLog;
import org.lastgasp.motorway.Counters;
import org.lastgasp.policy.Switch;
import org.lastgasp.report.ReportServer;
import org.lastgasp.server.Query;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.worker.ClusterStatus;
import org.lastgasp.worker.StandingIssues;

/**
 * The status of a gateway, or of the data folder of one that does not run.
 *
 * @param running false of a data folder, else null
 * @param gateway null of a data folder, and for a sender who sees only some distributors' rows
 * @param waiting null of a data folder
 */
public record StatusResponse(
    @Omitted @Nullable Boolean running,
    @Omitted @Nullable String version,
    @Omitted @Nullable Instant startedAt,
    @Omitted @Nullable Instant now,
    @JsonProperty("switch") String position,
    @Omitted @Nullable Boolean ready,
    String state,
    String cause,
    String sentence,
    String because,
    List<Degraded> degraded,
    @JsonUnwrapped @Nullable Parts gateway,
    @JsonUnwrapped Overview overview,
    @Omitted @Nullable Waiting waiting) {

  /**
   * The state of the parts of a running gateway.
   *
   * @param ecdsa the provider that verifies signatures, those of TLS too
   */
  public record Parts(
      @JsonUnwrapped OverridesResponse overrides,
      String configHash,
      String ecdsa,
      JournalRange journal,
      Map<String, Long> windows,
      Inventory inventory,
      Guids guids,
      Alerts ad1,
      Map<String, Long> relayed,
      Activations activations,
      List<Recipient> delivery,
      Cases worklist,
      Log log,
      Reports reports,
      @Omitted @Nullable Cluster cluster) {}

  /** The cluster that this gateway is a node of. */
  public record Cluster(List<Node> nodes, long waiting, double mirrorLagSeconds) {
    private static Cluster of(ClusterStatus status) {
      return new Cluster(
          status.nodes().stream().map(Node::of).toList(), status.waiting(), status.mirrorLag());
    }
  }

  /** A node of the cluster. */
  public record Node(
      String name, List<String> roles, List<String> leads, double lagSeconds, Instant seenAt) {
    private static Node of(ClusterStatus.Node node) {
      return new Node(node.name(), node.roles(), node.leads(), node.behind(), node.seen());
    }

    /** In words. */
    public String text() {
      return name + " (" + String.join(", ", roles) + ")"
          + (leads.isEmpty() ? "" : ", leads " + String.join(" and ", leads))
          + String.format(Locale.ROOT, ", %.1f s behind", lagSeconds);
    }
  }

  /**
   * An issue: something that works less well than it should, and what to do about it.
   *
   * @param effect on alerts
   * @param since when it was noticed, since the start
   */
  public record Degraded(
      String reason, String detail, String toDo, String effect, Instant since) {
    /** Of issues, those with the worst effect on alerts first. */
    static List<Degraded> of(List<StandingIssues.Issue> issues) {
      return issues.stream()
          .sorted(Comparator.comparing(each -> Remedies.effect(each.reason())))
          .map(Degraded::of)
          .toList();
    }

    private static Degraded of(StandingIssues.Issue each) {
      return new Degraded(
          each.reason(), each.detail(), Remedies.of(each.reason()),
          Remedies.effect(each.reason()).words(), each.since());
    }
  }

  /** The entries that the journal has. */
  record JournalRange(long first, long last, boolean writable) {}

  /** The inventory in force; null where there is none. */
  public record Inventory(
      long devices,
      @Nullable Instant importedAt,
      @Nullable String source,
      @Nullable String sha256) {
    static Inventory of(DatasetStatus status) {
      return new Inventory(
          status.size(),
          imported(status),
          StatusResponse.source(status),
          StatusResponse.sha256(status));
    }
  }

  /** The list of GUIDs in force; null where there is none. */
  public record Guids(
      long count,
      @Nullable Instant importedAt,
      @Nullable String source,
      @Nullable String sha256) {
    static Guids of(DatasetStatus status) {
      return new Guids(
          status.size(),
          imported(status),
          StatusResponse.source(status),
          StatusResponse.sha256(status));
    }
  }

  /** The counts of AD1s since the start. */
  public record Alerts(
      long received, long suppressed, long copies, Map<String, Long> forwarded) {
    private static Alerts of(Counters counters) {
      Map<String, Long> byReason = new TreeMap<>();
      counters.forwarded().forEach((label, n) -> byReason.merge(label.reason(), n, Long::sum));
      long suppressed = counters.suppressed().values().stream().mapToLong(n -> n).sum();
      return new Alerts(counters.received(), suppressed, counters.copies(), byReason);
    }
  }

  /** The counts of activation requests since the start. */
  public record Activations(
      Map<String, Long> tracked,
      long cancellations,
      Map<String, Long> untracked,
      long timesDisagree) {}

  /** A Service User and what waits for it. */
  public record Recipient(
      String user,
      String name,
      @Nullable String endpoint,
      long backlog,
      boolean more,
      double oldestSeconds,
      int inFlight,
      long setAside,
      String lastAnswer,
      boolean failing,
      @Omitted @Nullable Instant failingSince,
      long parked) {
    private static Recipient of(RecipientStatus user, Instant now) {
      return new Recipient(
          user.id().toString(),
          user.name(),
          user.endpoint().map(URI::toString).orElse(null),
          user.backlog(),
          user.more(),
          seconds(user.oldest(), now),
          user.underWay(),
          user.deadLetters(),
          user.lastAnswer(),
          user.failing(),
          user.lanes().stream()
              .map(RecipientStatus.Failing::since)
              .min(Comparator.naturalOrder())
              .orElse(null),
          user.parked());
    }
  }

  /** The figures of the work-list, or why there are none. */
  record Cases(
      @JsonUnwrapped @Nullable LookedAt figures,
      @Omitted @Nullable String fault) {
    public Cases {
      figures = fault == null ? figures : null;
    }

    private static Cases of(AdminServices services, Instant now) {
      try {
        return new Cases(
            LookedAt.of(services.hindsight().standing(now)), null);
      } catch (StoreUnavailable unavailable) {
        return new Cases(null, unavailable.getMessage());
      }
    }
  }

  /** The suppression log. */
  public record Log(
      @Nullable String file,
      long lastSeq,
      String lastHash,
      long position,
      @Nullable String fault) {
    private static Log of(SuppressionLog.Status status) {
      return new Log(
          Text.of(status.file().map(Path::getFileName)),
          status.seq(),
          status.hash(),
          status.entry(),
          status.fault().orElse(null));
    }
  }

  /** The reports. */
  public record Reports(
      long lastSeq,
      @Nullable Instant lastEnd,
      @Nullable String fault,
      List<ReportsResponse.Target> targets) {
    private static Reports of(ReportServer.Status status, Instant now) {
      return new Reports(
          status.reported(),
          status.lastEnd().orElse(null),
          status.fault().orElse(null),
          ReportsResponse.Target.of(status.targets(), now));
    }
  }

  /** The messages that wait for delivery, to all Service Users together. */
  public record Waiting(long messages, boolean more, double oldestSeconds, long deadLetters) {
    private static Waiting of(List<RecipientStatus> users, Instant now) {
      Optional<Instant> oldest =
          users.stream().flatMap(u -> u.oldest().stream()).min(Comparator.naturalOrder());
      return new Waiting(
          users.stream().mapToLong(RecipientStatus::backlog).sum(),
          users.stream().anyMatch(RecipientStatus::more),
          seconds(oldest, now),
          users.stream().mapToLong(RecipientStatus::deadLetters).sum());
    }
  }

  /** That of a running gateway. */
  public static StatusResponse of(AdminServices services) {
    Instant now = services.clock().instant();
    GatewayState state = services.state().get();
    BlindHubs blind = BlindHubs.of(services.blindAt(now));
    List<RecipientStatus> users = services.delivery().status();
    return new StatusResponse(
        null,
        services.version(),
        services.started(),
        now,
        services.tracked().position().code(),
        services.journal().isWritable(),
        state.effect().code(),
        state.cause().code(),
        state.sentence(),
        state.because(),
        Degraded.of(services.degraded().get()),
        parts(services, users, now),
        Overview.of(now, blind, services.queries(), services.hindsight()),
        Waiting.of(users, now));
  }

  /** The status as the sender sees it: if not every row, nothing that counts others. */
  static StatusResponse of(AdminServices services, RowScope scope) {
    if (scope.isEverything()) {
      return of(services);
    }
    Instant now = services.clock().instant();
    GatewayState state = OwnState.of(services, scope);
    BlindHubs blind = BlindHubs.of(services.blindAt(now), scope::sees);
    return new StatusResponse(
        null, services.version(), null, now, services.tracked().position().code(),
        services.journal().isWritable(), state.effect().code(), state.cause().code(),
        state.sentence(), state.because(), List.of(), null,
        Overview.of(services, blind, scope, now), null);
  }

  /** That of a data folder: the state after a start. */
  public static StatusResponse stopped(Switch position, GatewayState state, Overview overview) {
    return new StatusResponse(
        false, null, null, null, position.code(), null, state.effect().code(),
        state.cause().code(), state.sentence(), state.because(), List.of(), null, overview, null);
  }

  private static Parts parts(
      AdminServices services, List<RecipientStatus> users, Instant now) {
    Counters counters = services.counters();
    Map<String, Long> windows = new LinkedHashMap<>();
    services.tracked().count(now).forEach((state, n) -> windows.put(Query.code(state), n));
    return new Parts(
        OverridesResponse.of(services.tracked().overrides()),
        services.rules().get().configHash(),
        services.ecdsa().get(),
        new JournalRange(
            services.journal().next(services.journal().beginning()).orElse(0),
            services.journal().lastId(),
            services.journal().isWritable()),
        windows,
        Inventory.of(services.inventory().status().devices()),
        Guids.of(services.inventory().status().guids()),
        Alerts.of(counters),
        counters.relayed(),
        new Activations(
            counters.opened(),
            counters.cancellations(),
            counters.untracked(),
            counters.timesDisagree()),
        users.stream().map(user -> Recipient.of(user, now)).toList(),
        Cases.of(services, now),
        Log.of(services.log().status()),
        Reports.of(services.reports().status(), now),
        services.operating().get().cluster().map(Cluster::of).orElse(null));
  }

  private static @Nullable Instant imported(DatasetStatus list) {
    return list instanceof DatasetStatus.InForce inForce ? inForce.imported() : null;
  }

  private static @Nullable String source(DatasetStatus list) {
    return list instanceof DatasetStatus.InForce inForce ? inForce.source() : null;
  }

  private static @Nullable String sha256(DatasetStatus list) {
    return list instanceof DatasetStatus.InForce inForce ? inForce.sha256() : null;
  }

  static double seconds(Optional<Instant> since, Instant now) {
    return since
        .map(then -> Math.max(0, Duration.between(then, now).toMillis()) / 1e3)
        .orElse(0.0);
  }
}
