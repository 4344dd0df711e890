package org.lastgasp.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.lastgasp.config.Config;
import org.lastgasp.delivery.Delivery;
import org.lastgasp.delivery.RecipientStatus;
import org.lastgasp.files.CountText;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Lane;
import org.lastgasp.worker.HealthIssue;

/** The health of receivers: failing receivers, waiting messages, dead letters. */
final class DeliveryHealth {
  private static final long MIB = 1L << 20;
  private static final long AN_ENTRY = 1_500; // bytes: an alert with its facts, as measured

  private final Delivery delivery;
  private final Supplier<Config.Delivery> limits;
  private final InstantSource clock;

  /** Of one gateway. */
  DeliveryHealth(
      Delivery delivery,
      Supplier<Config.Delivery> limits,
      InstantSource clock) {
    this.delivery = delivery;
    this.limits = limits;
    this.clock = clock;
  }

  List<HealthIssue> issues() {
    List<HealthIssue> found = new ArrayList<>();
    for (RecipientStatus user : delivery.status()) {
      failing(found, user);
      old(found, user);
      aside(found, user);
    }
    large(found);
    return found;
  }

  /** Of those who are to get something: nothing waits for one who is configured no longer. */
  private static void failing(List<HealthIssue> found, RecipientStatus user) {
    if (user.endpoint().isEmpty()) {
      return;
    }
    for (RecipientStatus.Failing lane : user.lanes()) {
      String what = lane.lane() == Lane.ALERTS ? "AD1s" : "other messages";
      found.add(
          new HealthIssue(
              "receiver-failing",
              "%s has failed with %s since %s, last with \"%s\"; %s: look at %s"
                  .formatted(
                      user.name(), what, lane.since(), lane.answer(), waiting(user),
                      user.endpoint().get())));
    }
    if (user.lanes().isEmpty() && user.parked() > 0) {
      found.add(
          new HealthIssue(
              "receiver-failing",
              user.name() + " takes messages, but fails with " + user.parked()
                  + " others or has them wait behind those, last with \"" + user.lastAnswer()
                  + "\": look at its log"));
    }
  }

  private void old(List<HealthIssue> found, RecipientStatus user) {
    Duration limit = limits.get().backlogAge();
    Instant now = clock.instant();
    Optional<Duration> age = user.oldest().map(oldest -> Duration.between(oldest, now));
    if (age.filter(old -> old.compareTo(limit) > 0).isPresent()) {
      found.add(
          new HealthIssue(
              "delivery-backlog",
              waiting(user) + " for " + user.name() + ", the oldest since "
                  + user.oldest().orElseThrow() + ", last answer \"" + user.lastAnswer()
                  + "\": look at the receiver; nothing is lost"));
    }
  }

  private static String waiting(RecipientStatus user) {
    return user.more()
        ? user.backlog() + " and more messages wait"
        : CountText.of(user.backlog(), "message waits", "messages wait");
  }

  private void large(List<HealthIssue> found) {
    long bytes = delivery.copiedBytes() + delivery.behind() * AN_ENTRY;
    if (bytes > limits.get().backlogSize()) {
      found.add(
          new HealthIssue(
              "delivery-backlog",
              String.format(
                  Locale.ROOT,
                  "about %d MiB wait or are dead letters: look at the receivers, and at the disk",
                  bytes / MIB)));
    }
  }

  private static void aside(List<HealthIssue> found, RecipientStatus user) {
    if (user.deadLetters() == 0) {
      return;
    }
    boolean gone = user.endpoint().isEmpty();
    String whose =
        user.id().equals(Event.NOBODY)
            ? " messages for nobody configured"
            : gone
                ? " messages for " + user.name() + ", who is configured no longer"
                : " for " + user.name();
    found.add(
        new HealthIssue(
            gone ? "no-recipient" : "set-aside",
            user.deadLetters() + whose + ": see lastgasp dead-letters"));
  }
}
