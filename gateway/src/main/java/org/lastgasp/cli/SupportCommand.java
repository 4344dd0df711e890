package org.lastgasp.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.ExplainResponse;
import org.lastgasp.api.SupportResponse;
import org.lastgasp.files.DurableFiles;
import org.lastgasp.files.ErrorText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastgasp support}. */
@Command(
    name = "support",
    description = {
      "Shows all that a support call about one hub, meter or MPAN needs.",
      "What happens to an alert now and what is degraded; the settings and the hash of the",
      "configuration; its rows of the inventory, windows and dead letters; each of its",
      "alerts with the verdict, the evidence, what hindsight says and its delivery.",
      "MPANs of other premises are masked. Times are UTC. If no gateway answers, its data",
      "folder is read."
    },
    footer = {
      "  lastgasp support 90-B3-D5-1F-30-00-00-01",
      "  lastgasp support 2012345678903 --out call.html"
    })
final class SupportCommand implements Callable<Integer> {
  private static final int PAGE = 100;

  @Parameters(
      paramLabel = "ID",
      description = {"A hub or meter (EUI-64), an MPAN, a ResponseID", "or a RequestID."})
  private String id = "";

  @Option(
      names = "--out",
      paramLabel = "FILE.html",
      description = {
        "Write one HTML page without scripts to a new file,", "and print only its name."
      })
  private @Nullable Path out;

  @Mixin private GatewayOption gateway;
  private final Console console;

  SupportCommand(Console console) {
    this.console = console;
    this.gateway = new GatewayOption(console);
  }

  @Override
  public Integer call() {
    Optional<Path> file = Optional.ofNullable(out);
    file.filter(Files::exists)
        .ifPresent(
            there -> {
              throw new CommandFailed(
                  Exit.FAILED, there + " is there already", "name another file with --out");
            });
    SupportResponse told =
        gateway.askAll(
            "/api/v1/support/" + GatewayClient.segment(id),
            GatewayOption.query("limit", PAGE),
            SupportResponse.class,
            folder -> folder.support(id, this::unknown),
            Optional.of(unknown()));
    SupportPage page = new SupportPage(told);
    file.ifPresent(to -> write(to, page.html()));
    if (file.isEmpty()) {
      gateway.print(told, page.lines());
    } else {
      gateway.print(told, () -> console.say(file.get().toString()));
    }
    return Exit.DONE;
  }

  private static void write(Path file, String html) {
    try {
      DurableFiles.create(file, html.getBytes(StandardCharsets.UTF_8));
    } catch (IOException failed) {
      throw new CommandFailed(
          Exit.FAILED,
          "cannot write " + file + ": " + ErrorText.of(failed),
          "name a file in a folder that is there and may be written, with --out");
    }
  }

  private CommandFailed unknown() {
    return new CommandFailed(
        Exit.FAILED, "nothing is known of '" + id.strip() + "'", ExplainResponse.UNKNOWN);
  }
}
