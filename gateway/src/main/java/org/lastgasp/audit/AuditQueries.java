package org.lastgasp.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.lastgasp.audit.ChangePage.Changed;
import org.lastgasp.files.ReadAccess;
import org.lastgasp.hindsight.CaseLookup;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.JournalTailer;
import org.lastgasp.journal.Position;
import org.lastgasp.policy.Event;

/**
 * The queries about the past: the alerts, the audit trail, and why an alert was suppressed or not.
 * Safe for any number of threads.
 *
 * <p>Every method throws a {@link org.lastgasp.sqlite.StoreUnavailable} if the index cannot be
 * read.
 */
public final class AuditQueries implements AutoCloseable {
  private static final int READ_AT_ONCE = 500;
  private static final int MOST_LOOKED_AT = 20_000;
  static final Duration A_MOMENT = Duration.ofMillis(50); // of 300 ms for a page
  private static final int MOST_COPIED = 1_000; // alerts of one hub whose duplicates are read

  private final List<AuditDatabase> parts;
  private final BooleanSupplier freshen;
  private final BooleanSupplier relabel;
  private final InventoryLookup devices;
  private final Explainer explainer;
  private final CampaignQueries campaigns;
  private final AuditQueries soFar;

  /**
   * Of parts in the journal's order; {@code freshen} waits so long for all there is to be taken up,
   * and says whether it was, {@code relabel} whether all changes of labels were.
   */
  AuditQueries(
      List<AuditDatabase> parts,
      Predicate<Duration> freshen,
      BooleanSupplier relabel,
      InventoryLookup devices,
      DeliveryLookup deliveries,
      CaseLookup cases) {
    this.parts = List.copyOf(parts);
    this.freshen = () -> freshen.test(JournalTailer.PATIENCE);
    this.relabel = relabel;
    this.devices = devices;
    this.explainer = new Explainer(this, devices, deliveries, cases);
    this.campaigns = new CampaignQueries(this.parts, this.freshen, devices);
    this.soFar =
        new AuditQueries(this, () -> freshen.test(A_MOMENT), deliveries, cases);
  }

  private AuditQueries(
      AuditQueries patient, BooleanSupplier freshen, DeliveryLookup deliveries, CaseLookup cases) {
    this.parts = patient.parts;
    this.freshen = freshen;
    this.relabel = patient.relabel;
    this.devices = patient.devices;
    this.explainer = new Explainer(this, devices, deliveries, cases);
    this.campaigns = patient.campaigns;
    this.soFar = this;
  }

  /**
   * The same queries for callers that must not wait long: if the index is behind, they answer from
   * what is indexed.
   */
  public AuditQueries soFar() {
    return soFar;
  }

  /**
   * The queries over a data folder on which no gateway runs, without changing it: over its index,
   * and over the journal after the index's end. The index may be missing.
   */
  public static AuditQueries offline(
      Path folder, JournalReader journal, InventoryLookup devices, CaseLookup cases) {
    List<AuditDatabase> parts = new ArrayList<>();
    Path file = folder.resolve(AuditIndexer.FILE);
    if (ReadAccess.toFile(file)) {
      parts.add(AuditDatabase.readOnly(file));
    }
    AuditDatabase tail = AuditDatabase.inMemory();
    Position position = parts.isEmpty() ? Position.START : parts.getFirst().position();
    List<Entry> read = journal.read(position, READ_AT_ONCE);
    while (!read.isEmpty()) {
      position = journal.behind(read.getLast().number());
      tail.write(read, position);
      read = journal.read(position, READ_AT_ONCE);
    }
    parts.add(tail);
    return new AuditQueries(
        parts, wait -> true, () -> relabel(parts, cases), devices, DeliveryLookup.UNKNOWN, cases);
  }

  private static boolean relabel(List<AuditDatabase> parts, CaseLookup cases) {
    for (AuditDatabase part : parts) {
      boolean more = true;
      while (more) {
        more = part.follow(cases, READ_AT_ONCE);
      }
    }
    return true;
  }

