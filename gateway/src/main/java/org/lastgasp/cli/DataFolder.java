package org.lastgasp.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.lastgasp.api.AlertsResponse;
import org.lastgasp.api.BlindHubs;
import org.lastgasp.api.BlindResponse;
import org.lastgasp.api.DeadLettersResponse;
import org.lastgasp.api.DeviceResponse;
import org.lastgasp.api.GatewayState;
import org.lastgasp.api.ImportResponse;
import org.lastgasp.api.OverridesResponse;
import org.lastgasp.api.Overview;
import org.lastgasp.api.Paged;
import org.lastgasp.api.ReportsResponse;
import org.lastgasp.api.StateReader;
import org.lastgasp.api.StateSentence;
import org.lastgasp.api.StateSentence.StateFacts;
import org.lastgasp.api.StatusResponse;
import org.lastgasp.api.SupportResponse;
import org.lastgasp.api.WindowsResponse;
import org.lastgasp.app.ReconciliationWiring;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.audit.AuditQuery;
import org.lastgasp.audit.Visible;
import org.lastgasp.config.Config;
import org.lastgasp.delivery.DeadLetters;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.files.ReadAccess;
import org.lastgasp.hindsight.CaseIndex;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.id.Eui64;
import org.lastgasp.inventory.Findings;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.inventory.Inventory.ImportMode;
import org.lastgasp.inventory.Inventory.PrepareResult;
import org.lastgasp.inventory.Inventory.ShrinkPolicy;
import org.lastgasp.inventory.Prepared;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.journal.sqlite.OfflineJournal;
import org.lastgasp.motorway.JournalOutage;
import org.lastgasp.motorway.LiveState;
import org.lastgasp.motorway.OperatorCommands;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.policy.Window;
import org.lastgasp.report.ReconciliationService;
import org.lastgasp.report.Report;
import org.lastgasp.report.ReportStore;
import org.lastgasp.report.SkippedRange;

/**
 * The data folder that reading commands use when no gateway answers: its files, opened read-only.
 */
final class DataFolder {
  private static final int PAGE = 1_000;

  private final Config config;

  private DataFolder(Config config) {
    this.config = config;
  }

  /** The data folder in place of a silent gateway, and a remark that says so. */
  static DataFolder instead(
      Console console,
      GatewayOption gateway,
      GatewayClient client,
      GatewayClient.Answer.Silent silent) {
    String nobody = "no gateway answers at " + client.url() + " (" + silent.why() + ")";
    if (!gateway.knowsTheFolder()) {
      throw new CommandFailed(
          Exit.FAILED, nobody, "start it, or name its --config to read its data folder");
    }
    DataFolder folder = new DataFolder(gateway.configuration());
    console.remark(nobody + "; reading its data folder " + folder.config.journal().path());
    return folder;
  }

  private Inventory inventory() {
    boolean unused = ReadAccess.toFolder(config.inventoryFolder());
    return Inventory.readOnly(config.inventoryFolder(), InstantSource.system());
  }

  /**
   * The instant up to which the journal goes: what lies in the folder is told as of then, not as of
   * the day somebody looks at it. The machine's time where nothing is recorded.
   */
  Instant now() {
    try (OfflineJournal journal = OfflineJournal.open(journalFolder())) {
      return now(journal);
    }
  }

  private static Instant now(OfflineJournal journal) {
    return journal.now().orElseGet(() -> InstantSource.system().instant());
  }

  /** The windows that are asked for. */
  WindowsResponse windows(
      Optional<Eui64> hub, Optional<Eui64> meter, Optional<Window.State> state) {
    WindowsResponse.Filter all =
        new WindowsResponse.Filter(hub, meter, state, 0, Integer.MAX_VALUE);
    return WindowsResponse.of(tracked().hubs(), all, now());
  }

  /** The hubs whose alerts are suppressed, as of the journal's last entry. */
  BlindResponse blind(WorkList.Whose whose) {
    TrackingState tracked = tracked();
    Instant at = now();
    try (Inventory inventory = inventory()) {
      StateFacts facts = facts(at, tracked, inventory, StateReader.Slow.UNKNOWN);
      return BlindResponse.of(
          blindAt(at, tracked, inventory),
          StateSentence.of(facts).effect(),
          window -> BlindResponse.isOf(List.of(whose), window), 0, Integer.MAX_VALUE - 1);
    }
  }

  /** The facts of a gateway that finds this folder and can record. */
  private StateFacts facts(
      Instant now, TrackingState tracked, Inventory inventory, StateReader.Slow slow) {
    Optional<Instant> untrusted = Optional.of(tracked.global().lastAt()).filter(now::isBefore);
    return StateReader.facts(
        now, new StateReader.Recording(Optional.empty(), untrusted), tracked, position(tracked),
        inventory.status(), config.settings(), slow);
  }

