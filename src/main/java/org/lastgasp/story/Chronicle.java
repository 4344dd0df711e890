package org.lastgasp.story;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.hindsight.Cases;
import org.lastgasp.inventory.View;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.Recorded;

/**
 * What is told of the past: the alerts, the audit trail, and why an alert was held back or not.
 * Safe for any number of threads.
 *
 * <p>Every method throws a {@link StoryUnavailable} if the index cannot be read.
 */
public final class Chronicle implements AutoCloseable {
  private static final int READ_AT_ONCE = 500;
  private static final int MOST_LOOKED_AT = 20_000;
  private static final int MOST_COPIED = 1_000; // alerts of one hub whose copies are looked for

  private final List<Index> parts;
  private final BooleanSupplier freshen;
  private final Explainer explainer;
  private final Lock addingUp = new ReentrantLock(); // the memory for it is bounded for one

  /** Of parts in the journal's order; {@code freshen} says whether all there is was taken up. */
  Chronicle(
      List<Index> parts, BooleanSupplier freshen, View devices, Fates fates, Cases cases) {
    this.parts = List.copyOf(parts);
    this.freshen = freshen;
    this.explainer = new Explainer(this, devices, fates, cases);
  }

  /**
   * Reads what a gateway left behind, without changing it: its index as far as that goes, and the
   * journal from there on. A folder without an index is no fault.
   */
  public static Chronicle offline(
      Path folder, JournalReader journal, View devices, Cases cases) {
    List<Index> parts = new ArrayList<>();
    Path file = folder.resolve(Story.FILE);
    if (Files.exists(file)) {
      parts.add(Index.readOnly(file));
    }
    Index tail = Index.inMemory();
    long position = parts.isEmpty() ? 0 : parts.getFirst().position();
    List<Recorded> read = journal.read(position, READ_AT_ONCE);
    while (!read.isEmpty()) {
      position = read.getLast().number();
      tail.write(read, position);
      read = journal.read(position, READ_AT_ONCE);
    }
    parts.add(tail);
    return new Chronicle(parts, () -> true, devices, Fates.UNKNOWN, cases);
  }

  /** Power Outage Alerts: {@link Entry.AlertJudged} and {@link Entry.AlertCopied}. */
  public Page alerts(Asked.Alerts asked) {
    boolean fresh = freshen.getAsBoolean();
    Set<Sort> sorts = asked.outcome().map(Chronicle::sorts).orElse(Sort.ALERTS);
    if (asked.hub().isEmpty()) {
      return page(asked, fresh, (part, range) -> part.first(sorts, range, READ_AT_ONCE), r -> true);
    }
    Name hub = new Name.Device(asked.hub().get());
    Predicate<Recorded> ofHub =
        r -> !(r.entry() instanceof Entry.AlertJudged a) || a.hub().equals(asked.hub());
    return page(asked, fresh, (part, range) -> ofHub(part, hub, sorts, range), ofHub);
  }

  private static Set<Sort> sorts(Asked.Outcome outcome) {
    return switch (outcome) {
      case SUPPRESSED -> EnumSet.of(Sort.ALERT_SUPPRESSED);
      case FORWARDED -> EnumSet.of(Sort.ALERT_FORWARDED);
      case COPY -> EnumSet.of(Sort.ALERT_COPIED);
    };
  }

