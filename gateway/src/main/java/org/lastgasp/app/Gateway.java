package org.lastgasp.app;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.lastgasp.access.Authenticator;
import org.lastgasp.access.LookupLog;
import org.lastgasp.api.AdminServices;
import org.lastgasp.api.ApiRoutes;
import org.lastgasp.api.BlindFeed;
import org.lastgasp.api.LiveEvents;
import org.lastgasp.api.NowReader;
import org.lastgasp.audit.AuditIndexer;
import org.lastgasp.audit.DeliveryLookup;
import org.lastgasp.backup.ReaderFiles;
import org.lastgasp.backup.Restore;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.console.ConsoleRoutes;
import org.lastgasp.delivery.DeliveringNodes;
import org.lastgasp.delivery.Delivery;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.hindsight.Hindsight;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.sqlite.AcceptedStore;
import org.lastgasp.journal.sqlite.SqliteJournal;
import org.lastgasp.log.SuppressionLog;
import org.lastgasp.logging.EventLog;
import org.lastgasp.motorway.CommandHandler;
import org.lastgasp.motorway.Counters;
import org.lastgasp.motorway.HttpDsp;
import org.lastgasp.motorway.JournalCommandHandler;
import org.lastgasp.motorway.JournalOutage;
import org.lastgasp.motorway.LiveState;
import org.lastgasp.motorway.Northbound;
import org.lastgasp.motorway.OperatorCommands;
import org.lastgasp.motorway.RecipientRouter;
import org.lastgasp.motorway.RuntimeSettings;
import org.lastgasp.motorway.Southbound;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.RequestVerifier;
import org.lastgasp.policy.Switch;
import org.lastgasp.recording.Recorder;
import org.lastgasp.recording.RotatingRecorder;
import org.lastgasp.report.ReconciliationService;
import org.lastgasp.report.ReportServer;
import org.lastgasp.server.DuisRoutes;
import org.lastgasp.server.HttpServer;
import org.lastgasp.server.LocalCalls;
import org.lastgasp.server.RouteTable;
import org.lastgasp.worker.StandingIssues;
import org.lastgasp.worker.Workers;

/**
 * One running gateway on one machine. Started once, closed once; safe for any number of threads.
 */
public final class Gateway implements AutoCloseable {
  private static final EventLog LOG = EventLog.of(Gateway.class);

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration PROBE = Duration.ofSeconds(2); // a balancer waits for it
  private static final Duration PATIENCE = Duration.ofSeconds(10); // a sixth of the time

  private final Workers workers;
  private final Config started;
  private final Options options;
  private final InstantSource clock;
  private final LiveState live;
  private final SqliteJournal journal;
  private final ReaderFiles readerFiles;
  private final AcceptedStore accepted;
  private final GatewayRuntime runtime;
  private final NodeWiring node;
  private final OperatorCommands controls;
  private final Delivery delivery;
  private final ConfiguredImports lists;
  private final Reloads reloads;
  private final Disks disks;
  private final LateReleaseJob releases;
  private final Housekeeping housekeeping;
  private final IntegrityCheck integrity;
  private final LookupLog lookups;
  private final Authenticator people;
  private final TlsWiring tls;
  private final HttpServer doors;
  private volatile Config current;
  private volatile RuntimeSettings rules;
  private volatile HttpDsp dsp;
  private volatile RequestVerifier signatures;

  /**
   * The options of a gateway besides its configuration.
   *
   * @param token the administrator's token, in place of one in a file
   * @param reread reads the configuration again, for a reload
   * @param delivery how patiently messages are sent
   * @param provider of the runtime, unless it is this machine
   * @param places where the keys of the configuration were written
   * @param roles of this node, all of them on one machine
   */
  public record Options(
      Optional<String> token,
      Supplier<ConfigResult> reread,
      DeliverySettings delivery,
      Optional<RuntimeProvider> provider,
      Map<String, String> places,
      Set<NodeRole> roles) {

    /** On one machine. */
    public Options(
        Optional<String> token, Supplier<ConfigResult> reread, DeliverySettings delivery) {
      this(token, reread, delivery, Optional.empty(), Map.of(), NodeRole.all());
    }

    /** No token; a reload changes nothing. */
    static Options of(Config config) {
      return new Options(
          Optional.empty(),
          () -> new ConfigResult.Loaded(config, List.of()),
          DeliverySettings.USUAL);
    }
  }

