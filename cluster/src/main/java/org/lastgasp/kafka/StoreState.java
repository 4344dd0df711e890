package org.lastgasp.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.EntryCodec;
import org.lastgasp.policy.Cancellation;
import org.lastgasp.policy.GlobalState;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.policy.Window;

/**
 * A tracking state over the stores of one partition. What a command changes is kept apart until
 * {@link #commit}, so that a command whose judgement fails leaves nothing behind. For the thread of
 * the partition's task.
 */
final class StoreState implements TrackingState {
  /** The form in which the state is stored; a version that stores it otherwise counts on. */
  static final int FORM = 1;

  private static final byte[] GLOBAL = {0};
  static final byte[] FORM_KEY = {2};

  private final KeyValueStore<byte[], byte[]> hubs;
  private final KeyValueStore<byte[], byte[]> meters;
  private final KeyValueStore<byte[], byte[]> globals;
  private final EntryCodec codec = new EntryCodec();
  private final Map<Eui64, HubState> changedHubs = new LinkedHashMap<>();
  private final Map<Eui64, Optional<Eui64>> changedMeters = new LinkedHashMap<>();
  private final Map<Eui64, HubState> read = new HashMap<>(); // asked for again and again
  private GlobalState stored;
  private GlobalState global;
  private boolean saysForm;

  /**
   * The state that the stores hold. One without a form was stored before forms were.
   *
   * @throws StateTooNew if a later version has stored it
   */
  StoreState(
      KeyValueStore<byte[], byte[]> hubs,
      KeyValueStore<byte[], byte[]> meters,
      KeyValueStore<byte[], byte[]> globals) {
    this.hubs = hubs;
    this.meters = meters;
    this.globals = globals;
    byte[] form = globals.get(FORM_KEY);
    if (form != null && form[0] > FORM) {
      throw new StateTooNew(form[0]);
    }
    this.saysForm = form != null && form[0] == FORM;
    this.stored =
        Optional.ofNullable(globals.get(GLOBAL))
            .map(value -> EntryCodec.global(text(value)))
            .orElse(GlobalState.INITIAL);
    this.global = stored;
  }

  @Override
  public HubState hub(Eui64 hub) {
    HubState changed = changedHubs.get(hub);
    if (changed != null) {
      return global.applied(changed);
    }
    return global.applied(read.computeIfAbsent(hub, this::stored));
  }

  private HubState stored(Eui64 hub) {
    byte[] value = hubs.get(key(hub));
    return value == null ? HubState.empty(hub) : EntryCodec.hub(text(value));
  }

  @Override
  public Optional<Eui64> hubOf(Eui64 meter) {
    Optional<Eui64> changed = changedMeters.get(meter);
    return changed != null
        ? changed
        : Optional.ofNullable(meters.get(key(meter))).map(StoreState::eui);
  }

  @Override
  public List<HubState> hubs() {
    List<HubState> all = new ArrayList<>();
    try (KeyValueIterator<byte[], byte[]> each = hubs.all()) {
      while (each.hasNext()) {
        Eui64 hub = eui(each.next().key);
        if (!changedHubs.containsKey(hub)) {
          all.add(global.applied(stored(hub)));
        }
      }
    }
    changedHubs.values().stream()
        .filter(hub -> !hub.isEmpty())
        .forEach(hub -> all.add(global.applied(hub)));
    return all;
  }

  @Override
  public Map<Eui64, Eui64> meters() {
    Map<Eui64, Eui64> all = new HashMap<>();
    try (KeyValueIterator<byte[], byte[]> each = meters.all()) {
      while (each.hasNext()) {
        KeyValue<byte[], byte[]> next = each.next();
        all.put(eui(next.key), eui(next.value));
      }
    }
    changedMeters.forEach(
        (meter, hub) ->
            hub.ifPresentOrElse(there -> all.put(meter, there), () -> all.remove(meter)));
    return all;
  }

  @Override
  public GlobalState global() {
    return global;
  }

  @Override
  public TrackingState with(HubState hub) {
    changedHubs.put(hub.hub(), hub);
    for (Window each : hub.windows()) {
      changedMeters.put(each.meter(), Optional.of(hub.hub()));
    }
    for (Cancellation each : hub.cancellations()) {
      changedMeters.put(each.meter(), Optional.of(hub.hub()));
    }
    for (HubState.Accepted each : hub.accepted()) {
      changedMeters.put(each.request().target(), Optional.of(hub.hub()));
    }
    return this;
  }

  @Override
  public TrackingState withMeter(Eui64 meter, Eui64 hub) {
    changedMeters.put(meter, Optional.of(hub));
    return this;
  }

  @Override
  public TrackingState withoutMeter(Eui64 meter) {
    changedMeters.put(meter, Optional.empty());
    return this;
  }

  @Override
  public TrackingState with(GlobalState next) {
    global = next;
    return this;
  }

  /** Puts what was changed since the last call into the stores. */
  void commit() {
    changedHubs.forEach(
        (hub, value) -> {
          if (value.isEmpty()) {
            var unusedBefore = hubs.delete(key(hub));
          } else {
            hubs.put(key(hub), bytes(codec.encode(value)));
          }
        });
    changedMeters.forEach(
        (meter, hub) ->
            hub.ifPresentOrElse(
                there -> meters.put(key(meter), key(there)),
                () -> {
                  var unusedBefore = meters.delete(key(meter));
                }));
    changedHubs.clear();
    changedMeters.clear();
    read.clear();
    if (!saysForm) {
      globals.put(FORM_KEY, new byte[] {FORM});
      saysForm = true;
    }
    if (isOtherThanTime(global)) {
      globals.put(GLOBAL, bytes(codec.encode(global)));
    }
    stored = global;
  }

  /** The latest instant is of no use to a judgement here: it alone is not worth a write. */
  private boolean isOtherThanTime(GlobalState next) {
    return !next.position().equals(stored.position())
        || !next.overrides().equals(stored.overrides())
        || !next.turnedOff().equals(stored.turnedOff())
        || !next.forgottenBlindness().equals(stored.forgottenBlindness());
  }

  /** Drops what was changed since the last {@link #commit}. */
  void undo() {
    changedHubs.clear();
    changedMeters.clear();
    read.clear();
    global = stored;
  }

  /** At most so many hubs behind another one, in the order of the store; none at the end. */
  List<Eui64> hubsAfter(Optional<Eui64> after, int most) {
    List<Eui64> some = new ArrayList<>();
    try (KeyValueIterator<byte[], byte[]> each =
        after.isPresent() ? hubs.range(key(after.get()), LAST) : hubs.all()) {
      while (each.hasNext() && some.size() < most) {
        Eui64 next = eui(each.next().key);
        if (!after.equals(Optional.of(next))) {
          some.add(next);
        }
      }
    }
    return some;
  }

  private static final byte[] LAST = key(new Eui64(-1));

  static byte[] key(Eui64 id) {
    return ByteBuffer.allocate(Long.BYTES).putLong(id.value()).array();
  }

  static Eui64 eui(byte[] key) {
    return new Eui64(ByteBuffer.wrap(key).getLong());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
