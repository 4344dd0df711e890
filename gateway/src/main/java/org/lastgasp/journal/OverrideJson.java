package org.lastgasp.journal;

import java.time.Duration;
import org.lastgasp.policy.Area;
import org.lastgasp.policy.Overrides;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Verdict;

/** The JSON form of orders, the breaker and areas in the facts of an entry; all may be absent. */
final class OverrideJson {
  private OverrideJson() {}

  static void write(EntryJsonWriter to, StormOrder.Scope place) {
    to.number("distributor", place.distributor());
    to.optional("region", place.region(), EntryJsonWriter::text);
  }

  static StormOrder.Scope place(EntryJsonReader facts) {
    return new StormOrder.Scope(facts.maybeSmall("distributor"), facts.maybeText("region"));
  }

  static void write(EntryJsonWriter to, Area area) {
    to.choice("kind", area.kind()).text("name", area.name());
  }

  static Area area(EntryJsonReader facts) {
    return new Area(facts.choice("kind", Area.Kind.class), facts.text("name"));
  }

  static void write(EntryJsonWriter to, Overrides overrides) {
    to.objects("storms", overrides.storms(), OverrideJson::write);
    overrides.breaker().ifPresent(open -> to.object("breaker", open, OverrideJson::write));
  }

  static Overrides overrides(EntryJsonReader facts) {
    return new Overrides(
        facts.objects("storms", OverrideJson::storm),
        facts.maybeObject("breaker", OverrideJson::breaker));
  }

  static void write(EntryJsonWriter to, Verdict.Evidence besides) {
    besides.storm().ifPresent(storm -> to.object("storm", storm, OverrideJson::write));
    besides.breaker().ifPresent(open -> to.object("breaker", open, OverrideJson::write));
    besides.nearby().ifPresent(nearby -> to.object("crowd", nearby, OverrideJson::write));
  }

  static Verdict.Evidence compared(EntryJsonReader facts) {
    boolean nothing = !facts.has("storm") && !facts.has("breaker") && !facts.has("crowd");
    return nothing
        ? Verdict.Evidence.NOTHING
        : new Verdict.Evidence(
            facts.maybeObject("storm", OverrideJson::storm),
            facts.maybeObject("breaker", OverrideJson::breaker),
            facts.maybeObject("crowd", OverrideJson::nearby));
  }

  private static void write(EntryJsonWriter to, StormOrder storm) {
    write(to, storm.place());
    to.instant("since", storm.since())
        .optional("until", storm.until(), EntryJsonWriter::instant)
        .text("by", storm.by())
        .text("reason", storm.reason());
  }

  private static StormOrder storm(EntryJsonReader facts) {
    return new StormOrder(
        place(facts),
        facts.instant("since"),
        facts.maybeInstant("until"),
        facts.text("by"),
        facts.text("reason"));
  }

  private static void write(EntryJsonWriter to, Breaker open) {
    to.instant("since", open.since()).text("why", open.why());
  }

  private static Breaker breaker(EntryJsonReader facts) {
    return new Breaker(facts.instant("since"), facts.text("why"));
  }

  private static void write(EntryJsonWriter to, Verdict.NearbyAlerts nearby) {
    to.object("area", nearby.area(), OverrideJson::write)
        .number("hubs", nearby.hubs())
        .text("within", nearby.within().toString());
  }

  private static Verdict.NearbyAlerts nearby(EntryJsonReader facts) {
    return new Verdict.NearbyAlerts(
        facts.object("area", OverrideJson::area),
        facts.small("hubs"),
        Duration.parse(facts.text("within")));
  }
}