  /** Power Outage Alerts: {@link Event.AlertJudged} and {@link Event.AlertCopied}. */
  public AuditQuery.Page alerts(AuditQuery.Alerts asked) {
    boolean fresh = freshen.getAsBoolean();
    fresh &= asked.filter().label().isEmpty() || relabel.getAsBoolean();
    if (asked.hub().isEmpty()) {
      int most = Math.min(READ_AT_ONCE, asked.limit() + 1); // nearly all that are read are meant
      return page(asked, fresh, (part, range) -> part.alerts(asked, range, most), r -> true);
    }
    IndexKey hub = new IndexKey.Device(asked.hub().get());
    Predicate<Entry> ofHub =
        r -> !(r.entry() instanceof Event.AlertJudged a) || a.hub().equals(asked.hub());
    return page(asked, fresh, (part, range) -> ofHub(part, hub, asked, range), ofHub);
  }

  /**
   * The last alerts of a filter, of any hub, the last one first; without waiting for entries that
   * are not indexed yet.
   *
   * @param upTo the number of the last entry that may be among them
   */
  public List<Entry> lastAlerts(
      AuditQuery.Filter filter,
      Optional<Instant> from,
      Optional<Instant> to,
      long upTo,
      int most) {
    AuditQuery.Alerts asked =
        new AuditQuery.Alerts(Optional.empty(), filter, from, to, 0, most);
    List<Entry> found = new ArrayList<>();
    for (AuditDatabase part : parts.reversed()) {
      AuditDatabase.Range hours = part.range(from, to);
      long last = Math.min(hours.upTo(), upTo);
      int wanted = most - found.size();
      while (found.size() < most) {
        List<Entry> read = // by whole seconds: some of the first and last one may not be meant
            part.lastAlerts(asked, new AuditDatabase.Range(hours.after(), last), wanted);
        read.stream()
            .filter(each -> isWithin(asked, each.entry().at()))
            .limit(most - found.size())
            .forEach(found::add);
        if (read.size() < wanted) {
          break;
        }
        last = read.getLast().number() - 1;
        wanted = READ_AT_ONCE;
      }
    }
    return found;
  }

  /** The alerts of a hub and their duplicates, which name no hub and are found by the original. */
  private List<Entry> ofHub(
      AuditDatabase part, IndexKey hub, AuditQuery.Alerts asked, AuditDatabase.Range range) {
    List<List<Entry>> sources = new ArrayList<>();
    sources.add(part.alerts(hub, asked, range, READ_AT_ONCE));
    if (asked.filter().mayBeCopies()) {
      Set<EventType> suppressed = EnumSet.of(EventType.ALERT_SUPPRESSED);
      AuditDatabase.Range before = AuditDatabase.Range.upTo(range.upTo());
      for (Entry each : last(hub, suppressed, before, MOST_COPIED)) {
        IndexKey copies = new IndexKey.DuplicateOf(each.number());
        sources.add(part.alerts(copies, asked, range, READ_AT_ONCE));
      }
    }
    long complete = // up to here every source has given all it has
        sources.stream()
            .filter(source -> source.size() == READ_AT_ONCE)
            .mapToLong(source -> source.getLast().number())
            .min()
            .orElse(range.upTo());
    return sources.stream()
        .flatMap(List::stream)
        .filter(r -> r.number() <= complete)
        .sorted(Comparator.comparingLong(Entry::number))
        .toList();
  }

  /** The Service Audit Trail: all that was relayed and forwarded, nothing that was suppressed. */
  public AuditQuery.Page audit(AuditQuery.Audit asked) {
    boolean fresh = freshen.getAsBoolean();
    Predicate<Entry> meant =
        r ->
            asked.device().filter(d -> !devices(r.entry()).contains(d)).isEmpty()
                && asked.user().filter(u -> !user(r.entry()).equals(Optional.of(u))).isEmpty();
    Optional<IndexKey> name = asked.device().or(asked::user).map(IndexKey.Device::new);
    return page(
        asked,
        fresh,
        (part, range) ->
            name.isPresent()
                ? part.named(name.get(), EventType.AUDITED, range, READ_AT_ONCE)
                : part.first(EventType.AUDITED, range, READ_AT_ONCE),
        meant);
  }

