package org.lastgasp.audit;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/**
 * A name by which an entry is found. The index keeps only its {@link #key}, 64 bits, so that a
 * name costs as much as a number; whoever looks up compares the names themselves.
 */
sealed interface IndexKey {

  /** A device, or a Service User. */
  record Device(Eui64 id) implements IndexKey {}

  /** The MPxN as written in the alert. */
  record Premises(String mpxn) implements IndexKey {}

  /** A request and all its answers: the ResponseID they share, of an alert its own. */
  record Exchange(ResponseId id) implements IndexKey {}

  /** The duplicates of a suppressed alert and its release, by the number of its entry. */
  record DuplicateOf(long original) implements IndexKey {}

  /** The notes on a suppressed alert, by the number of its entry. */
  record NoteOn(long alert) implements IndexKey {}

  /** The topics of what concerns everything. */
  enum Topic implements IndexKey {
    SWITCH,
    PRECAUTION,
    WORK_LIST,
    OTHERS
  }

  /** The key it is kept by: for a device its id, else a hash. */
  default long key() {
    return switch (this) {
      case Device device -> device.id().value();
      case Premises premises -> hash("mpxn " + premises.mpxn());
      case Exchange exchange -> hash("exchange " + exchange.id());
      case DuplicateOf copy -> hash("copy " + copy.original());
      case NoteOn note -> hash("note " + note.alert());
      case Topic event -> hash("event " + event.name());
    };
  }

  /** FNV-1a, 64 bits: quick, and the same in every version. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** Every name of an entry. */
  static Set<IndexKey> of(Event entry) {
    Set<IndexKey> names = new HashSet<>();
    switch (entry) {
      case Event.AlertJudged alert -> alert(names, alert);
      case Event.AlertCopied copy -> names.add(new DuplicateOf(copy.original()));
      case Event.Carried carried -> {
        carried.device().ifPresent(id -> names.add(new Device(id)));
        carried.request().ifPresent(id -> request(names, id));
        carried.response().ifPresent(id -> response(names, id));
        names.add(new Device(carried.recipient()));
      }
      case Event.Relayed relayed -> relayed.request().ifPresent(id -> request(names, id));
      case Event.ActivationRequested asked -> {
        asked.request().ifPresent(id -> request(names, id));
        if (asked.admission() instanceof TrackingDecision.Tracked tracked) {
          names.add(new Device(tracked.order().hub()));
          tracked.order().mpan().map(Mpan::digits).map(Premises::new).ifPresent(names::add);
        }
      }
      case Event.ActivationAnswered answered ->
          answered.request().ifPresent(id -> request(names, id));
      case Event.Supplied supplied -> supplied(names, supplied);
      case Event.Switched e -> names.add(Topic.SWITCH);
      case Event.ActivationFailed failed -> names.add(new Device(failed.meter()));
      case Event.StormOrdered e -> names.add(Topic.PRECAUTION);
      case Event.BreakerTurned e -> names.add(Topic.PRECAUTION);
      case Event.Configured e -> names.add(Topic.OTHERS);
      case Event.ClockDiffered e -> names.add(Topic.OTHERS);
      case Event.WindowsEnded e -> names.add(Topic.OTHERS);
      case Event.ClockTrusted e -> names.add(Topic.OTHERS);
      case Event.Gap e -> names.add(Topic.OTHERS);
      case Event.HandedOver handed -> {
        handed.hub().ifPresent(hub -> names.add(new Device(hub)));
        names.add(new Device(handed.recipient()));
        names.add(new DuplicateOf(handed.alert()));
      }
      case Event.Released released -> {
        released.hub().ifPresent(hub -> names.add(new Device(hub)));
        names.add(new Device(released.recipient()));
        names.add(new DuplicateOf(released.alert()));
      }
      case Event.Restored e -> names.add(Topic.OTHERS);
      case Event.DeadLetterOrdered e -> names.add(Topic.OTHERS);
      case Event.Noted e -> {
        names.add(Topic.WORK_LIST);
        names.add(new NoteOn(e.alert()));
      }
      case Event.Settled e -> {
        names.add(Topic.OTHERS);
        names.add(Topic.WORK_LIST);
      }
    }
    return names;
  }

  /** The ids among its names. */
  static Set<Eui64> devices(Event entry) {
    Set<Eui64> ids = new HashSet<>();
    for (IndexKey name : of(entry)) {
      if (name instanceof Device device) {
        ids.add(device.id());
      }
    }
    return ids;
  }

  private static void request(Set<IndexKey> names, RequestId id) {
    names.add(new Device(id.originator()));
    names.add(new Device(id.target()));
    names.add(new Exchange(id.response()));
  }

  private static void response(Set<IndexKey> names, ResponseId id) {
    names.add(new Device(id.sender()));
    names.add(new Exchange(id));
  }

  private static void alert(Set<IndexKey> names, Event.AlertJudged alert) {
    alert.hub().ifPresent(hub -> names.add(new Device(hub)));
    alert.response().ifPresent(id -> response(names, id));
    window(alert.verdict()).ifPresent(window -> names.add(new Device(window.meter())));
    names.add(new Device(alert.recipient()));
    if (!alert.mpxn().isBlank()) {
      names.add(new Premises(alert.mpxn()));
    }
  }

  /** The window a verdict names. */
  static Optional<Window> window(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Suppress held -> Optional.of(held.window());
      case Verdict.Forward passed -> passed.nearest();
    };
  }

  private static void supplied(Set<IndexKey> names, Event.Supplied supplied) {
    names.add(Topic.OTHERS);
    for (Event.Move move : supplied.moves()) {
      names.add(new Device(move.meter()));
      names.add(new Device(move.from()));
      names.add(new Device(move.to()));
    }
    supplied.leavings().forEach(leaving -> names.add(new Device(leaving.meter())));
  }
}
