package org.lastgasp.audit;

/** The figures of a campaign that count activations. */
public enum CampaignFigure {
  /** All that were tracked. */
  ASKED,
  /** Refused by the DSP. */
  REFUSED,
  /** Cancelled or replaced before they began. */
  CANCELLED,
  /** Begun, and neither refused nor cancelled. */
  ACTIVATED,
  /** Of those, the ones whose window no AD1 came into. */
  WITHOUT_ALERT
}
