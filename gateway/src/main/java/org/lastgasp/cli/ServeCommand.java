package org.lastgasp.cli;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.lastgasp.api.AdminServices;
import org.lastgasp.app.FaultyFiles;
import org.lastgasp.app.Gateway;
import org.lastgasp.app.MonotonicClock;
import org.lastgasp.app.NodeRole;
import org.lastgasp.app.RuntimeProvider;
import org.lastgasp.app.RuntimeProvider.RuntimeRefused;
import org.lastgasp.app.Version;
import org.lastgasp.config.Address;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.config.PreflightChecks;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.logging.EventLog;
import org.lastgasp.server.HttpServer;
import org.lastgasp.sqlite.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lastgasp serve}. */
@Command(
    name = "serve",
    description = {
      "Runs the gateway until it is stopped.",
      "SIGTERM or Ctrl-C stops it after the requests in progress; SIGHUP reloads",
      "configuration and lists. One line says where it listens; the log goes to standard",
      "error. Orders need a token: of identities.file, else of LASTGASP_TOKEN, else of the",
      "file admin.token, which the first start makes in the data folder."
    },
    footer = {
      "  lastgasp serve --config lastgasp.yaml",
      "  LASTGASP_SWITCH=observe lastgasp serve"
    })
final class ServeCommand implements Callable<Integer> {
  private static final EventLog LOG = EventLog.of(ServeCommand.class);
  private static final List<String> ALL_ROLES = NodeRole.codes(NodeRole.all());

  /** The choice of what carries the journal and the judgement. */
  enum Carrier {
    EMBEDDED,
    KAFKA
  }

  @Option(
      names = "--runtime",
      paramLabel = "NAME",
      description = {
        "embedded: this machine decides (default).",
        "kafka: a cluster does; see docs/operations.md."
      })
  private Carrier runtime = Carrier.EMBEDDED;

  @Option(
      names = "--roles",
      split = ",",
      paramLabel = "ROLE",
      description = {
        "With kafka, what this node does: edge, judge,",
        "deliver, records (default: all of them)."
      })
  private List<String> roles = ALL_ROLES;

  @Mixin private ConfigOption config;
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  ServeCommand(Console console) {
    this(console, new ConfigOption());
  }

  ServeCommand(Console console, ConfigOption config) {
    this.console = console;
    this.config = config;
  }

  @Override
  public Integer call() throws InterruptedException {
    checkRoles();
    Optional<RuntimeProvider> provider = provider();
    Logging.start(console, "info");
    HttpServer.prepare();
    Database.prepare();
    ConfigResult.Loaded read =
        switch (config.reading(console)) {
          case ConfigResult.Faulty faulty ->
              throw config.faulty(PreflightChecks.withFaultyFiles(faulty, Instant.now()));
          case ConfigResult.Loaded loaded -> {
            loaded.warnings().forEach(text -> console.err().println("warning: " + text));
            yield loaded;
          }
        };
    Config settings = read.config();
    List<String> faults = provider.map(p -> p.faults(settings)).orElse(List.of());
    if (!faults.isEmpty()) {
      throw new CommandFailed(Exit.WRONG_CONFIGURATION, faults);
    }
    CountDownLatch told = new CountDownLatch(1);
    try (SystemdNotifier manager = SystemdNotifier.of(console.environment());
        Gateway gateway = started(read, provider)) {
      Signals.on("TERM", told::countDown);
      Signals.on("INT", told::countDown);
      if (!Signals.on("HUP", () -> manager.reloading(() -> reload(gateway)))) {
        LOG.warn("signal-ignored", "signal", "HUP", "action", "reload-with-lastgasp-reload");
      }
      manager.ready(announce(settings, gateway));
      manager.watch(gateway::isAlive);
      told.await();
      manager.stopping();
      LOG.info("stopping");
      StopLimit.begin(gateway::isStalled);
    }
    LOG.info("stopped");
    return Exit.DONE;
  }

