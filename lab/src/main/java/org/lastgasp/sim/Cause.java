package org.lastgasp.sim;

/** The truth about an alert: why its hub had no supply. */
sealed interface Cause {
  /** The number that sets what is left to chance apart from others of the same hub. */
  long number();

  /** A meter cut it, while it activated its firmware. */
  record Firmware(Activation activation) implements Cause {
    @Override
    public long number() {
      return activation.id().counter();
    }
  }

  /** A real outage: there was no supply. */
  record Real(Outage outage) implements Cause {
    @Override
    public long number() {
      return outage.at().toMillis();
    }
  }
}
