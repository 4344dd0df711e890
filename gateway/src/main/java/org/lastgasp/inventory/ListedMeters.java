package org.lastgasp.inventory;

import java.util.Locale;

/**
 * A visitor that counts the electricity meters among devices, and those of them that are listed.
 */
final class ListedMeters implements MergeJoin.Visitor {
  private static final String TYPE = "esme,"; // the first field of a device's record

  private long meters;
  private long listed;

  @Override
  public void onlyBefore(Row device) {
    meters += isMeter(device) ? 1 : 0;
  }

  @Override
  public void onlyAfter(Row guid) {}

  @Override
  public void both(Row device, Row guid) {
    if (isMeter(device)) {
      meters++;
      listed++;
    }
  }

  private static boolean isMeter(Row device) {
    byte[] record = device.record();
    return record.length >= TYPE.length()
        && new String(record, 0, TYPE.length(), java.nio.charset.StandardCharsets.US_ASCII)
            .toLowerCase(Locale.ROOT)
            .equals(TYPE);
  }

  Prepared.Listed listed() {
    return new Prepared.Listed(listed, meters);
  }
}
