package org.lastgasp.story;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Admission;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/**
 * A name by which an entry is found. The index keeps only its {@link #key}, 64 bits, so that a
 * name costs as much as a number; whoever looks up compares the names themselves.
 */
sealed interface Name {

  /** A device, or a Service User. */
  record Device(Eui64 id) implements Name {}

  /** The MPxN as written in the alert. */
  record Premises(String mpxn) implements Name {}

  /** A request and all its answers: the ResponseID they share, of an alert its own. */
  record Exchange(ResponseId id) implements Name {}

  /** The copies of a suppressed alert and its release, by the number of its entry. */
  record CopyOf(long original) implements Name {}

  /** What concerns everything. */
  enum Event implements Name {
    SWITCH,
    PRECAUTION,
    OTHERS
  }

  /** The key it is kept by: for a device its id, else a hash. */
  default long key() {
    return switch (this) {
      case Device device -> device.id().value();
      case Premises premises -> hash("mpxn " + premises.mpxn());
      case Exchange exchange -> hash("exchange " + exchange.id());
      case CopyOf copy -> hash("copy " + copy.original());
      case Event event -> hash("event " + event.name());
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
  static Set<Name> of(Entry entry) {
    Set<Name> names = new HashSet<>();
    switch (entry) {
      case Entry.AlertJudged alert -> alert(names, alert);
      case Entry.AlertCopied copy -> names.add(new CopyOf(copy.original()));
      case Entry.Carried carried -> {
        carried.device().ifPresent(id -> names.add(new Device(id)));
        carried.request().ifPresent(id -> request(names, id));
        carried.response().ifPresent(id -> response(names, id));
        names.add(new Device(carried.recipient()));
      }
      case Entry.Relayed relayed -> relayed.request().ifPresent(id -> request(names, id));
      case Entry.ActivationRequested asked -> {
        asked.request().ifPresent(id -> request(names, id));
        if (asked.admission() instanceof Admission.Tracked tracked) {
          names.add(new Device(tracked.order().hub()));
          tracked.order().mpan().map(Mpan::digits).map(Premises::new).ifPresent(names::add);
        }
      }
      case Entry.ActivationAnswered answered ->
          answered.request().ifPresent(id -> request(names, id));
      case Entry.Supplied supplied -> supplied(names, supplied);
      case Entry.Switched e -> names.add(Event.SWITCH);
      case Entry.ActivationFailed failed -> names.add(new Device(failed.meter()));
      case Entry.StormOrdered e -> names.add(Event.PRECAUTION);
      case Entry.BreakerTurned e -> names.add(Event.PRECAUTION);
      case Entry.Configured e -> names.add(Event.OTHERS);
      case Entry.ClockDiffered e -> names.add(Event.OTHERS);
      case Entry.WindowsEnded e -> names.add(Event.OTHERS);
      case Entry.ClockTrusted e -> names.add(Event.OTHERS);
      case Entry.Gap e -> names.add(Event.OTHERS);
      case Entry.HandedOver handed -> {
        handed.hub().ifPresent(hub -> names.add(new Device(hub)));
        names.add(new Device(handed.recipient()));
        names.add(new CopyOf(handed.alert()));
      }
      case Entry.Released released -> {
        released.hub().ifPresent(hub -> names.add(new Device(hub)));
        names.add(new Device(released.recipient()));
        names.add(new CopyOf(released.alert()));
      }
      case Entry.Restored e -> names.add(Event.OTHERS);
      case Entry.Settled e -> names.add(Event.OTHERS);
      case Entry.State e -> {}
    }
    return names;
  }

  /** The ids among its names. */
  static Set<Eui64> devices(Entry entry) {
    Set<Eui64> ids = new HashSet<>();
    for (Name name : of(entry)) {
      if (name instanceof Device device) {
        ids.add(device.id());
      }
    }
    return ids;
  }

  private static void request(Set<Name> names, RequestId id) {
    names.add(new Device(id.originator()));
    names.add(new Device(id.target()));
    names.add(new Exchange(id.response()));
  }

  private static void response(Set<Name> names, ResponseId id) {
    names.add(new Device(id.sender()));
    names.add(new Exchange(id));
  }

  private static void alert(Set<Name> names, Entry.AlertJudged alert) {
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

  private static void supplied(Set<Name> names, Entry.Supplied supplied) {
    names.add(Event.OTHERS);
    for (Entry.Move move : supplied.moves()) {
      names.add(new Device(move.meter()));
      names.add(new Device(move.from()));
      names.add(new Device(move.to()));
    }
    supplied.leavings().forEach(leaving -> names.add(new Device(leaving.meter())));
  }
}