  private BlindResponse.Now blindAt(Instant at, TrackingState tracked, Inventory inventory) {
    return new BlindResponse.Now(tracked, new Policy(config.settings()), inventory, at);
  }

  private Switch position(TrackingState tracked) {
    return tracked.global().position().orElse(config.state());
  }

  /** The alerts that fit a filter, from an instant on. */
  AlertsResponse alerts(Optional<Eui64> hub, AuditQuery.Filter filter, Instant from) {
    try (OfflineJournal journal = OfflineJournal.open(journalFolder());
        Inventory inventory = inventory();
        CaseIndex cases = caseIndex(journal);
        AuditQueries queries =
            AuditQueries.offline(config.storyFolder(), journal, inventory, cases)) {
      return Paged.all(
          after -> {
            AuditQuery.Alerts asked =
                new AuditQuery.Alerts(
                    hub, filter, Optional.of(from), Optional.empty(), Long.parseLong(after), 1_000);
            return AlertsResponse.of(queries.alerts(asked), cases);
          });
    }
  }

  /** The dead letters, as far as delivery had written them down. */
  DeadLettersResponse deadLetters() {
    try (OfflineJournal journal = OfflineJournal.open(journalFolder())) {
      Map<Eui64, String> names = new HashMap<>();
      config.users().forEach(user -> names.put(user.id(), user.name()));
      names.put(Event.NOBODY, "nobody");
      return Paged.all(
          after -> {
            List<DeadLetter> page =
                DeadLetters.offline(config.deliveryFolder(), Long.parseLong(after), PAGE);
            return DeadLettersResponse.of(
                page, page.size() == PAGE,
                number -> journal.entry(number).flatMap(OutboundMessage::of),
                user -> names.getOrDefault(user, user.toString()));
          });
    }
  }

  /** The switch, as the journal knows it, else as it will be at first start. */
  Switch position() {
    return position(tracked());
  }

  /** Storm orders and the breaker. */
  OverridesResponse overrides() {
    return OverridesResponse.of(tracked().overrides());
  }

  /**
   * Returns what a gateway would say of itself at its next start, and the numbers as they lie here.
   */
  StatusResponse status() {
    Instant now = InstantSource.system().instant();
    TrackingState tracked = tracked();
    try (OfflineJournal journal = OfflineJournal.open(journalFolder());
        Inventory inventory = inventory();
        CaseIndex caseIndex = caseIndex(journal);
        AuditQueries queries =
            AuditQueries.offline(config.storyFolder(), journal, inventory, caseIndex)) {
      Instant recorded = now(journal);
      StateReader.Slow slow =
          StateReader.Slow.of(queries, blindAt(now, tracked, inventory), position(tracked));
      StateFacts facts = facts(now, tracked, inventory, slow);
      GatewayState next = StateSentence.of(facts);
      return StatusResponse.stopped(
          facts.position(),
          new GatewayState(
              next.cause(), "No gateway runs on this folder. After a start: " + next.sentence(),
              next.because()),
          Overview.of(
              recorded, BlindHubs.of(blindAt(recorded, tracked, inventory)), queries, caseIndex));
    }
  }

  /** Returns all that a support call about something needs, to the end of the journal. */
  SupportResponse support(String id, Supplier<CommandFailed> unknown) {
    StatusResponse status = status();
    TrackingState tracked = tracked();
    try (OfflineJournal journal = OfflineJournal.open(journalFolder());
        Inventory inventory = inventory();
        CaseIndex caseIndex = caseIndex(journal);
        AuditQueries queries =
            AuditQueries.offline(config.storyFolder(), journal, inventory, caseIndex)) {
      SupportResponse.Facts facts =
          new SupportResponse.Facts(
              now(journal), Optional.empty(),
              new SupportResponse.State(status.sentence(), status.because(), status.degraded()),
              position(tracked),
              config.settings(), config.hash(), inventory, tracked.hubs(),
              number -> Optional.empty());
      return Paged.all(
          after ->
              queries
                  .explain(id, Long.parseLong(after), PAGE, Visible.ALL)
                  .map(page -> SupportResponse.of(page, facts))
                  .orElseThrow(unknown));
    }
  }

  /** Every report. */
  ReportsResponse reports() {
    List<Report> all = new ArrayList<>();
    Optional<ReportStore> store = ReportStore.readOnly(config.reportFolder());
    if (store.isPresent()) {
      try (ReportStore open = store.get()) {
        for (List<Report> page = open.page(0, PAGE);
            !page.isEmpty();
            page = open.page(all.getLast().number(), PAGE)) {
          all.addAll(page);
        }
      }
    }
    return ReportsResponse.of(all, SkippedRange.in(config.reportFolder()), Integer.MAX_VALUE);
  }

