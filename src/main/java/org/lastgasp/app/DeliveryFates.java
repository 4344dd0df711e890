package org.lastgasp.app;

import java.util.List;
import org.lastgasp.delivery.Delivery;
import org.lastgasp.delivery.SetAside;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Recorded;
import org.lastgasp.story.Fates;

/** What delivery knows of an entry. */
final class DeliveryFates implements Fates {
  private final Delivery delivery;

  DeliveryFates(Delivery delivery) {
    this.delivery = delivery;
  }

  @Override
  public Fate of(Recorded entry) {
    if (!(entry.entry() instanceof Entry.AlertJudged alert)) {
      return Fate.UNKNOWN;
    }
    List<SetAside> aside = delivery.setAside(entry.number() - 1, 1);
    if (aside.stream().anyMatch(each -> each.number() == entry.number())) {
      return Fate.SET_ASIDE;
    }
    return delivery.isThrough(alert.recipient(), entry.number()) ? Fate.TAKEN : Fate.WAITING;
  }
}
