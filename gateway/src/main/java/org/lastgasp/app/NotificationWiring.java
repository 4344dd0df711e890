package org.lastgasp.app;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.lastgasp.api.Remedies;
import org.lastgasp.client.JsonPost;
import org.lastgasp.config.Config;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.notification.MailTarget;
import org.lastgasp.notification.NoticeTarget;
import org.lastgasp.notification.Notifier;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.worker.ClusterStatus;
import org.lastgasp.worker.HealthIssue;

/** The wiring of notices: the targets, and the issues they are sent. */
final class NotificationWiring {
  private NotificationWiring() {}

  /** A notifier for each target that is configured. */
  static List<Notifier> open(
      Config config,
      Supplier<List<HealthIssue>> issues,
      Supplier<Optional<ClusterStatus>> cluster,
      WorkList worklist,
      InstantSource clock,
      Supplier<SSLContext> calls) {
    Notifier.Pace pace = Notifier.Pace.usual();
    Config.Notices wanted = config.notices();
    String name = config.name().isEmpty() ? "lastgasp" : config.name();
    List<NoticeTarget> targets = new ArrayList<>();
    wanted
        .alertmanager()
        .ifPresent(
            url ->
                targets.add(
                    NoticeTarget.alertmanager(
                        url, name, new JsonPost(Optional.of(calls)))));
    wanted
        .webhook()
        .ifPresent(
            url ->
                targets.add(
                    NoticeTarget.webhook(
                        url, wanted.webhookSecret(), name, new JsonPost(Optional.of(calls)))));
    wanted.mail().ifPresent(mail -> targets.add(new MailTarget(mail, name, calls)));
    wanted.webhookSecret().ifPresent(AccessWiring::warnIfOthersRead);
    wanted.mail().flatMap(MailTarget.Settings::password).ifPresent(AccessWiring::warnIfOthersRead);
    String own = config.listen().admin().toString();
    Supplier<List<NoticeTarget.Notice>> source =
        () -> {
          List<NoticeTarget.Notice> notices = new ArrayList<>();
          suspects(worklist, clock).ifPresent(notices::add);
          notices.addAll(degraded(own, issues.get(), cluster.get()));
          return notices;
        };
    return targets.stream().map(target -> new Notifier(target, source, clock, pace)).toList();
  }

  /** Reasons alone: their details may name devices and people. One for all nodes that have it. */
  static List<NoticeTarget.Notice> degraded(
      String own, List<HealthIssue> issues, Optional<ClusterStatus> cluster) {
    Map<String, Set<String>> nodes = new LinkedHashMap<>(); // by reason
    issues.forEach(issue -> add(nodes, issue.reason(), own));
    cluster.stream()
        .flatMap(status -> status.nodes().stream())
        .filter(node -> !node.name().equals(own))
        .forEach(node -> node.degraded().forEach(reason -> add(nodes, reason, node.name())));
    nodes.remove(Notifier.UNTOLD);
    List<NoticeTarget.Notice> notices = new ArrayList<>();
    nodes.forEach(
        (reason, on) -> {
          String where = cluster.isPresent() ? " on " + String.join(", ", on) : "";
          notices.add(
              new NoticeTarget.Notice(
                  reason, on.size(), "the gateway is degraded" + where + ": " + reason,
                  Remedies.of(reason)));
        });
    return notices;
  }

  private static void add(Map<String, Set<String>> nodes, String reason, String node) {
    var unused = nodes.computeIfAbsent(reason, r -> new TreeSet<>()).add(node);
  }

  private static Optional<NoticeTarget.Notice> suspects(WorkList worklist, InstantSource clock) {
    try {
      long suspects = worklist.standing(clock.instant()).suspect();
      return suspects == 0
          ? Optional.empty()
          : Optional.of(
              new NoticeTarget.Notice(
                  "suspect",
                  suspects,
                  "suppressed alerts that may have been real outages: " + suspects,
                  "look at each: lastgasp worklist"));
    } catch (StoreUnavailable unavailable) {
      return Optional.empty(); // which is degraded, and so told
    }
  }
}
