package org.lastgasp.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.lastgasp.api.ReloadResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lastgasp reload}. */
@Command(
    name = "reload",
    description = {
      "Has the gateway read its configuration, lists and identities again.",
      "If the configuration or a file of keys, certificates, secrets or identities",
      "has a fault, nothing changes, and every fault is named. A list that is refused",
      "leaves the list before in force, and the rest is taken; it exits with 1 then.",
      "The same as SIGHUP."
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
    ReloadResponse done =
        gateway.order("/api/v1/reload", Map.of(), Map.of(), ReloadResponse.class, "");
    gateway.print(
        done, () -> console.say("reloaded; config hash " + done.configHash()));
    done.keptLists().forEach(why -> console.err().println("the list before was kept: " + why));
    return done.keptLists().isEmpty() ? Exit.DONE : Exit.FAILED;
  }
}
