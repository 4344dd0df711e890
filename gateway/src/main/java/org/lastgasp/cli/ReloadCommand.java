package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lastgasp reload}. */
@Command(
    name = "reload",
    description = {
      "Has the gateway read its configuration, lists and identities again.",
      "With a fault nothing changes, and every fault is named. The same as SIGHUP."
    },
    footer = "  lastgasp reload --config lastgasp.yaml")
final class ReloadCommand implements Callable<Integer> {
  @Mixin private GatewayOption gateway;
  private final Console console;

  ReloadCommand(Console console) {
    this.console = console;
    this.gateway = new GatewayOption(console);
  }

  @Override
  public Integer call() {
    JsonNode done =
        gateway.order("/api/v1/reload", Map.of(), Map.of(), JsonNode.class, "");
    gateway.print(
        done,
        () -> console.say("reloaded; config hash " + done.path("config_hash").asText()));
    return Exit.DONE;
  }
}
