package org.lastgasp.app;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.lastgasp.api.AdminServices;
import org.lastgasp.api.ApiRoutes;
import org.lastgasp.api.HealthIssue;
import org.lastgasp.audit.AuditIndexer;
import org.lastgasp.backup.ReaderFiles;
import org.lastgasp.backup.Restore;
import org.lastgasp.config.Address;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.console.ConsoleRoutes;
import org.lastgasp.delivery.Delivery;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.hindsight.Hindsight;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.sqlite.AcceptedStore;
import org.lastgasp.journal.sqlite.SqliteJournal;
import org.lastgasp.log.SuppressionLog;
import org.lastgasp.motorway.CommandHandler;
import org.lastgasp.motorway.Counters;
import org.lastgasp.motorway.HttpDsp;
import org.lastgasp.motorway.JournalOutage;
import org.lastgasp.motorway.LiveState;
import org.lastgasp.motorway.Northbound;
import org.lastgasp.motorway.OperatorCommands;
import org.lastgasp.motorway.RecipientRouter;
import org.lastgasp.motorway.RuntimeSettings;
import org.lastgasp.motorway.Southbound;
import org.lastgasp.motorway.User;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Switch;
import org.lastgasp.report.ReconciliationService;
import org.lastgasp.report.ReportServer;
import org.lastgasp.server.DuisRoutes;
import org.lastgasp.server.HttpServer;
import org.lastgasp.server.RouteTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running gateway on one machine. Started once, closed once; safe for any number of threads.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final Config started;
  private final Options options;
  private final InstantSource clock;
  private final LiveState live;
  private final SqliteJournal journal;
  private final ReaderFiles readerFiles;
  private final AcceptedStore accepted;
  private final Inventory inventory;
  private final OperatorCommands controls;
  private final Delivery delivery;
  private final SuppressionLog log;
  private final Hindsight hindsight;
  private final AuditIndexer story;
  private final ReportServer reports;
  private final ConfiguredImports lists;
  private final FirstImport firstImport;
  private final Reloads reloads;
  private final Health health;
  private final LateReleaseJob releases;
  private final Housekeeping housekeeping;
  private final HttpServer doors;
  private final RecorderWiring recording;
  private volatile Config current;
  private volatile RuntimeSettings rules;
  private volatile HttpDsp dsp;
  private volatile long maxMessage;

  /**
   * What a gateway is given besides its configuration.
   *
   * @param token what callers of the JSON interface have to show
   * @param reread reads the configuration again, for a reload
   * @param delivery how patiently messages are sent
   */
  public record Options(
      Optional<String> token, Supplier<ConfigResult> reread, DeliverySettings delivery) {

    /** No token; a reload changes nothing. */
    public static Options of(Config config) {
      return new Options(
          Optional.empty(),
          () -> new ConfigResult.Loaded(config, List.of()),
          DeliverySettings.USUAL);
    }
  }

  /** Starts a gateway that is told nothing but its configuration. */
  public static Gateway start(Config config, InstantSource clock) {
    return start(config, clock, Options.of(config));
  }

  /**
   * Starts a gateway. It takes messages once this returns; the inventory may still be read.
   *
   * @param clock what messages are judged by; a {@link MonotonicClock} is compared with the wall
   * @throws RuntimeException if a folder is in use or an address taken, saying which
   */
  public static Gateway start(Config config, InstantSource clock, Options options) {
    Restore.refuseUnfinished(RestoredFolder.places(config).data());
    Opened opened = new Opened();
    try {
      return new Gateway(config, clock, options, opened);
    } catch (RuntimeException failed) {
      opened.closeAll();
      throw failed;
    }
  }

  private Gateway(Config config, InstantSource clock, Options options, Opened opened) {
    this.current = this.started = config;
    this.options = options;
    this.clock = clock;
    this.rules = rules(config);
    this.maxMessage = config.maxMessage();
    JournalOutage gap = new JournalOutage();
    Counters tally = new Counters();
    this.live = new LiveState(gap);
    Path data = config.journal().path().resolveSibling("");
    this.journal =
        opened.add(
            SqliteJournal.open(config.journal().path(), config.journal().segment(), live));
    this.readerFiles = readerFiles(config);
    this.accepted = opened.add(AcceptedStore.open(config.journal().path(), journal.last()));
    CommandHandler handler = new CommandHandler(journal, live, gap, () -> rules, clock);
    handler.start(clock.instant(), config.settings());
    this.inventory = opened.add(Inventory.open(data.resolve("inventory"), clock));
    FailOpenInventory devices = new FailOpenInventory(inventory);
    this.controls =
        new OperatorCommands(handler, journal, gap, tally, () -> rules, devices, clock);
    this.dsp = opened.add(new HttpDsp(config.dsp().url(), config.dsp().timeout()));
    this.delivery = opened.add(delivery(data, config));
    this.log = opened.add(log(config.log()));
    this.recording = opened.add(RecorderWiring.open(config, clock));
    this.hindsight = opened.add(HindsightWiring.open(journal, config, clock));
    DeliveryFates fates = new DeliveryFates(delivery);
    this.story =
        opened.add(AuditIndexer.open(journal, config.storyFolder(), inventory, fates, hindsight));
    ReconciliationService books =
        ReconciliationWiring.of(
            config, journal, story.chronicle(), log, delivery, hindsight.docket(), clock);
    this.reports =
        opened.add(
            ReportWiring.open(
                config, log, hindsight, books, journal, live::state, () -> current, clock));
    this.lists = new ConfiguredImports(inventory, controls);
    this.firstImport = new FirstImport(lists.neverImported(config));
    this.reloads = new Reloads(clock);
    this.health = health(config, gap, devices);
    CurrentState state = currentState(config, gap);
    takeUp(config);
    Northbound northbound =
        new Northbound(
            handler, gap, tally, () -> rules, devices, delivery::relayNow, clock);
    Southbound southbound =
        new Southbound(handler, gap, tally, devices, accepted, () -> dsp, clock);
    AdminServices parts =
        new AdminServices(
            northbound, southbound, controls, live::state, tally, journal, inventory, delivery, log,
            story.chronicle(), hindsight, reports, books, recording.recorder(), () -> rules, clock,
            () -> maxMessage, health::degraded, firstImport::readiness, state::now, this::reload,
            options.token(), clock.instant(), Version.text());
    log.start();
    hindsight.start();
    story.start();
    this.housekeeping = opened.add(housekeeping(data, config));
    this.doors = // opened on threads that delivery shares, and would keep busy after a crash
        opened.add(doors(config.listen(), parts));
    watch(config, state);
    reports.start();
    delivery.start();
    this.releases = opened.add(releases());
    housekeeping.start(() -> readLists(config));
  }

  private static HttpServer doors(Config.Listen listen, AdminServices parts) {
    RouteTable messages =
        new RouteTable()
            .register(
                new DuisRoutes(
                    parts.southbound(), parts.northbound(), parts.maxMessage(), parts.recorder()));
    RouteTable operators =
        new RouteTable().register(new ApiRoutes(parts)).register(new ConsoleRoutes(parts));
    return HttpServer.open(
        socket(listen.duis()),
        messages,
        socket(listen.admin()),
        operators,
        new HttpServer.Admission(listen.names(), parts.token(), parts.inventory()));
  }

  private ReaderFiles readerFiles(Config config) {
    return ReaderFiles.look(
        RestoredFolder.places(config), journal.identity(), journal.last());
  }

  private Health health(Config config, JournalOutage gap, FailOpenInventory devices) {
    Health found =
        new Health(
            journal, inventory, log, story, hindsight, reports, live::state, gap, clock, devices,
            new SetAsideFiles(config));
    found.ask(lists::complaints);
    found.ask(deliveryHealth()::complaints);
    found.ask(() -> FolderHealth.of(readerFiles));
    found.ask(this::forgetful);
    found.ask(firstImport::degraded);
    found.ask(reloads::complaints);
    return found;
  }

  private CurrentState currentState(Config config, JournalOutage gap) {
    return new CurrentState(
        new CurrentState.Sources(
            journal, live::state, gap, inventory, () -> rules.policy().settings(),
            story.chronicle(), clock, () -> live.state().suppressFrom(), config.state()),
        config.journal().path());
  }

  /** What is looked at now and then: the ends of storm orders, the state, the disk. */
  private void watch(Config config, CurrentState state) {
    DiskWatch disk = new DiskWatch(DiskWatch.Space.of(config.journal().path()), clock);
    health.ask(disk::complaints);
    housekeeping.often(controls::endStorms);
    housekeeping.often(state::tell);
    housekeeping.often(this::tryListsAgain);
    housekeeping.seldom(disk::look);
    state.tell();
  }

  private SuppressionLog log(Config.LogFolder folder) {
    return SuppressionLog.open(
        journal, folder.path(), folder.rotateEvery(), folder.rotateAt());
  }

  private Delivery delivery(Path data, Config config) {
    return Delivery.open(
        journal,
        config.deliveryFolder(),
        data.resolve("housekeeping"),
        users(config),
        clock,
        options.delivery().givingUpAfter(config.delivery().giveUpAfter()));
  }

  private DeliveryHealth deliveryHealth() {
    return new DeliveryHealth(delivery, () -> current.delivery(), clock);
  }

  private LateReleaseJob releases() {
    LateReleaseJob late =
        new LateReleaseJob(
            journal, hindsight, live::state, controls, clock, () -> current.releaseLate());
    late.start();
    return late;
  }

  private Housekeeping housekeeping(Path data, Config config) {
    return new Housekeeping(
        controls,
        accepted,
        journal,
        expiry(data, config),
        health,
        clock,
        config.retention().windows());
  }

  private RetentionJob expiry(Path data, Config config) {
    return new RetentionJob(
        journal,
        new RetentionJob.Readers(
            delivery, log, story, hindsight, reports,
            () -> current.releaseLate() ? LateReleaseJob.passed(live.state()) : Long.MAX_VALUE),
        new DeletionLog(data.resolve("housekeeping")),
        data,
        config.retention());
  }

  /** Whether requests that were accepted long ago can be looked up and kept. */
  private List<HealthIssue> forgetful() {
    return accepted.fault().stream()
        .map(
            why ->
                new HealthIssue(
                    "accepted-not-kept",
                    why + ": what cannot be looked up is not tracked: look at the disk"))
        .toList();
  }

  /** Brings the journal up to this start: the switch, the configuration, cut-off answers. */
  private void takeUp(Config config) {
    if (clock.instant().isBefore(live.state().suppressFrom())) {
      LOG.warn(
          "event=clock-behind now={} journal={} consequence=nothing-is-suppressed-until-then"
              + " action=set-the-clock-or-say-that-it-is-right-by-lastgasp-clock-trust",
          clock.instant(),
          live.state().suppressFrom());
      controls.endUnmeasured();
    }
    Optional<Switch> position = live.state().global().position();
    if (position.isEmpty()) {
      controls.set(config.state(), "configuration", "first start");
    } else if (position.get() != config.state()) {
      LOG.warn(
          "event=switch-differs journal={} configuration={} in-force={}",
          position.get().code(),
          config.state().code(),
          position.get().code());
    }
    controls.configured(rules.configHash(), config.text(), "start");
    controls.giveUpAwaited();
    controls.endStorms();
    controls.recheck("start", "start");
  }

  private void readLists(Config config) {
    try {
      Optional<String> guids = lists.guids(config.guids(), "configuration");
      Optional<String> devices = lists.devices(config.inventory(), "configuration");
      health.listFaults(guids, devices);
    } finally {
      firstImport.end();
    }
  }

  /** On a thread of its own, as an import takes as long as it takes. */
  private void tryListsAgain() {
    if (lists.isToBeTriedAgain()) {
      Thread.ofPlatform().name("lists").daemon().start(() -> readLists(current));
    }
  }

  /**
   * Reads the configuration again; all that can change at run time does. Gives its faults.
   *
   * @throws JournalUnavailable if that it changes cannot be recorded; then nothing changed
   */
  public synchronized List<String> reload() {
    return switch (options.reread().get()) {
      case ConfigResult.Faulty faulty ->
          reloads.refused(faulty.faults().stream().map(Object::toString).toList());
      case ConfigResult.Loaded loaded -> reload(loaded.config());
    };
  }

  private List<String> reload(Config config) {
    List<String> fixed = fixed(config);
    if (!fixed.isEmpty()) {
      return reloads.refused(fixed);
    }
    RuntimeSettings next = rules(config);
    HttpDsp line = new HttpDsp(config.dsp().url(), config.dsp().timeout());
    try {
      controls.configured(next.configHash(), config.text(), "reload");
    } catch (JournalUnavailable unavailable) {
      line.close();
      var unusedFaults =
          reloads.refused(
              List.of("it could not be recorded: " + unavailable.getMessage() + "; reload later"));
      throw unavailable;
    }
    current = config;
    rules = next;
    maxMessage = config.maxMessage();
    HttpDsp before = dsp;
    dsp = line;
    housekeeping.closeLater(before, config.dsp().timeout());
    delivery.users(users(config));
    reloads.taken(next.configHash());
    recheck();
    Optional<String> guids = lists.guids(config.guids(), "reload");
    Optional<String> devices = lists.devices(config.inventory(), "reload");
    health.listFaults(guids, devices);
    List<String> faults = new ArrayList<>();
    guids.ifPresent(faults::add);
    devices.ifPresent(faults::add);
    return faults;
  }

  /** Ends the windows that other settings do not allow; made up for if it cannot be recorded. */
  private void recheck() {
    try {
      controls.recheck("configuration", "reload");
    } catch (JournalUnavailable unavailable) {
      LOG.warn("event=recheck-put-off why=\"{}\"", unavailable.getMessage());
    }
  }

  /** What of a configuration cannot change while the gateway runs. */
  private List<String> fixed(Config config) {
    List<String> fixed = new ArrayList<>();
    if (!config.listen().equals(started.listen())) {
      fixed.add("listen cannot change while the gateway runs: restart it");
    }
    if (!config.journal().equals(started.journal()) || !config.log().equals(started.log())) {
      fixed.add("journal and log cannot change while the gateway runs: restart it");
    }
    if (!config.report().equals(started.report())) {
      fixed.add("report cannot change while the gateway runs: restart it");
    }
    if (!config.hindsight().equals(started.hindsight())) {
      fixed.add("hindsight cannot change while the gateway runs: restart it");
    }
    if (!config.recording().equals(started.recording())) {
      fixed.add("record cannot change while the gateway runs: restart it");
    }
    return fixed;
  }

  /** Does at once what is done once a minute, for tests on a fast clock. */
  void sweep() {
    housekeeping.sweep();
  }

  /** Looks at once what is to be delivered late, for tests; false if it has to be tried again. */
  boolean release() {
    return releases.sweep();
  }

  /** Whether the journal's disk does not answer. */
  public boolean isStalled() {
    return journal.stalledFor().isPresent();
  }

  /** The port of the DUIS listener. */
  public int duisPort() {
    return doors.duisPort();
  }

  /** The port of the admin listener. */
  public int adminPort() {
    return doors.adminPort();
  }

  /** Stops: no new messages, what is under way is settled, what waits is delivered next time. */
  @Override
  public void close() {
    housekeeping.close();
    releases.close();
    doors.close();
    recording.close();
    reports.close();
    delivery.close();
    log.close();
    story.close();
    hindsight.close();
    dsp.close();
    journal.close();
    accepted.close();
    inventory.close();
    readerFiles.mark();
  }

  private static RuntimeSettings rules(Config config) {
    List<User> users =
        config.users().stream().map(u -> new User(u.id(), u.name(), u.distributors())).toList();
    return new RuntimeSettings(
        new Policy(config.settings()),
        new RecipientRouter(users, config.defaultUser()),
        config.hash());
  }

  private static List<org.lastgasp.delivery.Recipient> users(Config config) {
    return config.users().stream()
        .map(u -> new org.lastgasp.delivery.Recipient(u.id(), u.name(), u.receive(), u.inFlight()))
        .toList();
  }

  private static InetSocketAddress socket(Address address) {
    try {
      return new InetSocketAddress(InetAddress.getByName(address.host()), address.port());
    } catch (UnknownHostException unknown) {
      throw new IllegalStateException("no machine is called " + address.host(), unknown);
    }
  }

  /** What was opened so far, to be closed if the start fails. */
  private static final class Opened {
    private final List<AutoCloseable> parts = new ArrayList<>();

    <T extends AutoCloseable> T add(T part) {
      parts.add(part);
      return part;
    }

    void closeAll() {
      for (AutoCloseable part : parts.reversed()) {
        try {
          part.close();
        } catch (Exception failedToo) {
          LOG.warn("event=not-closed part={}", part.getClass().getSimpleName(), failedToo);
        }
      }
    }
  }
}