  /** Starts a gateway with default options. */
  static Gateway start(Config config, InstantSource clock) {
    return start(config, clock, Options.of(config));
  }

  /**
   * Starts a gateway. It takes messages once this returns; the inventory may still be read.
   *
   * @param clock what messages are judged by; a {@link MonotonicClock} is compared with the wall
   * @throws FaultyFiles if files that the configuration names cannot be used; it names all
   * @throws RuntimeException if a folder is in use or an address taken, saying which
   */
  public static Gateway start(Config config, InstantSource clock, Options options) {
    Restore.refuseUnfinished(RestoredFolder.places(config).data());
    Workers workers = new Workers();
    try {
      return new Gateway(config, clock, options, workers);
    } catch (FaultyFiles faulty) {
      close(workers, faulty);
      throw faulty.withAll(config, clock.instant());
    } catch (RuntimeException failed) {
      close(workers, failed);
      throw failed;
    }
  }

  private static void close(Workers workers, RuntimeException failed) {
    try {
      workers.close();
    } catch (RuntimeException failedToo) {
      failed.addSuppressed(failedToo);
    }
  }

  private Gateway(Config config, InstantSource clock, Options options, Workers workers) {
    this.current = this.started = config;
    this.options = options;
    this.clock = clock;
    this.workers = workers;
    this.rules = rules(config);
    this.tls = new TlsWiring(config, clock);
    this.signatures = AccessWiring.signatures(config, clock);
    JournalOutage gap = new JournalOutage();
    Counters counters = new Counters();
    this.live = options.provider().isPresent() ? LiveState.mirroring() : new LiveState(gap);
    Path data = config.journal().path().resolveSibling("");
    this.journal = SqliteJournal.open(config.journal().path(), config.journal().segment(), live);
    workers.add(new JournalWorker(journal, gap));
    this.readerFiles = readerFiles(config);
    this.accepted = accepted(config);
    this.runtime = runtime(config, gap, counters);
    this.node = new NodeWiring(runtime, workers, options);
    CommandHandler handler = runtime.handler();
    Inventory inventory = inventory(data);
    this.lookups = workers.add(new LookupLog(data.resolve("lookups"), clock));
    FailOpenInventory devices = new FailOpenInventory(inventory);
    this.controls = controls(handler, gap, counters, devices);
    this.dsp = dsp(config);
    workers.closing("dsp", () -> dsp.close());
    Hindsight hindsight = node.recording(HindsightWiring.open(journal, config, node, clock, tls));
    SuppressionLog log = node.recording(log(config.log()));
    this.delivery = node.led(delivery(data, config));
    AuditIndexer story =
        node.recording(
            AuditIndexer.open(
                journal, config.storyFolder(), inventory, DeliveryLookup.of(delivery), hindsight));
    ReconciliationService books =
        ReconciliationWiring.of(
            config, journal, story.queries(), log, delivery, hindsight.caseIndex(),
            () -> current.retention(), node, clock);
    ReportServer reports =
        node.led(
            ReportWiring.open(
                config, log, hindsight, books, journal, live::state, () -> current, node,
                clock, tls));
    Optional<RotatingRecorder> recorder = recorder(config);
    this.lists = new ConfiguredImports(inventory, devices, controls, () -> current);
    this.reloads = new Reloads(clock, options.places());
    this.disks = Disks.of(config, clock);
    CurrentState state = currentState(config, gap, inventory, story);
    this.people = people(data);
    this.integrity = integrity(log, books, story);
    takeUp(config, handler);
    StandingIssues standing = new StandingIssues(workers::issues, clock);
    AdminServices parts =
        new AdminServices(
            northbound(handler, gap, counters, devices),
            southbound(handler, gap, counters, devices),
            controls, live::state, counters, journal, inventory, delivery, log,
            story.queries(), hindsight, reports, books,
            recorder.<Recorder>map(each -> each).orElse(Recorder.OFF), () -> rules, clock,
            () -> current.maxMessage(), standing, lists::readiness, state::now, this::reload,
            () -> current.signatures().guids(), people, tls::expiries, tls::ecdsa,
            () -> disks.figures(reloads, runtime.status()),
            () -> reloads.inForce(current), integrity::now, clock.instant(), Version.text());
    this.doors = doors(config.listen(), parts);
    workers.add(lists);
    this.releases = node.recording(releases(hindsight));
    this.housekeeping = workers.add(new Housekeeping());
    watch(config, state, hindsight, standing);
    expire(
        new RetentionJob.Stores(journal, delivery, log, story, hindsight, reports, lookups), data);
    workers.start();
  }

