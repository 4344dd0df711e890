package org.lastgasp.journal;

/**
 * A place between two entries of one journal: a reader keeps it to say how far it has come. Only
 * the journal makes one, moves one on, and knows which entry lies before or behind it ({@link
 * JournalReader#behind}, {@link JournalReader#id}); it is no number to count with, and not the id
 * of an entry. Immutable.
 *
 * <p>Positions of one journal are ordered as its entries are; those of two journals cannot be
 * compared. A reader with a database of its own keeps the {@link #text}.
 */
public final class Position implements Comparable<Position> {
  /** Before the first entry that was ever recorded. */
  public static final Position START = new Position(0);

  private final long order;

  private Position(long order) {
    this.order = order;
  }

  /**
   * For implementations of the journal only.
   *
   * @param order grows along the journal; 0 is {@link #START}
   */
  public static Position at(long order) {
    return order == 0 ? START : new Position(order);
  }

  /** For implementations of the journal only: what it was made {@link #at}. */
  public long order() {
    return order;
  }

  /**
   * One that was kept as {@link #text}.
   *
   * @throws IllegalArgumentException if it was not
   */
  public static Position parse(String text) {
    if (!text.matches("[0-9]{1,19}")) {
      throw new IllegalArgumentException("not a position in a journal: " + text);
    }
    return at(Long.parseLong(text));
  }

  /** As a reader keeps it: 1 to 19 digits. */
  public String text() {
    return Long.toString(order);
  }

  /** Whether everything up to another position lies before this one. */
  public boolean reaches(Position other) {
    return order >= other.order;
  }

  /** The earlier of two. */
  public static Position min(Position one, Position other) {
    return one.reaches(other) ? other : one;
  }

  /** The later of two. */
  public static Position max(Position one, Position other) {
    return one.reaches(other) ? one : other;
  }

  @Override
  public int compareTo(Position other) {
    return Long.compare(order, other.order);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Position position && position.order == order;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(order);
  }

  @Override
  public String toString() {
    return text();
  }
}
