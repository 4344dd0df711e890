package org.lastgasp.policy;

import java.util.List;
import org.lastgasp.id.RequestId;

/** Whether an activation request is tracked. */
public sealed interface Admission {

  /** It is: this is its order. */
  record Tracked(Order order) implements Admission {}

  /**
   * It is relayed and nothing more.
   *
   * @param detail what exactly, for people: the contradiction found, the manufacturer named
   * @param doubting what it may be, if it cannot be read: unless the DSP refuses it, it may have
   *     cancelled what the devices named here hold
   */
  record Passed(Untracked reason, String detail, List<RequestId> doubting) implements Admission {
    public Passed {
      doubting = List.copyOf(doubting);
    }

    /** One that changes nothing a device holds, or is tracked by nobody. */
    public Passed(Untracked reason, String detail) {
      this(reason, detail, List.of());
    }
  }
}