  /** The counts of alerts received between two instants, as far as they are indexed. */
  public AlertCounts counts(Instant from, Instant to) {
    return parts.stream()
        .map(part -> part.counts(from, to))
        .reduce(AlertCounts.none(), AlertCounts::plus);
  }

  /**
   * The alerts that went straight to their receivers while the journal could not be written, of
   * such times that ended since an instant: they are in no entry of their own, nor in a count.
   */
  public long handedOver(Instant from) {
    long sum = 0;
    for (AuditDatabase part : parts) {
      AuditDatabase.Range range = part.range(Optional.of(from), Optional.empty());
      sum +=
          part
              .lastNamed(
                  IndexKey.Topic.OTHERS, EnumSet.of(EventType.EVENT), range, MOST_LOOKED_AT)
              .stream()
              .map(Entry::entry)
              .filter(each -> !each.at().isBefore(from))
              .mapToLong(each -> each instanceof Event.Gap gap ? gap.alertsRelayed() : 0)
              .sum();
    }
    return sum;
  }

  /** The last notes on a suppressed alert, in the journal's order. */
  public List<Event.Noted> notes(long alert, int most) {
    IndexKey name = new IndexKey.NoteOn(alert);
    return last(name, EnumSet.of(EventType.EVENT), AuditDatabase.Range.after(0), most)
        .reversed()
        .stream()
        .map(each -> (Event.Noted) each.entry())
        .toList();
  }

  /** The last settled items of the work-list since an instant, the last one first. */
  public List<Event.Settled> settledSince(Instant from, int most) {
    List<Event.Settled> found = new ArrayList<>();
    for (AuditDatabase part : parts.reversed()) {
      AuditDatabase.Range range = part.range(Optional.of(from), Optional.empty());
      part
          .lastNamed(
              IndexKey.Topic.WORK_LIST, EnumSet.of(EventType.EVENT), range, MOST_LOOKED_AT)
          .stream()
          .map(Entry::entry)
          .filter(Event.Settled.class::isInstance)
          .map(Event.Settled.class::cast)
          .filter(each -> !each.at().isBefore(from))
          .limit(most - found.size())
          .forEach(found::add);
    }
    return found;
  }

  /** The same for each minute, in order. */
  public List<AlertCounts.Minute> minutes(Instant from, Instant to) {
    return parts.stream().flatMap(part -> part.minutes(from, to).stream()).toList();
  }

  /**
   * The entries of the last changes since an instant, in the journal's order, as far as they are
   * indexed.
   */
  public List<Entry> changesSince(Instant from, int most) {
    List<Entry> found = new ArrayList<>();
    for (AuditDatabase part : parts.reversed()) {
      AuditDatabase.Range range = part.range(Optional.of(from), Optional.empty());
      part.last(EventType.CHANGES, range, most - found.size()).stream()
          .filter(each -> !each.entry().at().isBefore(from) && Changes.isOne(each))
          .forEach(found::addFirst);
    }
    return found;
  }

  /** The last setting of the switch; empty if it has expired or is not indexed yet. */
  public Optional<Event.Switched> lastSwitched() {
    AuditDatabase.Range all = AuditDatabase.Range.after(0);
    return last(IndexKey.Topic.SWITCH, EventType.CHANGES, all, 1).stream()
        .map(Entry::entry)
        .filter(Event.Switched.class::isInstance)
        .map(Event.Switched.class::cast)
        .findFirst();
  }

  /** The changes and who made them, from the oldest on. */
  public ChangePage changes(AuditQuery.Changes asked, Visible visible) {
    boolean fresh = freshen.getAsBoolean();
    AuditQuery.Page page =
        page(
            asked,
            fresh,
            (part, range) -> part.first(EventType.CHANGES, range, READ_AT_ONCE),
            each -> isSeen(each, visible));
    return new ChangePage(new Changes(this).told(page.entries()), page.next());
  }

