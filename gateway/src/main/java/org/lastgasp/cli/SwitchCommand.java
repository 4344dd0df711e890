package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.policy.Switch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastgasp switch}. */
@Command(
    name = "switch",
    description = {
      "Shows or sets the switch.",
      "  off      nothing is tracked or judged; every window ends for good. Asks",
      "           first on a terminal",
      "  observe  tracked and judged, recorded as would-suppress; all is forwarded",
      "  enforce  the alerts of tracked activations are suppressed"
    },
    footer = {
      "  lastgasp switch",
      "  lastgasp switch observe --reason \"storm over the north, call 4711\"",
      "  lastgasp switch off --reason \"fault in the list, call 4711\" --yes"
    })
final class SwitchCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "off|observe|enforce",
      description = "The new state (default: show it).")
  private @Nullable Switch to;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why; required to set it. Recorded with your name.")
  private String reason = "";

  @Option(names = "--yes", description = "Switch off without asking.")
  private boolean sure;

  @Mixin private GatewayOption gateway = new GatewayOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  SwitchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Optional<Switch> wanted = Optional.ofNullable(to);
    if (wanted.isEmpty()) {
      if (!reason.isEmpty()) {
        throw new CommandFailed(Exit.WRONG_USE, "--reason without off, observe or enforce");
      }
      print(shown(gateway.client(console)));
      return Exit.DONE;
    }
    if (reason.isBlank()) {
      throw new CommandFailed(Exit.WRONG_USE, "setting the switch needs a --reason");
    }
    GatewayClient client = gateway.client(console);
    if (wanted.get() == Switch.OFF && !sure && !isWanted(client)) {
      throw new CommandFailed(Exit.FAILED, "nothing was changed");
    }
    set(client, wanted.get());
    return Exit.DONE;
  }

  /** Asks, if anybody can be: what is turned off does not come back. */
  private boolean isWanted(GatewayClient client) {
    if (!(client.get("/api/v1/switch", Map.of()) instanceof GatewayClient.Answer.Done done)) {
      return true; // setting it will say why
    }
    long windows = done.body().path("windows").asLong();
    long notBegun = done.body().path("not_begun").asLong();
    String question =
        String.format(
            Locale.ROOT,
            "Off ends %s for good, %d of them not yet begun. Nothing is suppressed until the%n"
                + "switch is set again and activations are requested anew. Turn it off? [y/N] ",
            windows == 1 ? "1 window" : windows + " windows",
            notBegun);
    return console
        .terminal()
        .ask(question)
        .map(answer -> answer.equals("y") || answer.equals("yes"))
        .orElse(true);
  }

  private String shown(GatewayClient client) {
    return switch (client.get("/api/v1/status", Map.of())) {
      case GatewayClient.Answer.Done done -> done.body().path("switch").asText();
      case GatewayClient.Answer.Refused refused -> throw GatewayOption.refused(client, refused);
      case GatewayClient.Answer.Silent silent ->
          DataFolder.instead(console, gateway, client, silent).position().code();
    };
  }

  private void set(GatewayClient client, Switch wanted) {
    ObjectNode order = CliJson.MAPPER.createObjectNode();
    order.put("to", wanted.code());
    order.put("reason", reason.strip());
    order.put("by", System.getProperty("user.name", "unknown"));
    switch (client.post(
        "/api/v1/switch", Map.of(), "application/json", BodyPublishers.ofString(order + ""))) {
      case GatewayClient.Answer.Done done -> print(done.body());
      case GatewayClient.Answer.Refused refused -> throw GatewayOption.refused(client, refused);
      case GatewayClient.Answer.Silent silent ->
          throw gateway.silent(client, silent.why(), "; the next start takes up where it stood");
    }
  }

  private void print(JsonNode done) {
    if (output.isJson()) {
      console.say(done);
    } else {
      console.say(done.path("said").asText(done.path("switch").asText()));
    }
  }

  private void print(String position) {
    if (output.isJson()) {
      console.say(CliJson.MAPPER.createObjectNode().put("switch", position));
    } else {
      console.say(position);
    }
  }
}
