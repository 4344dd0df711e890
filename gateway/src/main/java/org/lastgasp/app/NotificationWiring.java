package org.lastgasp.app;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.lastgasp.api.Remedies;
import org.lastgasp.client.JsonPost;
import org.lastgasp.config.Config;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.notification.AlertmanagerTarget;
import org.lastgasp.notification.MailTarget;
import org.lastgasp.notification.Notice;
import org.lastgasp.notification.NoticeTarget;
import org.lastgasp.notification.Notifier;
import org.lastgasp.notification.WebhookTarget;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.worker.HealthIssue;

/** The wiring of notices: who is told, and what stands. */
final class NotificationWiring {
  private NotificationWiring() {}

  /** A notifier for each target that is configured. */
  static List<Notifier> open(
      Config config,
      Supplier<List<HealthIssue>> issues,
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
                    new AlertmanagerTarget(url, name, new JsonPost(Optional.of(calls)))));
    wanted
        .webhook()
        .ifPresent(
            url ->
                targets.add(
                    new WebhookTarget(
                        url, wanted.webhookSecret(), name, new JsonPost(Optional.of(calls)))));
    wanted.mail().ifPresent(mail -> targets.add(new MailTarget(mail, name, calls)));
    wanted.webhookSecret().ifPresent(AccessWiring::warnIfOthersRead);
    wanted.mail().flatMap(MailTarget.Settings::password).ifPresent(AccessWiring::warnIfOthersRead);
    return targets.stream()
        .map(target -> new Notifier(target, () -> standing(issues, worklist, clock), clock, pace))
        .toList();
  }

  /** Reasons alone: their details may name devices and people. */
  private static List<Notice> standing(
      Supplier<List<HealthIssue>> issues, WorkList worklist, InstantSource clock) {
    List<Notice> notices = new ArrayList<>();
    suspects(worklist, clock).ifPresent(notices::add);
    Set<String> reasons = new LinkedHashSet<>();
    issues.get().forEach(issue -> reasons.add(issue.reason()));
    reasons.remove(Notifier.UNTOLD);
    for (String reason : reasons) {
      notices.add(new Notice(reason, 1, "the gateway is degraded: " + reason, Remedies.of(reason)));
    }
    return notices;
  }

  private static Optional<Notice> suspects(WorkList worklist, InstantSource clock) {
    try {
      long suspects = worklist.standing(clock.instant()).suspect();
      return suspects == 0
          ? Optional.empty()
          : Optional.of(
              new Notice(
                  "suspect",
                  suspects,
                  "suppressed alerts that may have been real outages: " + suspects,
                  "look at each: lastgasp worklist"));
    } catch (StoreUnavailable unavailable) {
      return Optional.empty(); // which is degraded, and so told
    }
  }
}
