package org.lastgasp.api;

import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.lastgasp.policy.Window;

/**
 * A page of windows, in the order they were recorded. However many there are, only those of the
 * page are sorted.
 */
record WindowPage(List<Window> windows, OptionalLong next) {

  /**
   * The page of some windows, in no order.
   *
   * @param after the number that the page before gave; 0 for the first page
   */
  static WindowPage of(Stream<Window> some, long after, int limit) {
    TreeMap<Long, Window> first = new TreeMap<>();
    some.filter(window -> window.recorded() > after)
        .forEach(
            window -> {
              if (first.size() <= limit || window.recorded() < first.lastKey()) {
                first.put(window.recorded(), window);
              }
              if (first.size() - 1 > limit) {
                first.pollLastEntry();
              }
            });
    boolean more = first.size() > limit;
    if (more) {
      first.pollLastEntry();
    }
    return new WindowPage(
        List.copyOf(first.values()),
        more ? OptionalLong.of(first.lastKey()) : OptionalLong.empty());
  }
}
