package org.lastgasp.inventory;

import java.nio.charset.StandardCharsets;

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

  /** By the first field of its record, in any case and with space around it. */
  private static boolean isMeter(Row device) {
    byte[] record = device.record();
    int end = 0;
    while (end < record.length && record[end] != ',') {
      end++;
    }
    return new String(record, 0, end, StandardCharsets.UTF_8).strip().equalsIgnoreCase("ESME");
  }

  Prepared.Listed listed() {
    return new Prepared.Listed(listed, meters);
  }
}
