package org.lastgasp.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.lastgasp.api.BlindResponse;
import org.lastgasp.hindsight.WorkList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
      List.of(
          "hub", "meter", "mpan", "distributor", "feeder", "postcode", "now", "suppressing",
          "from", "until");

  @Mixin private DistributorOption distributor;
  @Mixin private ListOptions list = new ListOptions();
  @Mixin private GatewayOption gateway;
  private final Console console;

  BlindCommand(Console console) {
    this.console = console;
    this.distributor = new DistributorOption(console);
    this.gateway = new GatewayOption(console);
  }

  @Override
  public Integer call() {
    WorkList.Whose whose = distributor.whose();
    BlindResponse found =
        gateway.askAll(
            "/api/v1/blind",
            GatewayOption.query("distributor", distributor.text(), "limit", PAGE),
            BlindResponse.class,
            folder -> folder.blind(whose));
    if (!found.suppressing()) {
      console.remark("every alert is forwarded now: lastgasp status says why");
    }
    BlindResponse shown =
        new BlindResponse(
            found.suppressing(),
            found.at(),
            list.cut(found.blind().stream().filter(b -> list.isWanted(b.from())).toList()),
            null);
    gateway.print(shown, shown.blind(), COLUMNS, "no hub is blind");
    return Exit.DONE;
  }
}
