package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
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
      "Shows the switch, or sets it.",
      "  off      nothing is tracked or judged, and every window is ended for good",
      "  observe  tracked and judged, recorded as would-suppress, all is forwarded",
      "  enforce  the alerts of tracked activations are held back"
    },
    footer = {
      "  lastgasp switch",
      "  lastgasp switch observe --reason \"storm over the north, call 4711\""
    })
final class SwitchVerb implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "off|observe|enforce",
      description = "What to set it to; without it, it is shown.")
  private @Nullable Switch to;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why; must be given to set it. It is recorded with your name.")
  private String reason = "";

  @Mixin private GatewayOption gateway = new GatewayOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  SwitchVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Optional<Switch> wanted = Optional.ofNullable(to);
    if (wanted.isEmpty()) {
      if (!reason.isEmpty()) {
        throw new VerbFailed(Exit.WRONG_USE, "--reason without off, observe or enforce");
      }
      print(shown(gateway.client(console)));
      return Exit.DONE;
    }
    if (reason.isBlank()) {
      throw new VerbFailed(Exit.WRONG_USE, "setting the switch needs a --reason");
    }
    set(gateway.client(console), wanted.get());
    return Exit.DONE;
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
    ObjectNode order = Console.JSON.createObjectNode();
    order.put("to", wanted.code());
    order.put("reason", reason.strip());
    order.put("by", System.getProperty("user.name", "unknown"));
    switch (client.post(
        "/api/v1/switch", Map.of(), "application/json", BodyPublishers.ofString(order + ""))) {
      case GatewayClient.Answer.Done done -> print(word(done.body()).orElse(wanted.code()));
      case GatewayClient.Answer.Refused refused -> throw GatewayOption.refused(client, refused);
      case GatewayClient.Answer.Silent silent ->
          throw gateway.silent(client, silent.why(), "; the next start takes up where it stood");
    }
  }

  private static Optional<String> word(JsonNode body) {
    return Optional.of(body.path("switch").asText()).filter(text -> !text.isEmpty());
  }

  private void print(String position) {
    if (output.isJson()) {
      console.say(Console.JSON.createObjectNode().put("switch", position));
    } else {
      console.say(position);
    }
  }
}
