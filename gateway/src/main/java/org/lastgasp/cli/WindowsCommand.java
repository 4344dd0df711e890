package org.lastgasp.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
  private static final List<String> COLUMNS =
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

  @Mixin private GatewayOption gateway = new GatewayOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  WindowsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ArrayNode windows = windows(gateway.client(console));
    if (output.isJson()) {
      ObjectNode json = CliJson.MAPPER.createObjectNode();
      json.set("windows", windows);
      console.say(json);
    } else if (windows.isEmpty()) {
      console.remark("no such window");
    } else {
      Table.of(windows, COLUMNS).lines().forEach(console::say);
    }
    return Exit.DONE;
  }

  /** All of them, page by page. */
  private ArrayNode windows(GatewayClient client) {
    ArrayNode all = CliJson.MAPPER.createArrayNode();
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("hub", word(hub));
    parameters.put("meter", word(meter));
    parameters.put("state", Optional.ofNullable(state).map(WindowsCommand::code).orElse(""));
    parameters.put("limit", String.valueOf(PAGE));
    while (true) {
      switch (client.get("/api/v1/windows", parameters)) {
        case GatewayClient.Answer.Done done -> {
          done.body().path("windows").forEach(all::add);
          String next = done.body().path("next").asText("");
          if (done.body().path("next").isNull() || next.isEmpty()) {
            return all;
          }
          parameters.put("after", next);
        }
        case GatewayClient.Answer.Refused refused -> throw GatewayOption.refused(client, refused);
        case GatewayClient.Answer.Silent silent -> {
          DataFolder folder = DataFolder.instead(console, gateway, client, silent);
          return folder.windows(
              Optional.ofNullable(hub), Optional.ofNullable(meter), Optional.ofNullable(state));
        }
      }
    }
  }

  private static String word(@Nullable Eui64 id) {
    return Optional.ofNullable(id).map(Eui64::toString).orElse("");
  }

  static String code(Window.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