  /** Returns what the index and the journal tell, to the end of the journal. */
  <T> T told(Function<AuditQueries, T> question) {
    Path folder = journalFolder();
    try (OfflineJournal journal = OfflineJournal.open(folder);
        Inventory inventory = inventory();
        CaseIndex caseIndex = caseIndex(journal);
        AuditQueries queries =
            AuditQueries.offline(config.storyFolder(), journal, inventory, caseIndex)) {
      return question.apply(queries);
    }
  }

  /** Returns what the books say, to the end of the journal. */
  ReconciliationService.Order reconciled(Instant from, Instant to) {
    try (OfflineJournal journal = OfflineJournal.open(journalFolder());
        Inventory inventory = inventory();
        CaseIndex caseIndex = caseIndex(journal);
        AuditQueries queries =
            AuditQueries.offline(config.storyFolder(), journal, inventory, caseIndex)) {
      Instant now = now(journal);
      return ReconciliationWiring.offline(config, journal, queries, caseIndex, () -> now)
          .reconcile(from, to);
    }
  }

  /** Returns what is to be looked at, as far as the journal goes. */
  <T> T found(Function<WorkList, T> question) {
    try (OfflineJournal journal = OfflineJournal.open(journalFolder());
        CaseIndex caseIndex = caseIndex(journal)) {
      return question.apply(caseIndex);
    }
  }

  private CaseIndex caseIndex(OfflineJournal journal) {
    Instant now = now(journal);
    return CaseIndex.offline(
        journal, config.hindsightFolder(), config.hindsight().settings(), () -> now);
  }

  private Path journalFolder() {
    Path folder = config.journal().path();
    if (!ReadAccess.toFolder(folder)) {
      throw new CommandFailed(
          Exit.FAILED,
          "there is no journal in " + folder + ": no gateway has run there",
          "name the --config it runs with, or its --url");
    }
    return folder;
  }

  /** Returns what a gateway would know at its next start. */
  private TrackingState tracked() {
    Path folder = journalFolder();
    LiveState live = new LiveState(new JournalOutage());
    try (OfflineJournal journal = OfflineJournal.open(folder)) {
      journal.replay(live);
    }
    return live.state();
  }

  /** One device. */
  DeviceResponse device(Eui64 id) {
    try (Inventory inventory = inventory()) {
      Device device =
          inventory
              .device(id)
              .orElseThrow(
                  () ->
                      new CommandFailed(
                          Exit.FAILED,
                          "no device " + id + " in the inventory",
                          "start a gateway and use 'lastgasp inventory import FILE'"));
      return DeviceResponse.of(device, inventory.isListed(id), new Policy(config.settings()));
    }
  }

  /** Returns what an import of devices would change. */
  ImportResponse importDevices(Path file, boolean replace) {
    ImportMode mode = replace ? ImportMode.REPLACE : ImportMode.ADD_AND_UPDATE;
    try (Inventory inventory = inventory()) {
      return result(file, inventory.prepareDevices(file, mode));
    }
  }

  /** Returns what an import of a list would change. */
  ImportResponse importGuids(Path file, ShrinkPolicy shrinking) {
    try (Inventory inventory = inventory()) {
      return result(file, inventory.prepareGuids(file, shrinking));
    }
  }

  private ImportResponse result(Path file, PrepareResult preparation) {
    return switch (preparation) {
      case PrepareResult.Refused refused -> throw refused(file, refused.faults());
      case Prepared prepared -> {
        try (prepared) {
          yield ImportResponse.dryRun(prepared, foreseen(prepared));
        }
      }
    };
  }

  /** The effect that inventory and list would have if they said something else. */
  private OperatorCommands.SupplyEffect foreseen(Prepared prospect) {
    if (!ReadAccess.toFolder(config.journal().path())) {
      return new OperatorCommands.SupplyEffect(List.of(), List.of());
    }
    Instant now = InstantSource.system().instant();
    return OperatorCommands.SupplyEffect.of(
        tracked(), new Policy(config.settings()), prospect, now);
  }

  private static CommandFailed refused(Path file, Findings faults) {
    List<String> lines = new ArrayList<>();
    faults.first().forEach(fault -> lines.add(ImportUpload.line(file, fault.line(), fault.text())));
    lines.add("the file would be refused: " + faults.counted());
    return new CommandFailed(Exit.FAILED, lines);
  }
}
