package org.lastgasp.cli;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every verb that lists: from when on, and how many. */
final class ListOptions {
  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = ArgumentConverters.Since.class,
      description = "Only from this time on, or so long ago: 2h.")
  private @Nullable Instant since;

  @Option(
      names = "--last",
      paramLabel = "N",
      converter = ArgumentConverters.Count.class,
      description = "Only the last N.")
  private @Nullable Integer last;

  @Option(
      names = "--limit",
      paramLabel = "N",
      converter = ArgumentConverters.Count.class,
      description = "At most N; the first ones, unless --last is given.")
  private @Nullable Integer limit;

  Optional<Instant> since() {
    return Optional.ofNullable(since);
  }

  Optional<Integer> last() {
    return Optional.ofNullable(last);
  }

  Optional<Integer> limit() {
    return Optional.ofNullable(limit);
  }

  /** True if an instant is in the time that is asked for. */
  boolean isWanted(Instant at) {
    return since == null || !at.isBefore(since);
  }

  /** As many of a list, in its order, as are asked for. */
  <T> List<T> cut(List<T> all) {
    int newest = last == null ? all.size() : Math.min(last, all.size());
    List<T> some = all.subList(all.size() - newest, all.size());
    if (limit == null || limit >= some.size()) {
      return some;
    }
    return last == null
        ? some.subList(0, limit)
        : some.subList(some.size() - limit, some.size());
  }
}
