package org.lastgasp.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.Overview;
import org.lastgasp.api.StatusResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lastgasp status}. */
@Command(
    name = "status",
    description = {
      "Shows what happens to an alert now, and what is degraded.",
      "Also how to fix it, and the number of work-list items, blind hubs, suppressed",
      "alerts and waiting messages. If no gateway answers, its data folder is read: it",
      "shows the state after the next start."
    },
    footer = {"  lastgasp status", "  lastgasp status -o json"})
final class StatusCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  @Mixin private GatewayOption gateway;
  private final Console console;

  StatusCommand(Console console) {
    this.console = console;
    this.gateway = new GatewayOption(console);
  }

  @Override
  public Integer call() {
    StatusResponse status =
        gateway.ask(
            "/api/v1/status", Map.of(), StatusResponse.class, DataFolder::status);
    gateway.print(status, () -> print(status));
    return Exit.DONE;
  }

  private void print(StatusResponse status) {
    wrapped("", status.sentence());
    wrapped("", status.because());
    if (!Boolean.FALSE.equals(status.running())) {
      console.say("");
      console.say(status.degraded().isEmpty() ? "Nothing is degraded." : "Degraded:");
    }
    for (StatusResponse.Degraded each : status.degraded()) {
      console.say("  " + each.reason());
      wrapped("    ", each.detail());
      wrapped("    ", "since " + each.since() + "; " + each.effect());
      wrapped("    ", "to do: " + each.toDo());
    }
    console.say("");
    numbers(status.overview());
    Optional.ofNullable(status.waiting()).ifPresent(this::waiting);
    Optional.ofNullable(status.gateway())
        .flatMap(parts -> Optional.ofNullable(parts.cluster()))
        .ifPresent(this::cluster);
  }

  private void cluster(StatusResponse.Cluster cluster) {
    line("Not decided yet", number(cluster.waiting()));
    cluster.nodes().forEach(node -> line("Node", node.text()));
  }

  private void numbers(Overview overview) {
    line("To look at", Optional.ofNullable(overview.toLookAt())
        .map(StatusCommand::items)
        .orElse("not known"));
    Overview.Blind blind = overview.blind();
    line(
        "Hubs blind now",
        number(blind.hubs())
            + (blind.until() == null
                ? ""
                : " in " + number(blind.distributors()) + ", the last until "
                    + second(blind.until())));
    line("Suppressed, last hour", suppressed(overview.lastHour()));
    line("Suppressed, last 24 h", suppressed(overview.lastDay()));
  }

  private static Instant second(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS);
  }

  private static String items(Overview.ToLookAt list) {
    return number(list.count()) + (list.more() ? " or more" : "")
        + (list.oldest() == null
            ? ""
            : ", the oldest of " + second(list.oldest()) + "; " + number(list.suspects())
                + " suspect");
  }

  private void waiting(StatusResponse.Waiting waiting) {
    line(
        "Waiting for delivery",
        number(waiting.messages()) + (waiting.more() ? " or more" : "")
            + (waiting.messages() > 0
                ? ", the oldest for " + (long) waiting.oldestSeconds() + " s"
                : "")
            + "; " + number(waiting.deadLetters()) + " dead letters");
  }

  private static String suppressed(Overview.@Nullable Counts counts) {
    if (counts == null) {
      return "not known";
    }
    long would = counts.wouldSuppress();
    return number(counts.suppressed()) + " of " + number(counts.received())
        + " received" + (would > 0 ? "; observed only: " + would : "")
        + (counts.notRecorded() > 0
            ? "; not recorded: " + number(counts.notRecorded()) + " handed over"
            : "");
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private void line(String name, String value) {
    console.say(String.format(Locale.ROOT, "%-22s %s", name, value));
  }

  private void wrapped(String margin, String text) {
    List<String> lines = text.isEmpty() ? List.of() : Wrapped.lines(text, WIDTH - margin.length());
    lines.forEach(line -> console.say(margin + line));
  }
}
