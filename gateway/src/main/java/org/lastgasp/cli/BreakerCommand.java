package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastgasp breaker}. */
@Command(
    name = "breaker",
    description = {
      "Shows the breaker, or closes it.",
      "It opens by itself when too many alerts are suppressed. While it is open and the",
      "guard breaker is on, everything is forwarded. It closes after a quiet time or by this",
      "command, and then counts from zero."
    },
    footer = {
      "  lastgasp breaker",
      "  lastgasp breaker close --reason \"a campaign, as planned\""
    })
final class BreakerCommand implements Callable<Integer> {

  /** What can be ordered. */
  enum Order {
    CLOSE
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "close",
      description = "Close it (default: show it).")
  private @Nullable Order order;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why; required to close it. Recorded with your name.")
  private String reason = "";

  @Mixin private GatewayOption gateway = new GatewayOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  BreakerCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (Optional.ofNullable(order).isEmpty()) {
      if (!reason.isEmpty()) {
        throw new CommandFailed(Exit.WRONG_USE, "--reason without close");
      }
      print(OverrideRequest.shown(console, gateway));
      return Exit.DONE;
    }
    if (reason.isBlank()) {
      throw new CommandFailed(Exit.WRONG_USE, "closing the breaker needs a --reason");
    }
    print(
        OverrideRequest.given(
            console, gateway, "/api/v1/breaker", OverrideRequest.of("closed", reason)));
    return Exit.DONE;
  }

  private void print(JsonNode standing) {
    JsonNode breaker = standing.path("breaker");
    if (output.isJson()) {
      console.say(breaker);
      return;
    }
    String position = breaker.path("position").asText();
    console.say(
        position.equals("open")
            ? "open since %s: %s"
                .formatted(breaker.path("since").asText(), breaker.path("why").asText())
            : position);
  }
}
