package org.lastgasp.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.lastgasp.audit.Explanation;

/** An explanation: what the list of alerts says of each alert, and its timeline. */
public record ExplainResponse(
    String id,
    List<String> remarks,
    List<Alert> alerts,
    List<Step> timeline,
    @Nullable String next)
    implements Paged<ExplainResponse> {
  /** The remedy for an id that nothing is known of. */
  public static final String UNKNOWN =
      "no alert, request or message of it is remembered, and it is no hub or meter of the"
          + " inventory; name a hub or meter by its EUI-64, premises by the MPAN as in the alert,"
          + " or a ResponseID as EUI:EUI:number";

  /** An alert and why it had its verdict. */
  public record Alert(
      @JsonUnwrapped AlertsResponse.Alert alert,
      String because,
      String otherwise,
      String delivery,
      List<Step> timeline,
      List<Explanation.Evidence> evidence) {
    private static Alert of(Explanation.Alert told) {
      AlertsResponse.Alert alert =
          AlertsResponse.alert(told.number(), told.entry(), told.found());
      return new Alert(
          alert,
          told.because(),
          told.otherwise(),
          alert.delivered(told.fate().code()),
          steps(told.timeline()),
          told.evidence());
    }
  }

  /** An event of a timeline; {@code number} is the journal's entry. */
  public record Step(Instant at, String what, String text, @Nullable Long number) {
    private static Step of(Explanation.Step step) {
      OptionalLong number = step.number();
      return new Step(
          step.at(), step.what(), step.text(), number.isPresent() ? number.getAsLong() : null);
    }
  }

  /** A page of an explanation. */
  public static ExplainResponse of(Explanation told) {
    return new ExplainResponse(
        told.id(),
        told.remarks(),
        told.alerts().stream().map(Alert::of).toList(),
        steps(told.timeline()),
        Paged.next(told.next()));
  }

  private static List<Step> steps(List<Explanation.Step> steps) {
    return steps.stream().map(Step::of).toList();
  }

  @Override
  public ExplainResponse plus(ExplainResponse more) {
    return new ExplainResponse(
        id, remarks, Text.joined(alerts, more.alerts), timeline, more.next);
  }
}
