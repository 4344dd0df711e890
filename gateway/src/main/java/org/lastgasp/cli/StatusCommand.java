package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
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

  @Mixin private GatewayOption gateway = new GatewayOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    JsonNode status = status(gateway.client(console));
    if (output.isJson()) {
      console.say(status);
    } else {
      print(status);
    }
    return Exit.DONE;
  }

  private JsonNode status(GatewayClient client) {
    return switch (client.get("/api/v1/status", Map.of())) {
      case GatewayClient.Answer.Done done -> done.body();
      case GatewayClient.Answer.Refused refused -> throw GatewayOption.refused(client, refused);
      case GatewayClient.Answer.Silent silent ->
          DataFolder.instead(console, gateway, client, silent).status();
    };
  }

  private void print(JsonNode status) {
    wrapped("", status.path("sentence").asText());
    wrapped("", status.path("because").asText());
    JsonNode degraded = status.path("degraded");
    if (status.path("running").asBoolean(true)) {
      console.say("");
      console.say(degraded.isEmpty() ? "Nothing is degraded." : "Degraded:");
    }
    for (JsonNode each : degraded) {
      console.say("  " + each.path("reason").asText());
      wrapped("    ", each.path("detail").asText());
      wrapped("    ", "to do: " + each.path("to_do").asText());
    }
    console.say("");
    numbers(status);
  }

  private void numbers(JsonNode status) {
    JsonNode list = status.path("to_look_at");
    line(
        "To look at",
        list.isObject()
            ? number(list.path("count")) + (list.path("more").asBoolean() ? " or more" : "")
                + (list.path("oldest").isTextual()
                    ? ", the oldest of " + list.path("oldest").asText() + "; "
                        + number(list.path("suspects")) + " suspect"
                    : "")
            : "not known");
    JsonNode blind = status.path("blind");
    line(
        "Hubs blind now",
        number(blind.path("hubs"))
            + (blind.path("until").isTextual()
                ? " in " + number(blind.path("distributors")) + ", the last until "
                    + blind.path("until").asText()
                : ""));
    line("Suppressed, last hour", suppressed(status.path("last_hour")));
    line("Suppressed, last 24 h", suppressed(status.path("last_day")));
    JsonNode waiting = status.path("waiting");
    if (waiting.isObject()) {
      line(
          "Waiting for delivery",
          number(waiting.path("messages")) + (waiting.path("more").asBoolean() ? " or more" : "")
              + (waiting.path("messages").asLong() > 0
                  ? ", the oldest for " + waiting.path("oldest_seconds").asLong() + " s"
                  : "")
              + "; " + number(waiting.path("dead_letters")) + " dead letters");
    }
  }

  private static String suppressed(JsonNode counts) {
    if (!counts.isObject()) {
      return "not known";
    }
    long would = counts.path("would_suppress").asLong();
    return number(counts.path("suppressed")) + " of " + number(counts.path("received"))
        + " received" + (would > 0 ? "; observed only: " + would : "");
  }

  private static String number(JsonNode value) {
    return String.format(Locale.ROOT, "%,d", value.asLong());
  }

  private void line(String name, String value) {
    console.say(String.format(Locale.ROOT, "%-22s %s", name, value));
  }

  private void wrapped(String margin, String text) {
    List<String> lines = text.isEmpty() ? List.of() : Wrapped.lines(text, WIDTH - margin.length());
    lines.forEach(line -> console.say(margin + line));
  }
}