  private AcceptedStore accepted(Config config) {
    AcceptedStore opened = AcceptedStore.open(config.journal().path(), journal.lastId());
    if (journal.lastId() == 0 && options.provider().isEmpty()) {
      opened.begin();
    }
    workers.add("accepted", () -> AcceptedHealth.of(opened), opened::close);
    return opened;
  }

  private Inventory inventory(Path data) {
    Inventory opened = Inventory.open(data.resolve("inventory"), clock);
    workers.closing("inventory", opened::close);
    OverridesHealth overrides = new OverridesHealth(live::state, opened::isNowhere, clock);
    workers.asking("overrides", overrides::issues);
    node.compare(opened);
    return opened;
  }

  private Optional<RotatingRecorder> recorder(Config config) {
    Optional<RotatingRecorder> opened = RecorderWiring.open(config, clock);
    opened.ifPresent(workers::add);
    return opened;
  }

  private IntegrityCheck integrity(
      SuppressionLog log, ReconciliationService books, AuditIndexer story) {
    return workers.add(
        new IntegrityCheck(log, started.log().path(), books, story.queries(), clock));
  }

  /** The runtime on this machine, unless the options name another. */
  private GatewayRuntime runtime(Config config, JournalOutage gap, Counters counters) {
    JournalOutage its = options.provider().isPresent() ? new JournalOutage() : gap;
    JournalCommandHandler local =
        new JournalCommandHandler(journal, live, its, () -> rules, clock);
    if (options.provider().isPresent()) {
      RuntimeProvider.Parts parts =
          new RuntimeProvider.Parts(
              config, options.roles(), local, journal, gap, counters, () -> rules, clock);
      return workers.add(options.provider().get().open(parts));
    }
    local.start(clock.instant(), config.settings());
    return new LocalRuntime(local);
  }

  private OperatorCommands controls(
      CommandHandler handler, JournalOutage gap, Counters counters, FailOpenInventory devices) {
    return new OperatorCommands(
        handler, journal, gap, counters, () -> rules, devices,
        new OperatorCommands.Peers(runtime::recordedUpTo, runtime::hasNewestLists), clock);
  }

  private HttpDsp dsp(Config config) {
    return new HttpDsp(
        config.dsp().url(), config.dsp().timeout(), Optional.of(tls.calls()));
  }

  private Northbound northbound(
      CommandHandler handler, JournalOutage gap, Counters counters, FailOpenInventory devices) {
    return new Northbound(handler, gap, counters, () -> rules, devices, delivery::relayNow, clock);
  }

  private Southbound southbound(
      CommandHandler handler, JournalOutage gap, Counters counters, FailOpenInventory devices) {
    workers.asking("refusals", new RefusalHealth(counters::refused, clock)::issues);
    workers.asking("DSP", new DspHealth(counters.dsp()::failure)::issues);
    return new Southbound(
        handler, gap, counters, devices, accepted, () -> dsp, () -> signatures, clock);
  }

  private Authenticator people(Path data) {
    started.hindsight().webhookSecret().ifPresent(AccessWiring::warnIfOthersRead);
    started.log().signingKey().ifPresent(AccessWiring::warnIfOthersRead);
    Authenticator opened =
        new Authenticator(AccessWiring.settings(started, data, options.token()), clock);
    workers.asking("access", opened::issues);
    return opened;
  }

  /** Opened on threads that delivery shares, and would keep busy after a crash. */
  private HttpServer doors(Config.Listen listen, AdminServices parts) {
    RouteTable messages = new RouteTable();
    if (options.roles().contains(NodeRole.EDGE)) {
      messages.register(
          new DuisRoutes(
              parts.southbound(), parts.northbound(), parts.maxMessage(), parts.recorder(),
              () -> tls.senders(current)));
    }
    NowReader now = new NowReader(parts);
    ApiRoutes answers =
        new ApiRoutes(
            parts, workers.add(new BlindFeed(parts)), workers.add(new LiveEvents(now)));
    RouteTable api = new RouteTable().register(answers);
    RouteTable operators =
        new RouteTable()
            .register(answers)
            .register(
                new ConsoleRoutes(parts, new LocalCalls(api), now, () -> current.name()));
    workers.asking("senders", () -> tls.refused(parts.northbound().lastRefused()));
    HttpServer opened =
        HttpServer.open(
            listen.duis().socket(),
            messages,
            listen.admin().socket(),
            operators,
            new HttpServer.Admission(
                listen.names(), parts.authenticator(), parts.inventory(), lookups),
            tls.listeners());
    workers.closing("listeners", opened::close);
    return opened;
  }

