package org.lastgasp.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.SwitchResponse;
import org.lastgasp.files.CountText;
import org.lastgasp.policy.Switch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastgasp switch}. */
@Command(
    name = "switch",
    description = {
      "Shows or sets the switch.",
      "  off      nothing is tracked or judged; every window ends for good. Asks",
      "           first on a terminal",
      "  observe  tracked and judged, recorded as would-suppress; all is forwarded",
      "  enforce  the alerts of tracked activations are suppressed"
    },
    footer = {
      "  lastgasp switch",
      "  lastgasp switch observe --reason \"storm over the north, call 4711\"",
      "  lastgasp switch off --reason \"fault in the list, call 4711\" --yes"
    })
final class SwitchCommand implements Callable<Integer> {
  private static final String PATH = "/api/v1/switch";

  @Parameters(
      arity = "0..1",
      paramLabel = "off|observe|enforce",
      description = "The new state (default: show it).")
  private @Nullable Switch to;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why; required to set it. Recorded with your name.")
  private String reason = "";

  @Option(names = "--yes", description = "Switch off without asking.")
  private boolean sure;

  @Mixin private GatewayOption gateway;
  private final Console console;

  SwitchCommand(Console console) {
    this.console = console;
    this.gateway = new GatewayOption(console);
  }

  @Override
  public Integer call() {
    Optional<Switch> wanted = Optional.ofNullable(to);
    if (wanted.isEmpty()) {
      if (!reason.isEmpty()) {
        throw new CommandFailed(Exit.WRONG_USE, "--reason without off, observe or enforce");
      }
      print(
          gateway.ask(
              PATH,
              Map.of(),
              SwitchResponse.class,
              folder -> SwitchResponse.of(folder.position())));
      return Exit.DONE;
    }
    if (reason.isBlank()) {
      throw new CommandFailed(Exit.WRONG_USE, "setting the switch needs a --reason");
    }
    if (wanted.get() == Switch.OFF && !sure && !isWanted(gateway.client())) {
      throw new CommandFailed(Exit.FAILED, "nothing was changed");
    }
    SwitchResponse done =
        gateway.order(
            PATH,
            Map.of(),
            GatewayOption.reasoned(wanted.get().code(), reason),
            SwitchResponse.class,
            "; the next start takes up where it stood");
    gateway.print(
        done, () -> console.say(Optional.ofNullable(done.said()).orElse(done.position())));
    return Exit.DONE;
  }

  /** Asks, if anybody can be: what is turned off does not come back. */
  private boolean isWanted(GatewayClient client) {
    if (!(client.get(PATH, Map.of()) instanceof GatewayClient.Answer.Done done)) {
      return true; // setting it will say why
    }
    SwitchResponse standing = done.as(SwitchResponse.class);
    long windows = Optional.ofNullable(standing.windows()).orElse(0L);
    long notBegun = Optional.ofNullable(standing.notBegun()).orElse(0L);
    String question =
        String.format(
            Locale.ROOT,
            "Off ends %s for good, %d of them not yet begun. Nothing is suppressed until the%n"
                + "switch is set again and activations are requested anew. Turn it off? [y/N] ",
            CountText.of(windows, "window"),
            notBegun);
    return console
        .terminal()
        .ask(question)
        .map(answer -> answer.equals("y") || answer.equals("yes"))
        .orElse(true);
  }

  /** The position alone, as windows are said only to whoever would end them. */
  private void print(SwitchResponse standing) {
    gateway.print(Map.of("switch", standing.position()), () -> console.say(standing.position()));
  }
}
