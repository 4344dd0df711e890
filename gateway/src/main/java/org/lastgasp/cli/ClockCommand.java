package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastgasp clock}. */
@Command(
    name = "clock",
    description = {
      "Shows whether the clock is behind the journal; trusts it again.",
      "If the gateway ran with the clock ahead, the journal has instants in the future.",
      "Nothing is suppressed until they have passed, or until 'clock trust'."
    },
    footer = {
      "  lastgasp clock",
      "  lastgasp clock trust --reason \"ran a year ahead on Monday, NTP is back\""
    })
final class ClockCommand implements Callable<Integer> {
  private static final String PATH = "/api/v1/clock";

  /** What can be ordered. */
  enum Order {
    TRUST
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "trust",
      description = "The clock is right (default: show it).")
  private @Nullable Order order;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why; required to trust it. Recorded with your name.")
  private String reason = "";

  @Mixin private GatewayOption gateway = new GatewayOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  ClockCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (Optional.ofNullable(order).isEmpty()) {
      if (!reason.isEmpty()) {
        throw new CommandFailed(Exit.WRONG_USE, "--reason without trust");
      }
      print(shown());
      return Exit.DONE;
    }
    if (reason.isBlank()) {
      throw new CommandFailed(Exit.WRONG_USE, "trusting the clock needs a --reason");
    }
    print(
        OverrideRequest.given(console, gateway, PATH, OverrideRequest.of("trusted", reason)));
    return Exit.DONE;
  }

  /** Of a running gateway alone: without one no clock is compared. */
  private JsonNode shown() {
    GatewayClient client = gateway.client(console);
    return switch (client.get(PATH, Map.of())) {
      case GatewayClient.Answer.Done done -> done.body();
      case GatewayClient.Answer.Refused refused -> throw GatewayOption.refused(client, refused);
      case GatewayClient.Answer.Silent silent ->
          throw gateway.silent(client, silent.why(), "; the clock is compared once it runs");
    };
  }

  private void print(JsonNode clock) {
    if (output.isJson()) {
      console.say(clock);
      return;
    }
    String now = clock.path("now").asText();
    console.say(
        clock.path("state").asText().equals("behind")
            ? "behind: it is %s, the journal has come to %s; nothing is held back before that"
                .formatted(now, clock.path("suppresses_from").asText())
            : "trusted: it is " + now);
  }
}
