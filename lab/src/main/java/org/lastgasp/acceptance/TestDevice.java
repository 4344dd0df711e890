package org.lastgasp.acceptance;

import java.util.List;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;

/**
 * An invented meter with its hub. Its ids begin with {@code AE-CE}: locally administered, so no
 * maker's device has them.
 */
record TestDevice(Eui64 meter, Eui64 hub, Mpan mpan, Kind kind) {
  private static final int OURS = 0xAECE;
  private static final int PREFIX_SHIFT = 48;

  /** The kind of a meter: listed, or the one gate that stops it. */
  enum Kind {
    LISTED,
    NOT_LISTED,
    OTHER_MAKER,
    SMETS1
  }

  /** Returns true if it is the id of an invented device. */
  static boolean isOurs(Eui64 id) {
    return id.value() >>> PREFIX_SHIFT == OURS;
  }

  /** An invented id: of a run, and a number in it up to 65,535. */
  static Eui64 id(long run, int number) {
    return new Eui64((long) OURS << PREFIX_SHIFT | (run & 0xFFFF_FFFFL) << 16 | number);
  }

  boolean isListed() {
    return kind != Kind.NOT_LISTED;
  }

  /** Its rows of {@code inventory.csv}: the hub's and its own. */
  List<String> rows(String maker) {
    String made = kind == Kind.OTHER_MAKER ? "Acceptance Other Maker" : maker;
    String version = kind == Kind.SMETS1 ? "SMETS1" : "SMETS2 V4.2";
    return List.of(
        hub + ",CHF,CHTS v1.1,Acceptance,CH-1,,,,,",
        "%s,ESME,%s,\"%s\",ACCEPT-1,%s,%s,,,"
            .formatted(meter, version, made.replace("\"", "\"\""), hub, mpan));
  }
}
