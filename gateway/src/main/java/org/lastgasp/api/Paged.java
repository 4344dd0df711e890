package org.lastgasp.api;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A page of a list, which can be joined with the next one. */
public interface Paged<P extends Paged<P>> {
  /** The number to ask for with {@code after}; null if there is no more. */
  @Nullable String next();

  /** This page with the items of the next one behind its own. */
  P plus(P more);

  /** All pages as one, from a question for the page behind a position; 0 is the first one. */
  static <P extends Paged<P>> P all(Function<String, P> question) {
    List<P> pages = new ArrayList<>();
    String after = "0";
    while (after != null) {
      pages.add(question.apply(after));
      String next = pages.getLast().next();
      after = after.equals(next) ? null : next;
    }
    while (pages.size() > 1) { // by halves, as each step copies what it joins
      List<P> joined = new ArrayList<>();
      for (int i = 0; i < pages.size(); i += 2) {
        joined.add(i + 1 < pages.size() ? pages.get(i).plus(pages.get(i + 1)) : pages.get(i));
      }
      pages = joined;
    }
    return pages.getFirst();
  }

  /** A position in its text form. */
  static @Nullable String next(OptionalLong position) {
    return position.isPresent() ? String.valueOf(position.getAsLong()) : null;
  }
}
