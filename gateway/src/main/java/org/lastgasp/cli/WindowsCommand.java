package org.lastgasp.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.WindowsResponse;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Window;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lastgasp windows}. */
@Command(
    name = "windows",
    description = "Lists the windows of tracked activations, oldest first.",
    footer = {
      "  lastgasp windows --state open",
      "  lastgasp windows --hub 90-B3-D5-1F-30-00-00-01 -o json"
    })
final class WindowsCommand implements Callable<Integer> {
  private static final int PAGE = 1_000;
  static final List<String> COLUMNS =
      List.of("hub", "meter", "mode", "state", "from", "until", "ended_at", "cause");

  @Option(names = "--hub", paramLabel = "ID", description = "Only this hub.")
  private @Nullable Eui64 hub;

  @Option(names = "--meter", paramLabel = "ID", description = "Only this meter.")
  private @Nullable Eui64 meter;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = {
        "Only in this state: awaiting, pending, open, ended, cancelled, withdrawn or doubted."
      })
  private Window.@Nullable State state;

  @Mixin private ListOptions list = new ListOptions();
  @Mixin private GatewayOption gateway;

  WindowsCommand(Console console) {
    this.gateway = new GatewayOption(console);
  }

  @Override
  public Integer call() {
    WindowsResponse found =
        gateway.askAll(
            "/api/v1/windows",
            GatewayOption.query(
                "hub", hub,
                "meter", meter,
                "state", Optional.ofNullable(state).map(WindowsCommand::code).orElse(""),
                "limit", PAGE),
            WindowsResponse.class,
            folder ->
                folder.windows(
                    Optional.ofNullable(hub),
                    Optional.ofNullable(meter),
                    Optional.ofNullable(state)));
    WindowsResponse shown =
        new WindowsResponse(
            list.cut(found.windows().stream().filter(w -> list.isWanted(w.from())).toList()),
            null);
    gateway.print(shown, shown.windows(), COLUMNS, "no such window");
    return Exit.DONE;
  }

  static String code(Window.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