  private void checkRoles() {
    List<String> unknown = roles.stream().filter(role -> !ALL_ROLES.contains(role)).toList();
    if (!unknown.isEmpty()) {
      throw new CommandFailed(
          Exit.WRONG_CONFIGURATION,
          "--roles: found '" + String.join(",", unknown) + "'; allowed: "
              + String.join(", ", ALL_ROLES));
    }
    if (runtime == Carrier.EMBEDDED && roles != ALL_ROLES) {
      throw new CommandFailed(Exit.WRONG_USE, "--roles is for --runtime kafka only");
    }
  }

  private Optional<RuntimeProvider> provider() {
    if (runtime == Carrier.EMBEDDED) {
      return Optional.empty();
    }
    String name = runtime.name().toLowerCase(Locale.ROOT);
    Optional<RuntimeProvider> found = RuntimeProvider.named(name);
    if (found.isEmpty()) {
      throw new CommandFailed(
          Exit.WRONG_CONFIGURATION,
          "--runtime " + name + ": lastgasp-cluster.jar and lib/kafka are missing: install the"
              + " package lastgasp-kafka, or unpack a tarball whose name has -kafka");
    }
    return found;
  }

  private Gateway started(ConfigResult.Loaded loaded, Optional<RuntimeProvider> provider) {
    Gateway.Options options =
        new Gateway.Options(
            console.variable("LASTGASP_TOKEN"),
            () -> config.reading(console),
            DeliverySettings.USUAL,
            provider,
            loaded.places(),
            roles.stream()
                .flatMap(role -> NodeRole.of(role).stream())
                .collect(Collectors.toSet()));
    try {
      return Gateway.start(loaded.config(), new MonotonicClock(), options);
    } catch (RuntimeRefused refused) {
      LOG.debug("not-started", refused);
      throw new CommandFailed(Exit.WRONG_CONFIGURATION, reasons(refused));
    } catch (FaultyFiles faulty) {
      throw new CommandFailed(Exit.WRONG_CONFIGURATION, faulty.faults());
    } catch (RuntimeException failed) {
      LOG.debug("not-started", failed);
      throw new CommandFailed(Exit.FAILED, "the gateway could not be started: " + reasons(failed));
    }
  }

  /**
   * Returns what was tried, and what stood against it: the messages of a failure and its causes.
   */
  private static String reasons(Throwable failed) {
    StringBuilder text = new StringBuilder(String.valueOf(failed.getMessage()));
    for (Optional<Throwable> cause = Optional.ofNullable(failed.getCause());
        cause.isPresent();
        cause = cause.map(Throwable::getCause)) {
      String more = String.valueOf(cause.get().getMessage());
      if (text.indexOf(more) < 0) {
        text.append(": ").append(more);
      }
    }
    return text.toString();
  }

  private static void reload(Gateway gateway) {
    try {
      if (gateway.reload() instanceof AdminServices.ReloadResult.Refused refused) {
        refused.faults().forEach(fault -> LOG.error("not-reloaded", "fault", fault));
      }
    } catch (JournalUnavailable unavailable) {
      LOG.error("not-reloaded", "fault", unavailable.getMessage());
    }
  }

  /** Says where it listens, which is given back for people. */
  private String announce(Config settings, Gateway gateway) {
    Config.Listen listen = settings.listen();
    String front = settings.scheme() + "://";
    String duis = front + new Address(listen.duis().host(), gateway.duisPort());
    String admin = front + new Address(listen.admin().host(), gateway.adminPort());
    String where = "messages %s, admin %s".formatted(duis, admin);
    if (output.isJson()) {
      console.say(
          CliJson.MAPPER.createObjectNode()
              .put("version", Version.text())
              .put("duis", duis)
              .put("admin", admin)
              .toString());
    } else {
      console.say(
          "lastgasp %s: %s, data %s"
              .formatted(Version.text(), where, settings.journal().path()));
      console.say(
          "messages are posted to " + duis + "/api/v1/serviceT, serviceS, serviceD or receive; the"
              + " console is at " + admin + "/, the interface is described at " + admin
              + "/api/v1/openapi.json");
    }
    return where;
  }
}