  /** The last changes of the requested time, in the journal's order. */
  public ChangePage lastChanges(AuditQuery.Changes asked, int most, Visible visible) {
    boolean unused = freshen.getAsBoolean();
    List<Entry> found = new ArrayList<>();
    long upTo = Long.MAX_VALUE;
    int lookedAt = 0;
    List<Entry> read = last(EventType.CHANGES, AuditDatabase.Range.upTo(upTo), READ_AT_ONCE);
    while (!read.isEmpty() && found.size() <= most && lookedAt < MOST_LOOKED_AT) {
      for (Entry each : read) {
        if (isWithin(asked, each.entry().at()) && isSeen(each, visible)) {
          found.addFirst(each);
        }
      }
      lookedAt += read.size();
      upTo = read.getLast().number() - 1;
      read = last(EventType.CHANGES, AuditDatabase.Range.upTo(upTo), READ_AT_ONCE);
    }
    List<Changed> told = new Changes(this).told(found);
    return new ChangePage(
        told.subList(Math.max(0, told.size() - most), told.size()), OptionalLong.empty());
  }

  private boolean isSeen(Entry change, Visible visible) {
    return Changes.isOne(change) && visible.of(change.entry(), this::distributor);
  }

  private OptionalInt distributor(long alert) {
    return entry(alert)
        .map(Entry::entry)
        .filter(Event.AlertJudged.class::isInstance)
        .map(each -> ((Event.AlertJudged) each).distributor())
        .orElseGet(OptionalInt::empty);
  }

  /** Waits a while for the index to reach the journal's end. Returns true if it did. */
  public boolean isFresh() {
    return freshen.getAsBoolean();
  }

  /**
   * The alerts that count in the reconciliation, of those received from an instant on and before
   * another.
   */
  public AlertOutcomes alertOutcomes(Instant from, Instant to) {
    return new AlertOutcomes(this, parts, from, to);
  }

  /** The oldest entry that is remembered; empty if there is none. */
  public Optional<Entry> beginning() {
    return parts.stream()
        .flatMap(
            part ->
                part
                    .first(EnumSet.allOf(EventType.class), AuditDatabase.Range.after(0), 1)
                    .stream())
        .findFirst();
  }

  /** The Service User who sent or receives the message; empty if there is none. */
  public static Optional<Eui64> user(Event entry) {
    return switch (entry) {
      case Event.AlertJudged alert -> somebody(alert.recipient());
      case Event.Carried carried -> somebody(carried.recipient());
      case Event.Relayed relayed -> relayed.request().map(RequestId::originator);
      case Event.ActivationRequested asked -> asked.request().map(RequestId::originator);
      case Event.ActivationAnswered answered -> answered.request().map(RequestId::originator);
      case Event.AlertCopied e -> Optional.empty();
      case Event.Switched e -> Optional.empty();
      case Event.ActivationFailed e -> Optional.empty();
      case Event.StormOrdered e -> Optional.empty();
      case Event.BreakerTurned e -> Optional.empty();
      case Event.Configured e -> Optional.empty();
      case Event.Supplied e -> Optional.empty();
      case Event.ClockDiffered e -> Optional.empty();
      case Event.WindowsEnded e -> Optional.empty();
      case Event.ClockTrusted e -> Optional.empty();
      case Event.Gap e -> Optional.empty();
      case Event.HandedOver handed -> somebody(handed.recipient());
      case Event.Released released -> somebody(released.recipient());
      case Event.Restored e -> Optional.empty();
      case Event.Noted e -> Optional.empty();
      case Event.Settled e -> Optional.empty();
      case Event.DeadLetterOrdered e -> Optional.empty();
    };
  }

  private static Optional<Eui64> somebody(Eui64 recipient) {
    return Optional.of(recipient).filter(id -> !id.equals(Event.NOBODY));
  }

  /** The devices an entry is about; the Service User is none of them. */
  private static Set<Eui64> devices(Event entry) {
    Set<Eui64> devices = IndexKey.devices(entry);
    user(entry).ifPresent(devices::remove);
    return devices;
  }

  private interface Source {
    List<Entry> read(AuditDatabase part, AuditDatabase.Range range);
  }

