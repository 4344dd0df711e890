package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.policy.StormOrder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastgasp storm}. */
@Command(
    name = "storm",
    description = {
      "Shows the storm orders, gives one, or takes one back.",
      "  on   every alert of the place is forwarded, whatever windows say",
      "  off  takes back the order for just this place",
      "Without --distributor and --region the place is everywhere. Without --for an",
      "order stands until it is taken back, and is degraded after twelve hours."
    },
    footer = {
      "  lastgasp storm on --distributor 20 --region North --for 6h --reason \"gale\"",
      "  lastgasp storm off --distributor 20 --region North --reason \"it is over\""
    })
final class StormCommand implements Callable<Integer> {
  private static final List<String> COLUMNS =
      List.of("distributor", "region", "since", "until", "by", "reason");

  @Parameters(
      arity = "0..1",
      paramLabel = "on|off",
      description = "Give or take back; without it, the orders are shown.")
  private StormOrder.@Nullable Order to;

  @Option(names = "--distributor", paramLabel = "N", description = "Only of this one: 0 to 99.")
  private @Nullable Integer distributor;

  @Option(
      names = "--region",
      paramLabel = "R",
      description = "Only there, as the inventory's column region has it.")
  private String region = "";

  @Option(
      names = "--for",
      paramLabel = "D",
      description = "How long the order stands, as 6h or 90m; 31 days at most.")
  private @Nullable Duration length;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why; must be given with on and off. It is recorded with your name.")
  private String reason = "";

  @Mixin private GatewayOption gateway = new GatewayOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  StormCommand(Console console) {
    this.console = console;
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
      print(OverrideRequest.shown(console, gateway));
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
    ObjectNode order = OverrideRequest.of(wanted.get().code(), reason);
    whose.ifPresent(n -> order.put("distributor", n));
    Optional.ofNullable(length).ifPresent(l -> order.put("for", l.toSeconds() + "s"));
    if (!region.isBlank()) {
      order.put("region", region.strip());
    }
    print(OverrideRequest.given(console, gateway, "/api/v1/storm", order));
    return Exit.DONE;
  }

  private void print(JsonNode standing) {
    JsonNode storms = standing.path("storms");
    if (output.isJson()) {
      ObjectNode json = CliJson.MAPPER.createObjectNode();
      json.set("storms", storms);
      console.say(json);
    } else if (storms.isEmpty()) {
      console.say("no storm order is in force");
    } else {
      Table.of(storms, COLUMNS).lines().forEach(console::say);
    }
  }
}
