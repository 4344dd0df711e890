package org.lastgasp.api;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lastgasp.delivery.RecipientStatus;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Mpan;
import org.lastgasp.inventory.DatasetStatus;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Window;
import org.lastgasp.server.Query;
import org.lastgasp.worker.ClusterStatus;
import org.lastgasp.worker.StandingIssues;

/**
 * The metrics that Prometheus reads. Every figure is read when it is asked for; none has a device
 * label.
 */
final class Metrics {
  private static final List<String> NOBODY = List.of("nobody"); // what has no recipient
  private static final List<String> KINDS =
      Stream.concat(Stream.of("request"), Message.Northbound.OTHER_KINDS.stream()).toList();

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final AdminServices parts;
  private boolean registered; // by the first scrape, which can wait longer than a start

  Metrics(AdminServices parts) {
    this.parts = parts;
  }

  private void register() {
    alerts();
    windows();
    dsp();
    delivery();
    reports();
    health();
    operation();
    cluster();
    MachineMetrics.register(registry);
  }

  /** All are 0 on one machine. */
  private void cluster() {
    figure("lastgasp_kafka_undecided", "Messages in Kafka that no judge has decided yet",
        ClusterStatus::waiting);
    figure("lastgasp_kafka_mirror_lag_seconds", "By how much this node's journal is behind",
        ClusterStatus::mirrorLag);
    figure("lastgasp_kafka_processing_seconds", "What its judge takes for a message, on average",
        ClusterStatus::processing);
    figure("lastgasp_kafka_restoring_records", "What its judge has to read before it decides",
        ClusterStatus::restoring);
    figure("lastgasp_kafka_standby_lag_records", "By how much its copies of states are behind",
        ClusterStatus::standbyLag);
    figure("lastgasp_kafka_nodes", "Nodes heard of in the last 15 seconds",
        status -> status.nodes().size());
    Series.counter(
            "lastgasp_kafka_rebalances_total", "How often its judge was given other partitions")
        .callback(c -> c.call(now(ClusterStatus::rebalances)))
        .register(registry);
  }

  private void figure(String name, String help, ToDoubleFunction<ClusterStatus> of) {
    Series.gauge(name, help).callback(c -> c.call(now(of))).register(registry);
  }

  private double now(ToDoubleFunction<ClusterStatus> of) {
    return parts.operating().get().cluster().map(of::applyAsDouble).orElse(0.0);
  }

  /** Synchronized, so that the first call alone registers them. */
  synchronized byte[] text() {
    if (!registered) {
      register();
      registered = true;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing metrics to memory", impossible);
    }
    return out.toByteArray();
  }

  private void alerts() {
    Series.counter("lastgasp_ad1_received_total", "Power Outage Alerts received and settled")
        .callback(c -> c.call((double) parts.counters().received()))
        .register(registry);
    Series.counter("lastgasp_ad1_copies_total", "Duplicates of suppressed alerts, acknowledged")
        .callback(c -> c.call((double) parts.counters().copies()))
        .register(registry);
    Series.counter("lastgasp_ad1_suppressed_total", "Alerts suppressed, with a record in the log")
        .labelNames("distributor")
        .fromTheStart(() -> distributors().map(List::of))
        .callback(c -> parts.counters().suppressed().forEach((d, n) -> c.call(n, d)))
        .register(registry);
    Series.counter("lastgasp_ad1_forwarded_total", "Alerts forwarded, by the reason of the verdict")
        .labelNames("reason", "distributor")
        .fromTheStart(
            () ->
                Stream.of(Reason.values())
                    .flatMap(reason -> distributors().map(d -> List.of(reason.code(), d))))
        .callback(
            c ->
                parts
                    .counters()
                    .forwarded()
                    .forEach((label, n) -> c.call(n, label.reason(), label.distributor())))
        .register(registry);
    Series.counter(
            "lastgasp_ad1_stand_for_total",
            "Alerts that AD1 messages stand for by their throttled counts, by verdict")
        .labelNames("verdict")
        .fromTheStart(List.of("suppressed", "forwarded"))
        .callback(c -> parts.counters().standFor().forEach((verdict, n) -> c.call(n, verdict)))
        .register(registry);
    Series.counter("lastgasp_ad1_released_total", "Alerts suppressed and delivered late")
        .callback(c -> c.call((double) parts.counters().released()))
        .register(registry);
    Series.counter("lastgasp_relayed_total", "Other messages carried, by kind")
        .labelNames("kind")
        .fromTheStart(KINDS)
        .callback(c -> parts.counters().relayed().forEach((kind, n) -> c.call(n, kind)))
        .register(registry);
    Series.counter("lastgasp_suspect_total", "Suppressed alerts that hindsight found suspect")
        .callback(c -> c.call((double) parts.hindsight().suspects()))
        .register(registry);
    recordings();
    Histograms.register(
        registry,
        "lastgasp_decision_seconds",
        "Alerts: from receipt until the verdict is durable",
        parts.counters().decisions());
  }

