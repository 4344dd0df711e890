package org.lastgasp.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.lastgasp.access.Identity;
import org.lastgasp.audit.Visible;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.id.Mpan;
import org.lastgasp.server.Query;
import org.lastgasp.server.ServerRequest;

/** The rows that the sender of a request sees: all of them, or those of its own distributors. */
final class RowScope {
  /** Every row. */
  static final RowScope EVERYTHING = new RowScope(new Identity.Scope.All());

  private final Identity.Scope scope;

  private RowScope(Identity.Scope scope) {
    this.scope = scope;
  }

  /** Those of a scope. */
  static RowScope of(Identity.Scope scope) {
    return new RowScope(scope);
  }

  /** Those of a request, whose sender is proven. */
  static RowScope of(ServerRequest request) {
    return new RowScope(request.sender().orElseThrow().scope());
  }

  /** The scope itself. */
  Identity.Scope scope() {
    return scope;
  }

  /** True if every row is seen. */
  boolean isEverything() {
    return scope instanceof Identity.Scope.All;
  }

  /** True if rows of this distributor are seen; an unknown one's only if every row is seen. */
  boolean sees(OptionalInt distributor) {
    return switch (scope) {
      case Identity.Scope.All _ -> true;
      case Identity.Scope.Of own ->
          distributor.isPresent() && own.distributors().contains(distributor.getAsInt());
    };
  }

  /** The same, by the supply point. */
  boolean sees(Optional<Mpan> mpan) {
    return sees(mpan.map(m -> OptionalInt.of(m.distributor())).orElseGet(OptionalInt::empty));
  }

  /** The same, by the distributor's name, as in answers. */
  boolean sees(String distributor) {
    return isEverything()
        || Query.counted(distributor)
            .filter(id -> sees(OptionalInt.of(id.intValue())))
            .isPresent();
  }

  /** The same, for the index. */
  Visible visible() {
    return isEverything() ? Visible.ALL : new Visible(this::sees);
  }

  /** The work-lists that together are what is seen. */
  List<WorkList.Whose> whose() {
    return whose(new WorkList.Whose.All());
  }

  /** The work-lists that a query asks for, as far as they are seen; none if nothing is. */
  List<WorkList.Whose> whose(Query query) {
    return WorkListRoutes.whose(query).stream().flatMap(each -> whose(each).stream()).toList();
  }

  /** The names of the distributors whose rows are seen, of one who does not see everything. */
  Set<String> names() {
    return switch (scope) {
      case Identity.Scope.All _ -> throw new IllegalStateException("all of them");
      case Identity.Scope.Of own ->
          own.distributors().stream().map(String::valueOf).collect(Collectors.toSet());
    };
  }

  /** The same for what is asked for otherwise. */
  List<WorkList.Whose> whose(WorkList.Whose asked) {
    return switch (scope) {
      case Identity.Scope.All _ -> List.of(asked);
      case Identity.Scope.Of own ->
          switch (asked) {
            case WorkList.Whose.All _ ->
                own.distributors().stream()
                    .sorted()
                    .<WorkList.Whose>map(id -> new WorkList.Whose.Of(OptionalInt.of(id)))
                    .toList();
            case WorkList.Whose.Of one -> sees(one.distributor()) ? List.of(one) : List.of();
          };
    };
  }

  /** Some rows in the journal's order, and what to ask for next. */
  record Merged<T>(List<T> rows, OptionalLong next) {}

  /**
   * Merges the first pages of several lists into the first page of all of them.
   *
   * @param next of a page: behind which row it goes on; no row up to there is missing in it
   */
  static <P, T> Merged<T> merged(
      Collection<P> pages,
      Function<P, List<T>> rows,
      Function<P, OptionalLong> next,
      ToLongFunction<T> number,
      int limit) {
    long complete =
        pages.stream()
            .map(next)
            .filter(OptionalLong::isPresent)
            .mapToLong(OptionalLong::getAsLong)
            .min()
            .orElse(Long.MAX_VALUE);
    List<T> all =
        pages.stream()
            .flatMap(page -> rows.apply(page).stream())
            .filter(row -> number.applyAsLong(row) <= complete)
            .sorted(Comparator.comparingLong(number))
            .toList();
    if (all.size() > limit) {
      List<T> shown = all.subList(0, limit);
      return new Merged<>(shown, OptionalLong.of(number.applyAsLong(shown.getLast())));
    }
    return new Merged<>(
        all, complete == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(complete));
  }
}
