package org.lastgasp.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.lastgasp.api.BlindResponse;
import org.lastgasp.hindsight.WorkList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lastgasp blind}. */
@Command(
    name = "blind",
    description = {
      "Lists the hubs whose alerts are suppressed now, or from a known time on.",
      "A real outage of such a hub is not reported while its window lasts."
    },
    footer = {
      "  lastgasp blind --distributor 20",
      "  lastgasp blind -o json"
    })
final class BlindCommand implements Callable<Integer> {
  private static final int PAGE = 1_000;
  private static final List<String> COLUMNS =
      List.of("hub", "meter", "mpan", "distributor", "now", "from", "until");

  @Option(
      names = "--distributor",
      paramLabel = "N",
      description = "Only this distributor: a number from 0 to 99, or unknown.")
  private String distributor = "";

  @Mixin private GatewayOption gateway;
  private final Console console;

  BlindCommand(Console console) {
    this.console = console;
    this.gateway = new GatewayOption(console);
  }

  @Override
  public Integer call() {
    WorkList.Whose whose = WorkListCommand.whose(distributor);
    BlindResponse found =
        gateway.askAll(
            "/api/v1/blind",
            GatewayOption.query("distributor", distributor, "limit", PAGE),
            BlindResponse.class,
            folder -> folder.blind(whose));
    if (!found.suppressing()) {
      console.remark("the switch is not at enforce: every alert is forwarded");
    }
    gateway.print(found, found.blind(), COLUMNS, "no hub is blind");
    return Exit.DONE;
  }
}
