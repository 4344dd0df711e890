package org.lastgasp.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.Evidence;
import org.lastgasp.hindsight.Observation;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.id.Mpan;

/** A suppressed alert and its assessment. */
public record CaseResponse(
    long number,
    long ordinal,
    Instant receivedAt,
    String hub,
    String meter,
    String mpxn,
    String distributor,
    Instant startDateTime,
    String requestId,
    Instant activationFrom,
    Instant windowUntil,
    @Nullable Instant windowEnded,
    String messageSha256,
    String assessment,
    @JsonUnwrapped Assessed assessed) {

  /** The instants and the evidence of an assessment. */
  public record Assessed(
      Instant assessedSince,
      Instant horizon,
      String why,
      List<Item> assessmentEvidence,
      @Nullable Settled settled) {
    /** The same evidence, for other rooms. */
    public List<Found> found() {
      return assessmentEvidence.stream()
          .map(each -> new Found(each.at(), each.kind(), each.compared()))
          .toList();
    }

    /** The instant at which the alert was delivered late; empty if it was not. */
    public Optional<Instant> released() {
      return assessmentEvidence.stream()
          .filter(each -> each.kind().equals(Evidence.Kind.RELEASED.code()))
          .map(Item::at)
          .findFirst();
    }

    static Assessed of(Case about) {
      return new Assessed(
          about.assessment().since(),
          about.horizon(),
          WorkList.why(about),
          about.assessment().evidence().stream().map(Item::of).toList(),
          about.settlement().map(s -> new Settled(s.at(), s.by(), s.reason())).orElse(null));
    }
  }

  /** A piece of evidence, in words. */
  public record Found(Instant at, String kind, String compared) {}

  /** A piece of evidence. */
  record Item(String kind, @Nullable Long entry, Instant at, String compared) {
    static Item of(Evidence evidence) {
      OptionalLong entry = evidence.entry();
      return new Item(
          evidence.kind().code(),
          entry.isPresent() ? entry.getAsLong() : null,
          evidence.at(),
          evidence.compared());
    }
  }

  /** The settlement that took the case off the work-list. */
  record Settled(Instant at, String by, String reason) {}

  static CaseResponse of(Case about) {
    Observation.Held held = about.held();
    return new CaseResponse(
        held.number(),
        about.ordinal(),
        held.at(),
        held.hub().toString(),
        held.meter().toString(),
        held.mpxn(),
        Mpan.distributorName(held.distributor()),
        held.start(),
        held.request().toString(),
        held.from(),
        held.until(),
        Optional.of(about.end()).filter(end -> end.isBefore(held.until())).orElse(null),
        held.sha256(),
        about.label().code(),
        Assessed.of(about));
  }
}
