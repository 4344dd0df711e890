package org.lastgasp.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.id.Eui64;

/**
 * A tracking state that is kept in memory. Immutable; each change shares nearly everything with
 * this one.
 */
final class MemoryState implements TrackingState {
  static final TrackingState EMPTY =
      new MemoryState(PersistentMap.empty(), PersistentMap.empty(), GlobalState.INITIAL);

  private final PersistentMap<Eui64, HubState> hubs;
  private final PersistentMap<Eui64, Eui64> hubOfMeter;
  private final GlobalState global;

  private MemoryState(
      PersistentMap<Eui64, HubState> hubs,
      PersistentMap<Eui64, Eui64> hubOfMeter,
      GlobalState global) {
    this.hubs = hubs;
    this.hubOfMeter = hubOfMeter;
    this.global = global;
  }

  @Override
  public HubState hub(Eui64 hub) {
    HubState stored = hubs.get(hub);
    return stored == null ? HubState.empty(hub) : global.applied(stored);
  }

  @Override
  public Optional<Eui64> hubOf(Eui64 meter) {
    return Optional.ofNullable(hubOfMeter.get(meter));
  }

  @Override
  public List<HubState> hubs() {
    List<HubState> stored = hubs.values();
    stored.replaceAll(global::applied);
    return stored;
  }

  @Override
  public Map<Eui64, Eui64> meters() {
    Map<Eui64, Eui64> meters = new HashMap<>();
    hubOfMeter.forEach(meters::put);
    return meters;
  }

  @Override
  public GlobalState global() {
    return global;
  }

  @Override
  public TrackingState with(HubState hub) {
    if (hub.isEmpty()) {
      return new MemoryState(hubs.without(hub.hub()), hubOfMeter, global);
    }
    PersistentMap<Eui64, HubState> changed = hubs.with(hub.hub(), hub);
    if (changed == hubs) {
      return this;
    }
    PersistentMap<Eui64, Eui64> meters = hubOfMeter;
    for (Window each : hub.windows()) {
      meters = meters.with(each.meter(), hub.hub());
    }
    for (Cancellation each : hub.cancellations()) {
      meters = meters.with(each.meter(), hub.hub());
    }
    for (HubState.Accepted each : hub.accepted()) {
      meters = meters.with(each.request().target(), hub.hub());
    }
    return new MemoryState(changed, meters, global);
  }

  @Override
  public TrackingState withMeter(Eui64 meter, Eui64 hub) {
    return new MemoryState(hubs, hubOfMeter.with(meter, hub), global);
  }

  @Override
  public TrackingState withoutMeter(Eui64 meter) {
    return new MemoryState(hubs, hubOfMeter.without(meter), global);
  }

  @Override
  public TrackingState with(GlobalState next) {
    return new MemoryState(hubs, hubOfMeter, next);
  }
}
