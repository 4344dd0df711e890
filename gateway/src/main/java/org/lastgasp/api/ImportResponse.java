package org.lastgasp.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lastgasp.inventory.Findings;
import org.lastgasp.inventory.Prepared;
import org.lastgasp.motorway.OperatorCommands;
import org.lastgasp.policy.Window;

/**
 * A response that says what an import makes of a file, the same from a gateway and from a data
 * folder alone.
 *
 * @param windowsMoved the windows that it moved to another hub, or would move
 * @param changes null of what was committed
 * @param windowsEnded the windows that it ended, or would end
 * @param effects null of what was committed
 */
public record ImportResponse(
    long rows,
    long added,
    long updated,
    long removed,
    long unchanged,
    long total,
    String sha256,
    boolean dryRun,
    long warningCount,
    List<Warning> warnings,
    int windowsMoved,
    @JsonUnwrapped @Nullable Changes changes,
    int windowsEnded,
    @JsonUnwrapped @Nullable Effects effects) {
  private static final int LISTED = 1_000; // ids of each kind of change

  public ImportResponse { // groups that are not there are read as groups of nothing
    changes = changes == null || changes.addedIds() == null ? null : changes;
    effects = effects == null || effects.windows() == null ? null : effects;
  }

  /** A warning; line 0 is the file as a whole. */
  public record Warning(long line, String text) {}

  /** A fault; line 0 is the file as a whole. */
  public record LineFault(long line, String fault) {
    static List<LineFault> of(Findings faults) {
      return faults.first().stream().map(each -> new LineFault(each.line(), each.text())).toList();
    }
  }

  /** The first thousand changes of each kind, and why they have to be confirmed, if they have. */
  public record Changes(
      @Nullable String needsConfirmation,
      List<String> addedIds,
      List<String> updatedIds,
      List<String> removedIds) {
    private static Changes of(Prepared prepared) {
      List<String> added = new ArrayList<>();
      List<String> updated = new ArrayList<>();
      List<String> removed = new ArrayList<>();
      prepared.changes(
          change -> {
            List<String> list =
                switch (change.kind()) {
                  case ADDED -> added;
                  case UPDATED -> updated;
                  case REMOVED -> removed;
                };
            if (list.size() < LISTED) {
              list.add(change.id().toString());
            }
          });
      return new Changes(Text.of(prepared.needsConfirmation()), added, updated, removed);
    }
  }

  /** The windows that would end, and how much of the estate would be listed. */
  public record Effects(List<Ended> windows, long listedMeters, long meters) {
    private static Effects of(Prepared prepared, List<Window> ended) {
      return new Effects(
          ended.stream()
              .limit(LISTED)
              .map(
                  each ->
                      new Ended(
                          each.hub().toString(), each.meter().toString(), each.from(),
                          each.until()))
              .toList(),
          prepared.listed().listed(),
          prepared.listed().meters());
    }
  }

  /** A window that would end. */
  public record Ended(String hub, String meter, Instant from, Instant until) {}

  /** An import that was committed. */
  static ImportResponse committed(Prepared prepared, OperatorCommands.SupplyEffect effect) {
    return of(prepared, false, effect, null, null);
  }

  /** An import that is not to be committed. */
  public static ImportResponse dryRun(Prepared prepared, OperatorCommands.SupplyEffect effect) {
    return preview(prepared, true, effect);
  }

  /** An import that has to be confirmed. */
  static ImportResponse unconfirmed(Prepared prepared, OperatorCommands.SupplyEffect effect) {
    return preview(prepared, false, effect);
  }

  private static ImportResponse preview(
      Prepared prepared, boolean dry, OperatorCommands.SupplyEffect effect) {
    return of(
        prepared, dry, effect, Changes.of(prepared), Effects.of(prepared, effect.ended()));
  }

  private static ImportResponse of(
      Prepared prepared,
      boolean dryRun,
      OperatorCommands.SupplyEffect effect,
      @Nullable Changes changes,
      @Nullable Effects effects) {
    Prepared.Counts counts = prepared.counts();
    return new ImportResponse(
        counts.read(),
        counts.added(),
        counts.updated(),
        counts.removed(),
        counts.unchanged(),
        counts.total(),
        prepared.about().sha256(),
        dryRun,
        prepared.warnings().total(),
        prepared.warnings().first().stream()
            .map(each -> new Warning(each.line(), each.text()))
            .toList(),
        effect.moved().size(),
        changes,
        effect.ended().size(),
        effects);
  }

  /** The reason it has to be confirmed; empty if it has not. */
  public Optional<String> needsConfirmation() {
    return Optional.ofNullable(changes).map(Changes::needsConfirmation);
  }
}
