package org.lastgasp.policy;

/** Power Outage Alerts have a lane of their own and go first. */
public enum Lane {
  ALERTS,
  OTHERS
}
