package org.lastgasp.hindsight;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The cases somebody has to look at: suspect, or unresolved at the real end of the window; and
 * neither the supply seen since that end nor settled by an operator. Safe for any number of
 * threads.
 */
public interface WorkList {

  /**
   * A page of the list.
   *
   * @param items in the journal's order
   * @param next what to ask for with {@code after}; empty if there are no more
   */
  record Page(List<Case> items, OptionalLong next) {}

  /** The choice of whose cases are asked for. */
  sealed interface Whose {
    /** The cases of every distributor. */
    record All() implements Whose {}

    /**
     * The cases of one distributor.
     *
     * @param distributor its id; empty for alerts whose distributor is unknown
     */
    record Of(OptionalInt distributor) implements Whose {}
  }

  /**
   * A page of the list as it stands at an instant.
   *
   * @param after the number of the last case of the page before; 0 for the first page
   * @throws org.lastgasp.sqlite.StoreUnavailable if the cases cannot be read
   */
  default Page page(Whose whose, Instant now, long after, int limit) {
    return page(whose, Optional.empty(), now, after, limit);
  }

  /** The same of the cases with a label; of all if it is empty. */
  Page page(Whose whose, Optional<Label> label, Instant now, long after, int limit);

  /**
   * The cases of a list by distributor.
   *
   * @param more whether there are more than were counted
   * @param oldest when the first of them was received; empty if there is none
   */
  record Counts(List<Of> each, boolean more, Optional<Instant> oldest) {

    /**
     * The cases of one distributor.
     *
     * @param suspects the suspects among them
     */
    public record Of(OptionalInt distributor, long cases, long suspects) {}
  }

  /**
   * The numbers of the list as it stands at an instant.
   *
   * @param most of suspects and of others so many are counted
   * @throws org.lastgasp.sqlite.StoreUnavailable if the cases cannot be read
   */
  Counts counts(Whose whose, Instant now, int most);

  /**
   * The state that the list was made from, so that an empty one means something.
   *
   * @param open how many cases stand on it, of everybody
   * @param suspect how many of them are suspect
   * @param lookedAt how many alerts were ever suppressed and looked at
   * @param since when the oldest case that is kept was received; empty if there is none
   * @param upTo up to when all that was received is taken up
   * @param behind how many of the journal's entries are not taken up yet
   */
  record Standing(
      long open, long suspect, long lookedAt, Optional<Instant> since, Instant upTo, long behind) {}

  /**
   * The status of the list at an instant.
   *
   * @throws org.lastgasp.sqlite.StoreUnavailable if the cases cannot be read
   */
  Standing standing(Instant now);

  /** The reason for the label of a case: what was found last that speaks for it, in a sentence. */
  static String why(Case about) {
    return about.assessment().evidence().stream()
        .filter(each -> each.kind().label() == about.label())
        .filter(each -> each.kind() != Evidence.Kind.RELEASED) // says nothing of the cause
        .reduce((earlier, later) -> later)
        .map(each -> each.kind().words() + ": " + each.compared())
        .orElse("nothing shows yet that the supply is back");
  }

  /** The task about a case, in a sentence. */
  static String task(Case about) {
    return "read the supply status, SR 7.4, of meter " + about.held().meter();
  }
}
