package org.lastgasp.acceptance;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.lastgasp.cli.CliJson;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.ConfigOption;
import org.lastgasp.cli.Console;
import org.lastgasp.cli.Exit;
import org.lastgasp.cli.OutputOption;
import org.lastgasp.config.Config;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lastgasp stubs}. */
@Command(
    name = "stubs",
    description = {
      "Runs stubs of the DSP and of the receivers that a configuration names.",
      "They listen at dsp.url and at each user's receive, which have to be on this machine. The",
      "DSP accepts every request; the receivers take every message. Each arrival is a line. Runs",
      "until Ctrl-C. For trials: it keeps nothing."
    },
    footer = "  lastgasp stubs --config example/lastgasp.yaml")
public final class StubsCommand implements Callable<Integer> {
  private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");
  private static final MessageReader READER = new MessageReader();

  @Mixin private OutputOption output = new OutputOption();
  @Mixin private ConfigOption config = new ConfigOption();
  @Mixin private PartyOptions parties = new PartyOptions();
  private final Console console;

  /** The verb of this console. */
  public StubsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    JETTY.setLevel(Level.WARNING); // each arrival is a line, and nothing else
    Config settings = config.config(console);
    PartyTls tls = parties.of(settings);
    List<String> obstacles = Participants.obstacles(settings, tls);
    if (!obstacles.isEmpty()) {
      throw new CommandFailed(Exit.WRONG_CONFIGURATION, obstacles);
    }
    try (var _ = Participants.at(settings, InstantSource.system(), tls, this::say)) {
      if (!output.isJson()) {
        console.say("DSP at " + settings.dsp().url());
        settings.users().forEach(user -> console.say(user.name() + " at " + user.receive()));
        console.say("each arrival is a line; Ctrl-C ends");
      }
      new CountDownLatch(1).await();
    }
    return Exit.DONE;
  }

  private void say(Participants.Arrival arrival) {
    if (output.isJson()) {
      console.say(
          CliJson.MAPPER.createObjectNode()
              .put("received_at", arrival.received().toString())
              .put("at", arrival.at())
              .put("what", what(READER.read(arrival.body())))
              .put("bytes", arrival.body().length)
              .put("sha256", arrival.sha256())
              .toString());
      return;
    }
    console.say(
        arrival.received().truncatedTo(ChronoUnit.MILLIS) + "  " + arrival.at() + " got "
            + what(READER.read(arrival.body())) + ", " + arrival.body().length + " bytes");
  }

  private static String what(Message message) {
    return switch (message) {
      case Message.Request request ->
          "a request " + request.serviceReferenceVariant()
              + request.id().map(id -> " " + id).orElse("");
      case Message.Northbound other -> "a message: " + other.kind();
      case Message.Unreadable broken -> "what cannot be read: " + broken.fault();
    };
  }
}
