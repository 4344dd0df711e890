package org.lastgasp.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A visitor that counts the electricity meters among devices, and those of them that are listed.
 */
final class ListedMeters implements MergeJoin.Visitor {
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

  /** The type is the first field of a device's record. */
  private static boolean isMeter(Row device) {
    String record = new String(device.record(), UTF_8);
    int end = record.indexOf(',');
    return end >= 0 && record.substring(0, end).strip().equalsIgnoreCase("ESME");
  }

  Prepared.Listed listed() {
    return new Prepared.Listed(listed, meters);
  }
}