  private void recordings() {
    Series.counter("lastgasp_recorded_total", "Documents and answers recorded for replay")
        .callback(c -> c.call((double) parts.recorder().figures().recorded()))
        .register(registry);
    Series.counter("lastgasp_recording_lost_total", "Documents and answers left out of recordings")
        .labelNames("why")
        .callback(
            c -> {
              c.call((double) parts.recorder().figures().lost(), "not-in-time");
              c.call((double) parts.recorder().figures().withheld(), "not-pseudonymised");
            })
        .register(registry);
  }

  private Stream<String> distributors() {
    return Stream.concat(
        parts.rules().get().directory().distributors().stream().map(String::valueOf),
        Stream.of(Mpan.distributorName(OptionalInt.empty())));
  }

  private static <T> List<String> codes(T[] values, Function<T, String> code) {
    return Stream.of(values).map(code).toList();
  }

  private void windows() {
    Series.gauge("lastgasp_windows", "Windows remembered, by state")
        .labelNames("state")
        .callback(c -> parts.tracked().count(now()).forEach((s, n) -> c.call(n, Query.code(s))))
        .register(registry);
    Series.counter("lastgasp_windows_opened_total", "Windows opened, by mode")
        .labelNames("mode")
        .fromTheStart(codes(Window.Mode.values(), Window.Mode::code))
        .callback(c -> parts.counters().opened().forEach((mode, n) -> c.call(n, mode)))
        .register(registry);
    Series.counter("lastgasp_cancellations_total", "Cancellations tracked, repetitions included")
        .callback(c -> c.call((double) parts.counters().cancellations()))
        .register(registry);
    Series.counter(
            "lastgasp_activations_untracked_total", "Activation requests only relayed, by reason")
        .labelNames("reason")
        .fromTheStart(codes(NotTrackedReason.values(), NotTrackedReason::code))
        .callback(c -> parts.counters().untracked().forEach((reason, n) -> c.call(n, reason)))
        .register(registry);
    Series.counter(
            "lastgasp_blind_hub_seconds_total", "Time for which hubs' alerts were suppressed")
        .callback(c -> c.call(parts.tracked().blindness(now()).toMillis() / 1e3))
        .register(registry);
  }

  private void dsp() {
    Histograms.register(
        registry,
        "lastgasp_dsp_seconds",
        "Calls to the DSP, until the end of its answer",
        parts.counters().dsp().answerTimes());
    Series.counter("lastgasp_dsp_answers_total", "Answers of the DSP by HTTP status")
        .labelNames("status")
        .callback(c -> parts.counters().dsp().answers().forEach((status, n) -> c.call(n, status)))
        .register(registry);
    Series.counter("lastgasp_dsp_silent_total", "Calls to which the DSP gave no answer, by cause")
        .labelNames("why")
        .callback(c -> parts.counters().dsp().silences().forEach((why, n) -> c.call(n, why)))
        .register(registry);
    Series.counter(
            "lastgasp_activation_answers_total", "Activation requests relayed, by what came back")
        .labelNames("answer")
        .callback(c -> parts.counters().dsp().activations().forEach((a, n) -> c.call(n, a)))
        .register(registry);
  }

  private void operation() {
    Series.gauge("lastgasp_build_info", "1, with the version that runs")
        .labelNames("version", "java")
        .callback(c -> c.call(1, parts.version(), Runtime.version().toString()))
        .register(registry);
    Series.gauge("lastgasp_start_timestamp_seconds", "When the gateway was started")
        .callback(c -> c.call(seconds(parts.started())))
        .register(registry);
    Series.gauge(
            "lastgasp_config_last_reload_successful",
            "1 if the last reload of the configuration was taken, or there was none")
        .callback(c -> c.call(parts.operating().get().reloadTaken() ? 1 : 0))
        .register(registry);
    Series.gauge(
            "lastgasp_config_last_reload_success_timestamp_seconds",
            "When the configuration in force was read")
        .callback(c -> c.call(seconds(parts.operating().get().configRead())))
        .register(registry);
    Series.gauge("lastgasp_disk_free_bytes", "Left on the disk of the data folder")
        .callback(c -> parts.operating().get().diskFree().ifPresent(c::call))
        .register(registry);
    Series.gauge("lastgasp_disk_size_bytes", "The disk of the data folder")
        .callback(c -> parts.operating().get().diskSize().ifPresent(c::call))
        .register(registry);
  }

  private static double seconds(Instant instant) {
    return instant.toEpochMilli() / 1e3;
  }