  private AuditQuery.Page page(
      AuditQuery asked, boolean fresh, Source source, Predicate<Entry> meant) {
    List<Entry> found = new ArrayList<>();
    long at = asked.after();
    int lookedAt = 0;
    for (AuditDatabase part : parts) {
      AuditDatabase.Range range = part.range(asked.from(), asked.to());
      boolean more = true;
      while (more && found.size() <= asked.limit() && lookedAt < MOST_LOOKED_AT) {
        AuditDatabase.Range rest =
            new AuditDatabase.Range(Math.max(at, range.after()), range.upTo());
        List<Entry> read = source.read(part, rest);
        more = !read.isEmpty();
        for (Entry each : read) {
          at = each.number();
          lookedAt++;
          if (isWithin(asked, each.entry().at()) && meant.test(each)) {
            found.add(each);
          }
        }
      }
    }
    if (found.size() > asked.limit()) {
      List<Entry> page = found.subList(0, asked.limit());
      return new AuditQuery.Page(page, OptionalLong.of(page.getLast().number()));
    }
    if (lookedAt >= MOST_LOOKED_AT) {
      return new AuditQuery.Page(found, OptionalLong.of(at));
    }
    long behind = Math.max(asked.after(), parts.getLast().lastId());
    return new AuditQuery.Page(found, fresh ? OptionalLong.empty() : OptionalLong.of(behind));
  }

  private static boolean isWithin(AuditQuery asked, Instant at) {
    return isWithin(asked.from(), asked.to(), at);
  }

  private static boolean isWithin(Optional<Instant> from, Optional<Instant> to, Instant at) {
    return from.filter(at::isBefore).isEmpty() && to.filter(end -> !at.isBefore(end)).isEmpty();
  }

  /** The queries about campaigns. */
  public CampaignQueries campaigns() {
    return campaigns;
  }

  /**
   * The explanation why alerts of something were suppressed or not.
   *
   * @param id a hub, meter, MPAN, ResponseID or RequestID
   * @param after the number of the last alert of the page before; 0 for the first page
   * @param limit how many alerts, at most
   * @param visible the alerts that the caller may see; others are not read further, so the time of
   *     an answer does not reveal them either
   * @return empty if nothing is known of it, here and in the inventory
   */
  public Optional<Explanation> explain(String id, long after, int limit, Visible visible) {
    boolean fresh = freshen.getAsBoolean();
    return explainer.explain(Mpan.typed(id), Explainer.Part.first(after, limit, visible), fresh);
  }

  /**
   * The same with the last alerts, of those before one.
   *
   * @param before the number of the first alert of the page behind; the largest for the last page
   */
  public Optional<Explanation> explainLast(String id, long before, int most, Visible visible) {
    boolean fresh = freshen.getAsBoolean();
    return explainer.explain(Mpan.typed(id), Explainer.Part.last(before, most, visible), fresh);
  }

  /** The delivery state of an alert, or of a duplicate of a suppressed one. */
  public DeliveryLookup.Fate fate(Entry alert) {
    return explainer.fate(alert);
  }

  /** One entry, if it is remembered. */
  Optional<Entry> entry(long number) {
    return parts.stream().flatMap(part -> part.entry(number).stream()).findFirst();
  }

  /** The first entries of a name in a range, in order. */
  List<Entry> first(IndexKey name, Set<EventType> sorts, AuditDatabase.Range range, int most) {
    List<Entry> found = new ArrayList<>();
    for (AuditDatabase part : parts) {
      part.named(name, sorts, range, most - found.size()).stream()
          .filter(r -> IndexKey.of(r.entry()).contains(name))
          .forEach(found::add);
    }
    return found;
  }

  /** The last entries of a name in a range, the last one first. */
  List<Entry> last(IndexKey name, Set<EventType> sorts, AuditDatabase.Range range, int most) {
    List<Entry> found = new ArrayList<>();
    for (AuditDatabase part : parts.reversed()) {
      part.lastNamed(name, sorts, range, most - found.size()).stream()
          .filter(r -> IndexKey.of(r.entry()).contains(name))
          .forEach(found::add);
    }
    return found;
  }

  /** The last entries of these types in a range, the last one first. */
  List<Entry> last(Set<EventType> sorts, AuditDatabase.Range range, int most) {
    List<Entry> found = new ArrayList<>();
    for (AuditDatabase part : parts.reversed()) {
      found.addAll(part.last(sorts, range, most - found.size()));
    }
    return found;
  }

  @Override
  public void close() {
    parts.forEach(AuditDatabase::close);
  }
}
