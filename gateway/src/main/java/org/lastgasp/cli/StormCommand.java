package org.lastgasp.cli;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.OverridesResponse;
import org.lastgasp.policy.StormOrder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastgasp storm}. */
@Command(
    name = "storm",
    description = {
      "Shows, gives or cancels storm orders.",
      "  on   every alert there is forwarded, whatever the windows say",
      "  off  cancels the order for exactly this distributor and region",
      "Without --distributor and --region the order applies everywhere. Without --for it",
      "stays active until cancelled, and is degraded after twelve hours."
    },
    footer = {
      "  lastgasp storm on --distributor 20 --region North --for 6h --reason \"gale\"",
      "  lastgasp storm off --distributor 20 --region North --reason \"it is over\""
    })
final class StormCommand implements Callable<Integer> {
  private static final String PATH = "/api/v1/storm";
  private static final List<String> COLUMNS =
      List.of("distributor", "region", "since", "until", "by", "reason");

  @Parameters(
      arity = "0..1",
      paramLabel = "on|off",
      description = "Give or cancel an order (default: show the orders).")
  private StormOrder.@Nullable Order to;

  @Option(names = "--distributor", paramLabel = "N", description = "Only this one: 0 to 99.")
  private @Nullable Integer distributor;

  @Option(
      names = "--region",
      paramLabel = "R",
      description = "Limit to this region (as in inventory column region).")
  private String region = "";

  @Option(
      names = "--for",
      paramLabel = "D",
      description = "How long the order is active, as 6h or 90m; at most 31 days.")
  private @Nullable Duration length;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why; required with on and off. Recorded with your name.")
  private String reason = "";

  @Mixin private GatewayOption gateway;
  private final Console console;

  StormCommand(Console console) {
    this.console = console;
    this.gateway = new GatewayOption(console);
  }

  @Override
  public Integer call() {
    Optional<StormOrder.Order> wanted = Optional.ofNullable(to);
    Optional<Integer> whose = Optional.ofNullable(distributor);
    if (wanted.isEmpty()) {
      boolean said = whose.isPresent() || !region.isEmpty() || !reason.isEmpty();
      if (said || Optional.ofNullable(length).isPresent()) {
        throw new CommandFailed(
            Exit.WRONG_USE, "--distributor, --region, --for and --reason go with on or off");
      }
      print(
          gateway.ask(
              PATH, Map.of(), OverridesResponse.class, DataFolder::overrides));
      return Exit.DONE;
    }
    if (reason.isBlank()) {
      throw new CommandFailed(Exit.WRONG_USE, "a storm order needs a --reason");
    }
    if (whose.filter(n -> n < 0 || n > 99).isPresent()) {
      throw new CommandFailed(
          Exit.WRONG_USE, "--distributor: expected 0 to 99 but was '" + whose.get() + "'");
    }
    if (wanted.get() == StormOrder.Order.OFF && Optional.ofNullable(length).isPresent()) {
      throw new CommandFailed(
          Exit.WRONG_USE, "--for goes with on: off takes an order back at once");
    }
    Map<String, Object> order = GatewayOption.reasoned(wanted.get().code(), reason);
    whose.ifPresent(n -> order.put("distributor", n));
    Optional.ofNullable(length).ifPresent(l -> order.put("for", l.toSeconds() + "s"));
    if (!region.isBlank()) {
      order.put("region", region.strip());
    }
    print(
        gateway.order(
            PATH, Map.of(), order, OverridesResponse.class,
            "; what was ordered before still stands"));
    return Exit.DONE;
  }

  private void print(OverridesResponse standing) {
    gateway.print(Map.of("storms", standing.storms()), () -> table(standing));
  }

  private void table(OverridesResponse standing) {
    if (standing.storms().isEmpty()) {
      console.say("no storm order is in force");
    } else {
      Table.of(standing.storms(), COLUMNS).lines().forEach(console::say);
    }
  }
}
