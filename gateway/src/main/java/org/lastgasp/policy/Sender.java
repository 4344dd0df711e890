package org.lastgasp.policy;

import org.lastgasp.id.Eui64;

/** The sender of a request, as far as its connection proves one. */
public sealed interface Sender {
  /** One that need not prove who it is: nobody is configured to be checked. */
  record Unchecked() implements Sender {}

  /** One whose certificate names no Service User, or that showed none. */
  record Nameless() implements Sender {}

  /** One whose certificate names this Service User. */
  record Proven(Eui64 eui) implements Sender {}

  /** True if it may send requests of this originator. */
  default boolean isOriginator(Eui64 originator) {
    return switch (this) {
      case Unchecked _ -> true;
      case Nameless _ -> false;
      case Proven proven -> proven.eui().equals(originator);
    };
  }

  /** Returns who it is, for people. */
  default String text() {
    return switch (this) {
      case Unchecked _ -> "anybody";
      case Nameless _ -> "a sender without an EUI-64 in its certificate";
      case Proven proven -> "the certificate of " + proven.eui();
    };
  }
}