  private LateReleaseJob releases(Hindsight hindsight) {
    return new LateReleaseJob(
        journal, hindsight, live::state, controls, node.recorded(clock),
        () -> current.releaseLate());
  }

  private ReaderFiles readerFiles(Config config) {
    return ReaderFiles.look(
        RestoredFolder.places(config), journal.identity(), journal);
  }

  private CurrentState currentState(
      Config config, JournalOutage gap, Inventory inventory, AuditIndexer story) {
    return new CurrentState(
        new CurrentState.Sources(
            journal, live::state, gap, inventory, rules::policy,
            story.queries(), clock, () -> live.state().suppressFrom(), config.state()),
        config.journal().path());
  }

  /** Adds what is looked at now and then, and who is asked for its health. */
  private void watch(
      Config config, CurrentState state, Hindsight hindsight, StandingIssues standing) {
    ClockWatch clocks = new ClockWatch(clock, live::state, controls);
    workers.asking("folder", () -> FolderHealth.of(readerFiles));
    workers.asking("tls", tls::issues);
    workers.asking("clock", clocks::issues);
    workers.asking("disk", disks::issues);
    workers.asking("reloads", reloads::issues);
    workers.asking("broken files", new SetAsideFiles(config)::issues);
    workers.asking(
        "receivers", new DeliveryHealth(delivery, () -> current.delivery(), clock)::issues);
    runtime.tell(workers::issues);
    hindsight.webhook().ifPresent(node::led);
    NotificationWiring.open(
            config, workers::issues, runtime::status, hindsight, clock, tls.otherCalls())
        .forEach(node::led);
    housekeeping.every(PROBE, "issues", standing::get);
    housekeeping.every(TICK, "clock", clocks::look);
    housekeeping.every(PROBE, "probe", this::probe);
    housekeeping.every(Housekeeping.MINUTE, "switch", controls::settleSwitchedOff);
    housekeeping.every(Housekeeping.MINUTE, "windows", this::forget);
    housekeeping.every(Housekeeping.MINUTE, "accepted", () -> controls.moveAccepted(accepted));
    housekeeping.every(Housekeeping.MINUTE, "remembered", this::remember);
    housekeeping.every(Housekeeping.MINUTE, "recheck", controls::recheckIfOwed);
    housekeeping.every(Housekeeping.MINUTE, "breaker", controls::closeQuietBreaker);
    housekeeping.every(TICK, "storms", controls::endStorms);
    housekeeping.every(TICK, "state", state::tell);
    housekeeping.every(Housekeeping.MINUTE, "disk", disks::look);
    housekeeping.every(Housekeeping.MINUTE, "tls", tls::look);
    disks.look();
    tls.look();
    state.tell();
  }

  /** The last of the chores: most of all where a full disk puts off the others. */
  private void expire(RetentionJob.Stores stores, Path data) {
    DeletionLog removals = new DeletionLog(data.resolve("housekeeping"));
    RetentionJob expiry =
        new RetentionJob(stores, workers::holds, removals, data, () -> current.retention());
    housekeeping.every(Housekeeping.MINUTE, "expiry", () -> expiry.sweep(clock.instant()));
  }

  private void probe() {
    try {
      controls.probe();
    } catch (JournalUnavailable still) {
      LOG.debug("journal-still-unwritable", "why", still.getMessage());
    }
  }

  private void forget() {
    controls.forget(current.retention().windows(), node.recorded(clock).instant());
  }

