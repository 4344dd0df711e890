package org.lastgasp.motorway;

import org.lastgasp.duis.Message;
import org.lastgasp.policy.HubLocation;
import org.lastgasp.policy.Settings;

/**
 * Where alerts come from, as far as the inventory tells. Asked by the threads that receive, never
 * by the journal's writer, and only while a guard or an order needs it.
 */
final class AreaLookup {
  private final Tracker tracker;
  private final DeviceLookup devices;

  AreaLookup(Tracker tracker, DeviceLookup devices) {
    this.tracker = tracker;
    this.devices = devices;
  }

  HubLocation of(Message.Ad1 alert, Settings settings) {
    return HubLocation.isAsked(settings, tracker.precautions()) && alert.hub().isPresent()
        ? HubLocation.of(alert, tracker.hub(alert.hub().get()), devices::device)
        : HubLocation.UNKNOWN;
  }
}
