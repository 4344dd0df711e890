package org.lastgasp.app;

import java.util.List;
import org.lastgasp.audit.DeliveryLookup;
import org.lastgasp.delivery.DeadLetter;
import org.lastgasp.delivery.Delivery;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Event;

/** What delivery knows of an entry. */
final class DeliveryFates implements DeliveryLookup {
  private final Delivery delivery;

  DeliveryFates(Delivery delivery) {
    this.delivery = delivery;
  }

  @Override
  public Fate of(Entry entry) {
    if (!(entry.entry() instanceof Event.AlertJudged alert)) {
      return Fate.UNKNOWN;
    }
    List<DeadLetter> aside = delivery.setAside(entry.number() - 1, 1);
    if (aside.stream().anyMatch(each -> each.number() == entry.number())) {
      return Fate.SET_ASIDE;
    }
    return delivery.isThrough(alert.recipient(), entry.number()) ? Fate.TAKEN : Fate.WAITING;
  }
}
