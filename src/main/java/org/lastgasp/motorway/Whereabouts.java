package org.lastgasp.motorway;

import org.lastgasp.duis.Message;
import org.lastgasp.policy.Locality;
import org.lastgasp.policy.Settings;

/**
 * Where alerts come from, as far as the inventory tells. Asked by the threads that receive, never
 * by the journal's writer, and only while a guard or an order needs it.
 */
final class Whereabouts {
  private final Tracker tracker;
  private final Devices devices;

  Whereabouts(Tracker tracker, Devices devices) {
    this.tracker = tracker;
    this.devices = devices;
  }

  Locality of(Message.Ad1 alert, Settings settings) {
    return Locality.isAsked(settings, tracker.precautions()) && alert.hub().isPresent()
        ? Locality.of(alert, tracker.hub(alert.hub().get()), devices::device)
        : Locality.UNKNOWN;
  }
}
