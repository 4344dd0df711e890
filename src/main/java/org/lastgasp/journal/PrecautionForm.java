package org.lastgasp.journal;

import java.time.Duration;
import org.lastgasp.policy.Area;
import org.lastgasp.policy.Breaker;
import org.lastgasp.policy.Compared;
import org.lastgasp.policy.Crowd;
import org.lastgasp.policy.Place;
import org.lastgasp.policy.Precautions;
import org.lastgasp.policy.Storm;

/** How orders, the breaker and areas look in the facts of an entry; all may be absent. */
final class PrecautionForm {
  private PrecautionForm() {}

  static void write(FactWriter to, Place place) {
    to.number("distributor", place.distributor());
    to.optional("region", place.region(), FactWriter::text);
  }

  static Place place(Facts facts) {
    return new Place(facts.maybeSmall("distributor"), facts.maybeText("region"));
  }

  static void write(FactWriter to, Area area) {
    to.choice("kind", area.kind()).text("name", area.name());
  }

  static Area area(Facts facts) {
    return new Area(facts.choice("kind", Area.Kind.class), facts.text("name"));
  }

  static void write(FactWriter to, Precautions precautions) {
    to.objects("storms", precautions.storms(), PrecautionForm::write);
    precautions.breaker().ifPresent(open -> to.object("breaker", open, PrecautionForm::write));
  }

  static Precautions precautions(Facts facts) {
    return new Precautions(
        facts.objects("storms", PrecautionForm::storm),
        facts.maybeObject("breaker", PrecautionForm::breaker));
  }

  static void write(FactWriter to, Compared besides) {
    besides.storm().ifPresent(storm -> to.object("storm", storm, PrecautionForm::write));
    besides.breaker().ifPresent(open -> to.object("breaker", open, PrecautionForm::write));
    besides.crowd().ifPresent(crowd -> to.object("crowd", crowd, PrecautionForm::write));
  }

  static Compared compared(Facts facts) {
    boolean nothing = !facts.has("storm") && !facts.has("breaker") && !facts.has("crowd");
    return nothing
        ? Compared.NOTHING
        : new Compared(
            facts.maybeObject("storm", PrecautionForm::storm),
            facts.maybeObject("breaker", PrecautionForm::breaker),
            facts.maybeObject("crowd", PrecautionForm::crowd));
  }

  private static void write(FactWriter to, Storm storm) {
    write(to, storm.place());
    to.instant("since", storm.since())
        .optional("until", storm.until(), FactWriter::instant)
        .text("by", storm.by())
        .text("reason", storm.reason());
  }

  private static Storm storm(Facts facts) {
    return new Storm(
        place(facts),
        facts.instant("since"),
        facts.maybeInstant("until"),
        facts.text("by"),
        facts.text("reason"));
  }

  private static void write(FactWriter to, Breaker open) {
    to.instant("since", open.since()).text("why", open.why());
  }

  private static Breaker breaker(Facts facts) {
    return new Breaker(facts.instant("since"), facts.text("why"));
  }

  private static void write(FactWriter to, Crowd crowd) {
    to.object("area", crowd.area(), PrecautionForm::write)
        .number("hubs", crowd.hubs())
        .text("within", crowd.within().toString());
  }

  private static Crowd crowd(Facts facts) {
    return new Crowd(
        facts.object("area", PrecautionForm::area),
        facts.small("hubs"),
        Duration.parse(facts.text("within")));
  }
}
