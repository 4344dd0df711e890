package org.lastgasp.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.HealthIssue;

/** The issues of the files of delivery, in words. */
final class DeliveryIssues {
  private DeliveryIssues() {}

  /**
   * Those there are.
   *
   * @param faults of the files at the start
   */
  static List<HealthIssue> of(
      List<String> faults, ActiveFault unread, ActiveFault unwritten, ActiveFault uncopied) {
    List<HealthIssue> found = new ArrayList<>();
    faults.forEach(fault -> found.add(new HealthIssue("delivery-rebuilt", fault)));
    if (unread.mistakes().isEmpty()) {
      issue("delivery-not-read", unread, "some messages wait").ifPresent(found::add);
    }
    issue("delivery-not-written", unwritten, "a restart repeats messages").ifPresent(found::add);
    issue(
            "delivery-not-copied",
            uncopied,
            "if delivery.db is lost, what was delivered is delivered again")
        .ifPresent(found::add);
    return found;
  }

  private static Optional<HealthIssue> issue(
      String reason, ActiveFault fault, String consequence) {
    return fault.text().map(why -> new HealthIssue(reason, consequence + ": " + why));
  }
}
