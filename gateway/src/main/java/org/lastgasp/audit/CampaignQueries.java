package org.lastgasp.audit;

import java.lang.ref.SoftReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Window;

/**
 * The queries about campaigns: what activations did, by model, firmware and distributor. Safe for
 * any number of threads.
 *
 * <p>Every method throws a {@link org.lastgasp.sqlite.StoreUnavailable} if the index cannot be
 * read.
 */
public final class CampaignQueries {
  private static final int READ_AT_ONCE = 500;

  private final List<AuditDatabase> parts;
  private final BooleanSupplier freshen;
  private final InventoryLookup devices;
  private final Lock addingUp = new ReentrantLock(); // one at a time, to bound the memory
  private final Object recently = new Object();
  private SoftReference<CampaignCounter> recent = new SoftReference<>(null); // of recently

  /** Of parts in the journal's order, as {@link AuditQueries} has them. */
  CampaignQueries(List<AuditDatabase> parts, BooleanSupplier freshen, InventoryLookup devices) {
    this.parts = parts;
    this.freshen = freshen;
    this.devices = devices;
  }

  /**
   * The account of the activations asked for in a time, and of the alerts that came in it. One is
   * added up at a time; who asks meanwhile waits.
   *
   * @param until windows that still run then count as far as that
   * @return empty if there are more activations than can be added up at once: ask for less time
   */
  public Optional<CampaignTotals> totals(
      Optional<Instant> from, Optional<Instant> to, Instant until) {
    boolean unused = freshen.getAsBoolean();
    return whole(from, to, counter -> counter.totals(until, suspects(from, to)));
  }

  /**
   * The same from an instant on, within a part of a second: perhaps only of what came up to a time.
   * Who asks again gets more.
   */
  public Optional<CampaignTotals.SoFar> totalsSoFar(Instant from, Instant now) {
    return soFar(
        from,
        (counter, all) ->
            new CampaignTotals.SoFar(
                counter.totals(now, suspects(Optional.of(from), Optional.empty())),
                all ? now : counter.upTo(),
                all));
  }

  /**
   * The activations asked for in a time that a figure of its account counts, in no order.
   *
   * @return empty if there are too many in that time, as in {@link #totals}
   */
  public Optional<List<Window>> activations(
      Campaign.Figure figure, Optional<Instant> from, Optional<Instant> to, Instant until) {
    boolean unused = freshen.getAsBoolean();
    return whole(from, to, counter -> counter.activations(figure, until));
  }

  /** The same from an instant on, as far as {@link #totalsSoFar} has come. */
  public Optional<List<Window>> activationsSoFar(
      Campaign.Figure figure, Instant from, Instant now) {
    return soFar(from, (counter, all) -> counter.activations(figure, now));
  }

  private <T> Optional<T> soFar(Instant from, BiFunction<CampaignCounter, Boolean, T> told) {
    synchronized (recently) {
      CampaignCounter kept = recent.get();
      if (kept == null || !kept.from().equals(Optional.of(from))) {
        kept =
            new CampaignCounter(
                Optional.of(from), Optional.empty(), new UntrackedCampaigns(devices));
        recent = new SoftReference<>(kept);
      }
      long until = System.nanoTime() + AuditQueries.A_MOMENT.toNanos();
      boolean all = takeUp(kept, OptionalLong.of(until));
      return kept.isTooMany() ? Optional.empty() : Optional.of(told.apply(kept, all));
    }
  }

  /** Takes up what there is, perhaps only until a moment has passed; true if that was all. */
  private boolean takeUp(CampaignCounter counter, OptionalLong until) {
    for (AuditDatabase part : parts) {
      AuditDatabase.Range all = part.range(counter.from(), counter.to());
      List<Entry> read;
      do {
        long after = Math.max(all.after(), counter.after());
        read =
            part.first(
                Campaigns.SORTS, new AuditDatabase.Range(after, all.upTo()), READ_AT_ONCE);
        counter.take(read);
        boolean late = until.isPresent() && System.nanoTime() - until.getAsLong() > 0;
        if (late || counter.isTooMany()) {
          return false;
        }
      } while (!read.isEmpty());
    }
    return true;
  }

  private <T> Optional<T> whole(
      Optional<Instant> from, Optional<Instant> to, Function<CampaignCounter, T> told) {
    addingUp.lock();
    try {
      CampaignCounter counter = new CampaignCounter(from, to, new UntrackedCampaigns(devices));
      boolean unused = takeUp(counter, OptionalLong.empty());
      return counter.isTooMany() ? Optional.empty() : Optional.of(told.apply(counter));
    } finally {
      addingUp.unlock();
    }
  }

  /** Of the suppressed alerts that look like real outages the last ones, by campaign. */
  private List<Campaigns.Suspects> suspects(Optional<Instant> from, Optional<Instant> to) {
    List<Campaigns.Suspects> all = new ArrayList<>();
    long left = Campaign.MOST_SUSPECTS;
    for (AuditDatabase part : parts.reversed()) {
      List<Campaigns.Suspects> some = part.suspects(from, to, left);
      left -= some.stream().mapToLong(Campaigns.Suspects::alerts).sum();
      all.addAll(some);
    }
    return all;
  }
}