  /** Keeps what is only remembered: a new file is filled from the journal, what is old goes. */
  private void remember() {
    if (!accepted.fill(journal, PATIENCE)) {
      LOG.info("accepted-filling", "action", "goes-on-in-a-minute");
    }
    accepted.expire(clock.instant().minus(current.retention().windows()), PATIENCE);
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
        options.delivery().givingUpAfter(config.delivery().giveUpAfter()).over(tls.calls()),
        options.provider().isPresent() ? DeliveringNodes.SEVERAL : DeliveringNodes.ONE);
  }

  /** Brings the journal up to this start: the switch, the configuration, cut-off answers. */
  private void takeUp(Config config, CommandHandler handler) {
    if (clock.instant().isBefore(live.state().suppressFrom())) {
      LOG.warn(
          "clock-behind", "now", clock.instant(), "journal", live.state().suppressFrom(),
          "consequence", "nothing-is-suppressed-until-then",
          "action", "set-the-clock-or-say-that-it-is-right-by-lastgasp-clock-trust");
      handler.handle(new Command.EndUnmeasured());
    }
    Optional<Switch> position = live.state().global().position();
    if (position.isEmpty()) {
      controls.set(config.state(), "configuration", "first start");
    } else if (position.get() != config.state()) {
      LOG.warn(
          "switch-differs", "journal", position.get().code(),
          "configuration", config.state().code(), "in-force", position.get().code());
    }
    controls.configured(rules.configHash(), config.text(), "start");
    handler.handle(new Command.GiveUpAwaited());
    controls.endStorms();
    controls.recheck("start", "start");
  }

  /**
   * Reads the configuration again; all that can change at run time does, or nothing. The lists come
   * last: one that is refused leaves the one before in force, and is no fault of the rest.
   *
   * @throws JournalUnavailable if that it changes cannot be recorded; then nothing changed
   */
  public synchronized AdminServices.ReloadResult reload() {
    return switch (options.reread().get()) {
      case ConfigResult.Faulty faulty ->
          refused(FaultyFiles.besides(faulty, clock.instant()).faults());
      case ConfigResult.Loaded loaded -> reload(loaded.config(), loaded.places());
    };
  }

  private AdminServices.ReloadResult refused(List<String> faults) {
    return new AdminServices.ReloadResult.Refused(reloads.refused(faults));
  }

  private AdminServices.ReloadResult reload(Config config, Map<String, String> written) {
    List<String> fixed =
        FixedSettings.changed(started, config, options.provider().isPresent());
    if (!fixed.isEmpty()) {
      return refused(fixed);
    }
    RuntimeSettings next = rules(config);
    Authenticator.Settings access;
    TlsWiring.InForce material;
    RequestVerifier verifier;
    try {
      verifier = AccessWiring.signatures(config, clock);
      access =
          AccessWiring.settings(
              config, config.journal().path().resolveSibling(""), options.token());
      material = TlsWiring.read(config);
    } catch (FaultyFiles faulty) {
      return refused(faulty.withAll(config, clock.instant()).faults());
    }
    HttpDsp line = dsp(config);
    try {
      controls.configured(next.configHash(), config.text(), "reload");
    } catch (JournalUnavailable unavailable) {
      line.close();
      reloads.unrecorded(unavailable);
      throw unavailable;
    }
    current = config;
    rules = next;
    people.replace(access);
    tls.replace(material, doors);
    signatures = verifier;
    HttpDsp before = dsp;
    dsp = line;
    housekeeping.once(config.dsp().timeout().plus(TICK), "old line to the DSP", before::close);
    delivery.users(users(config));
    reloads.taken(next.configHash(), written);
    recheck();
    return new AdminServices.ReloadResult.Taken(lists.read(config, "reload"));
  }

  /** Ends the windows that other settings do not allow; made up for if it cannot be recorded. */
  private void recheck() {
    try {
      controls.recheck("configuration", "reload");
    } catch (JournalUnavailable unavailable) {
      LOG.warn("recheck-put-off", "why", unavailable.getMessage());
    }
  }

  /** Runs all periodic tasks at once, for tests on a fast clock. */
  void sweep() {
    housekeeping.sweep();
  }

  /** Looks at once what is to be delivered late, for tests; false if it has to be tried again. */
  boolean release() {
    return releases.sweep();
  }

  /** The checks of its own records, for tests. */
  IntegrityCheck integrityCheck() {
    return integrity;
  }

  /** Returns true if the journal's disk does not answer. */
  public boolean isStalled() {
    return journal.stalledFor().isPresent();
  }

  /** False once one of its threads has ended by an internal error: only a restart helps. */
  public boolean isAlive() {
    return workers.areAlive();
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
    workers.close();
    readerFiles.mark();
  }

  static RuntimeSettings rules(Config config) {
    List<RecipientRouter.User> users =
        config.users().stream()
            .map(u -> new RecipientRouter.User(u.id(), u.name(), u.distributors()))
            .toList();
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
}
