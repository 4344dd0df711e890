package org.lastgasp.policy;

/** The lanes of delivery: Power Outage Alerts have one of their own and go first. */
public enum Lane {
  ALERTS,
  OTHERS
}