  private void delivery() {
    Series.gauge("lastgasp_delivery_backlog", "Messages not yet taken by a Service User")
        .labelNames("user")
        .fromTheStart(NOBODY)
        .callback(c -> users((name, user) -> c.call((double) user.backlog(), name)))
        .register(registry);
    Series.gauge("lastgasp_delivery_oldest_seconds", "Age of the oldest of them")
        .labelNames("user")
        .fromTheStart(NOBODY)
        .callback(
            c ->
                users((name, user) -> c.call(StatusResponse.seconds(user.oldest(), now()), name)))
        .register(registry);
    Series.gauge("lastgasp_delivery_set_aside", "Messages that wait for a person's decision")
        .labelNames("user")
        .fromTheStart(NOBODY)
        .callback(c -> users((name, user) -> c.call((double) user.deadLetters(), name)))
        .register(registry);
  }

  private interface PerUser {
    void put(String name, RecipientStatus user);
  }

  /** Two users may share a name: then each is called by it and by its id. */
  private void users(PerUser each) {
    List<RecipientStatus> users = parts.delivery().status();
    Map<String, Long> named =
        users.stream().collect(Collectors.groupingBy(RecipientStatus::name, Collectors.counting()));
    users.forEach(
        user -> {
          boolean shared = named.getOrDefault(user.name(), 0L) > 1;
          each.put(shared ? user.name() + " " + user.id() : user.name(), user);
        });
  }

  private void reports() {
    Series.gauge(
            "lastgasp_log_oldest_unreported_seconds",
            "Age of the oldest suppressed alert that is not in a report every target has")
        .callback(c -> c.call(StatusResponse.seconds(parts.reports().oldestUnreported(), now())))
        .register(registry);
    Series.gauge(
            "lastgasp_report_last_success_timestamp_seconds",
            "When a target took a report last; of the target for which that is longest ago")
        .callback(c -> lastSuccess(c::call))
        .register(registry);
    Series.gauge("lastgasp_report_unsent", "Reports that a target does not have")
        .labelNames("target")
        .callback(
            c ->
                parts
                    .reports()
                    .status()
                    .targets()
                    .forEach(target -> c.call((double) target.waiting(), target.name())))
        .register(registry);
  }

  /** 0 as long as a target never took one. */
  private void lastSuccess(DoubleConsumer to) {
    parts.reports().status().targets().stream()
        .map(target -> target.lastSuccess().orElse(Instant.EPOCH))
        .min(Comparator.naturalOrder())
        .ifPresent(longestAgo -> to.accept(seconds(longestAgo)));
  }

  private void health() {
    Series.gauge("lastgasp_switch", "1 for the position the switch is in")
        .labelNames("state")
        .callback(
            c -> {
              Switch position = parts.tracked().position();
              for (Switch each : Switch.values()) {
                c.call(each == position ? 1 : 0, each.code());
              }
            })
        .register(registry);
    Series.gauge("lastgasp_state", "1 for what happens to an alert that arrives now")
        .labelNames("state")
        .callback(
            c -> {
              GatewayState.Effect now = parts.state().get().effect();
              for (GatewayState.Effect each : GatewayState.Effect.values()) {
                c.call(each == now ? 1 : 0, each.code());
              }
            })
        .register(registry);
    Series.gauge(
            "lastgasp_storm_orders",
            "Operators' orders in force to forward everything of a place")
        .callback(c -> c.call(parts.tracked().overrides().storms().size()))
        .register(registry);
    Series.gauge(
            "lastgasp_certificate_expiry_timestamp_seconds",
            "When what a file of TLS material holds ends, or its successor is due")
        .labelNames("key", "file")
        .callback(
            c ->
                parts
                    .expiries()
                    .get()
                    .forEach(
                        each ->
                            c.call(
                                (double) each.end().getEpochSecond(),
                                each.key(),
                                each.file().toString())))
        .register(registry);
    Series.counter(
            "lastgasp_receive_refused_total", "Messages for Service Users of who is not the DSP")
        .callback(c -> c.call((double) parts.counters().refusedSenders()))
        .register(registry);
    Series.gauge("lastgasp_degraded", "1 for each thing that works less well than it should")
        .labelNames("reason")
        .fromTheStart(Remedies.reasons())
        .callback(
            c ->
                parts.degraded().get().stream()
                    .map(StandingIssues.Issue::reason)
                    .distinct() // a reason may stand for several receivers or files
                    .forEach(reason -> c.call(1, reason)))
        .register(registry);
    Series.gauge("lastgasp_inventory_age_seconds", "Since the inventory in force was imported")
        .callback(c -> age(c::call))
        .register(registry);
    Series.counter(
            "lastgasp_journal_append_errors_total", "Appends the journal could not make durable")
        .callback(c -> c.call((double) parts.counters().appendErrors()))
        .register(registry);
  }

  private void age(DoubleConsumer to) {
    if (parts.inventory().status().devices() instanceof DatasetStatus.InForce inForce) {
      to.accept(StatusResponse.seconds(Optional.of(inForce.imported()), now()));
    }
  }

  private Instant now() {
    return parts.clock().instant();
  }
}