  /** A copy names no hub: it is found by the alert it is a copy of. */
  private List<Recorded> ofHub(Index part, Name hub, Set<Sort> sorts, Index.Range range) {
    List<List<Recorded>> sources = new ArrayList<>();
    sources.add(part.named(hub, sorts, range, READ_AT_ONCE));
    if (sorts.contains(Sort.ALERT_COPIED)) {
      Set<Sort> suppressed = EnumSet.of(Sort.ALERT_SUPPRESSED);
      Index.Range before = Index.Range.upTo(range.upTo());
      for (Recorded each : last(hub, suppressed, before, MOST_COPIED)) {
        Name copies = new Name.CopyOf(each.number());
        sources.add(part.named(copies, sorts, range, READ_AT_ONCE));
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
        .sorted(Comparator.comparingLong(Recorded::number))
        .toList();
  }

  /** The Service Audit Trail: all that was relayed and forwarded, nothing that was suppressed. */
  public Page audit(Asked.Audit asked) {
    boolean fresh = freshen.getAsBoolean();
    Predicate<Recorded> meant =
        r ->
            asked.device().filter(d -> !devices(r.entry()).contains(d)).isEmpty()
                && asked.user().filter(u -> !user(r.entry()).equals(Optional.of(u))).isEmpty();
    Optional<Name> name = asked.device().or(asked::user).map(Name.Device::new);
    return page(
        asked,
        fresh,
        (part, range) ->
            name.isPresent()
                ? part.named(name.get(), Sort.AUDITED, range, READ_AT_ONCE)
                : part.first(Sort.AUDITED, range, READ_AT_ONCE),
        meant);
  }

  /** The alerts received between two instants, counted; not waiting for what is not taken up. */
  public AlertCounts counts(Instant from, Instant to) {
    return parts.stream()
        .map(part -> part.counts(from, to))
        .reduce(AlertCounts.none(), AlertCounts::plus);
  }

  /** When the switch was set last, as far as that is remembered and taken up. */
  public Optional<Entry.Switched> lastSwitched() {
    Index.Range all = Index.Range.after(0);
    return last(Name.Event.SWITCH, Sort.CHANGES, all, 1).stream()
        .map(Recorded::entry)
        .filter(Entry.Switched.class::isInstance)
        .map(Entry.Switched.class::cast)
        .findFirst();
  }

  /** Who changed what, from the oldest on. */
  public ChangePage changes(Asked.Changes asked) {
    boolean fresh = freshen.getAsBoolean();
    Page page =
        page(
            asked,
            fresh,
            (part, range) -> part.first(Sort.CHANGES, range, READ_AT_ONCE),
            Changes::isOne);
    return new ChangePage(new Changes(this).told(page.entries()), page.next());
  }

  /** The last so many changes of the time that is asked for, in the journal's order. */
  public ChangePage lastChanges(Asked.Changes asked, int most) {
    boolean unused = freshen.getAsBoolean();
    List<Recorded> found = new ArrayList<>();
    long upTo = Long.MAX_VALUE;
    int lookedAt = 0;
    List<Recorded> read = last(Sort.CHANGES, Index.Range.upTo(upTo), READ_AT_ONCE);
    while (!read.isEmpty() && found.size() <= most && lookedAt < MOST_LOOKED_AT) {
      for (Recorded each : read) {
        if (isWithin(asked, each.entry().at()) && Changes.isOne(each)) {
          found.addFirst(each);
        }
      }
      lookedAt += read.size();
      upTo = read.getLast().number() - 1;
      read = last(Sort.CHANGES, Index.Range.upTo(upTo), READ_AT_ONCE);
    }
    List<Changed> told = new Changes(this).told(found);
    return new ChangePage(
        told.subList(Math.max(0, told.size() - most), told.size()), OptionalLong.empty());
  }

  /** Waits a while until all is taken up that the journal has now, and says whether it is. */
  public boolean isFresh() {
    return freshen.getAsBoolean();
  }

  /** What counts in the books, of what was received from an instant on and before another. */
  public Postings postings(Instant from, Instant to) {
    return new Postings(this, parts, from, to);
  }

  /** The oldest entry that is remembered; empty if there is none. */
  public Optional<Recorded> beginning() {
    return parts.stream()
        .flatMap(part -> part.first(EnumSet.allOf(Sort.class), Index.Range.after(0), 1).stream())
        .findFirst();
  }

  /** Who asked for it or whom it is for; nobody, if none could be found. */
  public static Optional<Eui64> user(Entry entry) {
    return switch (entry) {
      case Entry.AlertJudged alert -> somebody(alert.recipient());
      case Entry.Carried carried -> somebody(carried.recipient());
      case Entry.Relayed relayed -> relayed.request().map(RequestId::originator);
      case Entry.ActivationRequested asked -> asked.request().map(RequestId::originator);
      case Entry.ActivationAnswered answered -> answered.request().map(RequestId::originator);
      case Entry.AlertCopied e -> Optional.empty();
      case Entry.Switched e -> Optional.empty();
      case Entry.ActivationFailed e -> Optional.empty();
      case Entry.StormOrdered e -> Optional.empty();
      case Entry.BreakerTurned e -> Optional.empty();
      case Entry.Configured e -> Optional.empty();
      case Entry.Supplied e -> Optional.empty();
      case Entry.ClockDiffered e -> Optional.empty();
      case Entry.WindowsEnded e -> Optional.empty();
      case Entry.ClockTrusted e -> Optional.empty();
      case Entry.Gap e -> Optional.empty();
      case Entry.HandedOver handed -> somebody(handed.recipient());
      case Entry.Released released -> somebody(released.recipient());
      case Entry.Restored e -> Optional.empty();
      case Entry.Settled e -> Optional.empty();
      case Entry.State e -> Optional.empty();
    };
  }

  private static Optional<Eui64> somebody(Eui64 recipient) {
    return Optional.of(recipient).filter(id -> !id.equals(Entry.NOBODY));
  }

  /** The devices an entry is about; the Service User is none of them. */
  private static Set<Eui64> devices(Entry entry) {
    Set<Eui64> devices = Name.devices(entry);
    user(entry).ifPresent(devices::remove);
    return devices;
  }

  private interface Source {
    List<Recorded> read(Index part, Index.Range range);
  }

  private Page page(Asked asked, boolean fresh, Source source, Predicate<Recorded> meant) {
    List<Recorded> found = new ArrayList<>();
    long at = asked.after();
    int lookedAt = 0;
    for (Index part : parts) {
      Index.Range range = part.range(asked.from(), asked.to());
      boolean more = true;
      while (more && found.size() <= asked.limit() && lookedAt < MOST_LOOKED_AT) {
        Index.Range rest = new Index.Range(Math.max(at, range.after()), range.upTo());
        List<Recorded> read = source.read(part, rest);
        more = !read.isEmpty();
        for (Recorded each : read) {
          at = each.number();
          lookedAt++;
          if (isWithin(asked, each.entry().at()) && meant.test(each)) {
            found.add(each);
          }
        }
      }
    }
    if (found.size() > asked.limit()) {
      List<Recorded> page = found.subList(0, asked.limit());
      return new Page(page, OptionalLong.of(page.getLast().number()));
    }
    if (lookedAt >= MOST_LOOKED_AT) {
      return new Page(found, OptionalLong.of(at));
    }
    long behind = Math.max(asked.after(), parts.getLast().position());
    return new Page(found, fresh ? OptionalLong.empty() : OptionalLong.of(behind));
  }

  private static boolean isWithin(Asked asked, Instant at) {
    return isWithin(asked.from(), asked.to(), at);
  }

  private static boolean isWithin(Optional<Instant> from, Optional<Instant> to, Instant at) {
    return from.filter(at::isBefore).isEmpty() && to.filter(end -> !at.isBefore(end)).isEmpty();
  }

  /**
   * The account of the activations asked for in a time, and of the alerts that came in it. One is
   * added up at a time; who asks meanwhile waits.
   *
   * @param until windows that still run then count as far as that
   * @return empty if there are more activations than can be added up at once: ask for less time
   */
  public Optional<List<Campaign>> campaigns(
      Optional<Instant> from, Optional<Instant> to, Instant until) {
    boolean unused = freshen.getAsBoolean();
    addingUp.lock();
    try {
      return addedUp(from, to, until);
    } finally {
      addingUp.unlock();
    }
  }

  private Optional<List<Campaign>> addedUp(
      Optional<Instant> from, Optional<Instant> to, Instant until) {
    Campaigns campaigns = new Campaigns(until);
    for (Index part : parts) {
      Index.Range range = part.range(from, to);
      List<Recorded> read = part.first(Campaigns.SORTS, range, READ_AT_ONCE);
      while (!read.isEmpty()) {
        for (Recorded each : read) {
          if (isWithin(from, to, each.entry().at()) && !campaigns.take(each)) {
            return Optional.empty();
          }
        }
        range = new Index.Range(read.getLast().number(), range.upTo());
        read = part.first(Campaigns.SORTS, range, READ_AT_ONCE);
      }
    }
    return Optional.of(campaigns.finished());
  }

  /**
   * Why the alerts of something were held back or not.
   *
   * @param id a hub, meter, MPAN, ResponseID or RequestID
   * @param after the number of the last alert of the page before; 0 for the first page
   * @param limit how many alerts, at most
   * @return empty if nothing is known of it, here and in the inventory
   */
  public Optional<Explanation> explain(String id, long after, int limit) {
    boolean fresh = freshen.getAsBoolean();
    return explainer.explain(id.strip(), after, limit, fresh);
  }

  /** One entry, if it is remembered. */
  Optional<Recorded> entry(long number) {
    return parts.stream().flatMap(part -> part.entry(number).stream()).findFirst();
  }

  /** The first so many of a name in a range, in order. */
  List<Recorded> first(Name name, Set<Sort> sorts, Index.Range range, int most) {
    List<Recorded> found = new ArrayList<>();
    for (Index part : parts) {
      part.named(name, sorts, range, most - found.size()).stream()
          .filter(r -> Name.of(r.entry()).contains(name))
          .forEach(found::add);
    }
    return found;
  }

  /** The last so many of a name in a range, the last one first. */
  List<Recorded> last(Name name, Set<Sort> sorts, Index.Range range, int most) {
    List<Recorded> found = new ArrayList<>();
    for (Index part : parts.reversed()) {
      part.lastNamed(name, sorts, range, most - found.size()).stream()
          .filter(r -> Name.of(r.entry()).contains(name))
          .forEach(found::add);
    }
    return found;
  }

  /** The last so many of some sorts in a range, the last one first. */
  List<Recorded> last(Set<Sort> sorts, Index.Range range, int most) {
    List<Recorded> found = new ArrayList<>();
    for (Index part : parts.reversed()) {
      found.addAll(part.last(sorts, range, most - found.size()));
    }
    return found;
  }

  @Override
  public void close() {
    parts.forEach(Index::close);
  }
}
