package org.lastgasp.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.OverridesResponse;
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

  /** The orders that can be given. */
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

  @Mixin private GatewayOption gateway;

  BreakerCommand(Console console) {
    this.gateway = new GatewayOption(console);
  }

  @Override
  public Integer call() {
    if (Optional.ofNullable(order).isEmpty()) {
      if (!reason.isEmpty()) {
        throw new CommandFailed(Exit.WRONG_USE, "--reason without close");
      }
      print(
          gateway.ask(
              "/api/v1/breaker",
              Map.of(),
              OverridesResponse.class,
              DataFolder::overrides));
      return Exit.DONE;
    }
    if (reason.isBlank()) {
      throw new CommandFailed(Exit.WRONG_USE, "closing the breaker needs a --reason");
    }
    print(
        gateway.order(
            "/api/v1/breaker",
            Map.of(),
            GatewayOption.reasoned("closed", reason),
            OverridesResponse.class,
            "; what was ordered before still stands"));
    return Exit.DONE;
  }

  private void print(OverridesResponse standing) {
    OverridesResponse.Position breaker = standing.breaker();
    String said =
        breaker.position().equals("open")
            ? "open since %s: %s".formatted(breaker.since(), breaker.why())
            : breaker.position();
    gateway.print(breaker, List.of(said));
  }
}
