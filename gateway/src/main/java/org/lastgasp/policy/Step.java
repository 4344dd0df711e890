package org.lastgasp.policy;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The step of a critical request that a command variant asks for. Variants 5 and 7 both send the
 * command to the meter, so a repetition under the other one is still a repetition.
 */
public enum Step {
  /** CV 5 or 7: the command goes to the meter over the air. */
  SEND,
  /** CV 6: the command is handed back, to be carried to the meter by hand. */
  LOCAL_DELIVERY,
  /** Nobody can tell: payload and header contradict each other, or cannot be read. */
  UNREADABLE;

  /** The step that a command variant asks for; empty of one after which nothing goes to a meter. */
  public static Optional<Step> of(OptionalInt commandVariant) {
    return switch (commandVariant.orElse(0)) {
      case 5, 7 -> Optional.of(SEND);
      case 6 -> Optional.of(LOCAL_DELIVERY);
      default -> Optional.empty();
    };
  }
}
