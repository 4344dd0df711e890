package org.lastgasp.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.ClockResponse;
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

  /** The orders that can be given. */
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

  @Mixin private GatewayOption gateway;

  ClockCommand(Console console) {
    this.gateway = new GatewayOption(console);
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
        gateway.order(
            PATH,
            Map.of(),
            GatewayOption.reasoned("trusted", reason),
            ClockResponse.class,
            "; what was ordered before still stands"));
    return Exit.DONE;
  }

  /** Of a running gateway alone: without one no clock is compared. */
  private ClockResponse shown() {
    GatewayClient client = gateway.client();
    return switch (client.get(PATH, Map.of())) {
      case GatewayClient.Answer.Done done -> done.as(ClockResponse.class);
      case GatewayClient.Answer.Refused refused -> throw GatewayOption.refused(client, refused);
      case GatewayClient.Answer.Silent silent ->
          throw gateway.silent(client, silent, "; the clock is compared once it runs");
    };
  }

  private void print(ClockResponse clock) {
    String said =
        clock.state().equals("behind")
            ? "behind: it is %s, the journal has come to %s; nothing is suppressed before that"
                .formatted(clock.now(), clock.suppressesFrom())
            : "trusted: it is " + clock.now();
    gateway.print(clock, List.of(said));
  }
}
