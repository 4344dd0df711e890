package org.lastgasp.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of the console's first page: the status, and recent events.
 *
 * @param lastHour every minute of the last hour, from the oldest on; empty if the index cannot be
 *     read
 * @param marks what explains a change in the curve, from the oldest on
 * @param networks who receives alerts, or whose alerts came; the most to look at first
 * @param latest the last alerts, the last one first
 * @param settledToday items of the work-list settled since midnight; null if it is not known
 * @param clue what the suspects have in common; null if there is no suspect
 * @param peak the most blind hubs of today; null if none was blind
 * @param books the last reconciled full hour; null before the first, and for a sender who sees only
 *     some distributors' rows
 */
public record NowResponse(
    StatusResponse status,
    List<Minute> lastHour,
    List<Mark> marks,
    List<Network> networks,
    List<Latest> latest,
    @Nullable Long settledToday,
    @Nullable Clue clue,
    @Nullable Peak peak,
    IntegrityResponse.@Nullable Hour books) {

  /** The minute of today in which most hubs were blind. */
  public record Peak(Instant at, long hubs) {}

  /** The alerts of a minute, duplicates aside. */
  public record Minute(Instant at, long received, long suppressed) {}

  /** Something that an operator did, or that began, in a few words. */
  public record Mark(Instant at, String text) {}

  /**
   * A receiver of alerts with its distributors, or a distributor without one.
   *
   * @param name of the Service User; empty if none is configured
   * @param distributors their ids, or {@code unknown}
   * @param waiting messages that wait for it; null if it is not seen
   */
  public record Network(
      String name,
      List<String> distributors,
      long toLookAt,
      long blind,
      @Nullable Instant until,
      long received,
      long suppressed,
      @Nullable Long waiting) {}

  /**
   * An alert and where it came from.
   *
   * @param place postcode and feeder as the inventory has them; may be empty
   */
  public record Latest(AlertsResponse.Alert alert, String place) {}

  /**
   * The suspects that are near each other.
   *
   * @param suspects how many were looked at
   * @param near how many of them belong to the place
   * @param place a feeder or a postcode sector; empty if they are scattered
   * @param hubs how many hubs the inventory has there; null if it does not tell
   * @param oldest when the oldest of all was received
   */
  public record Clue(
      long suspects,
      long near,
      String place,
      @Nullable Long hubs,
      long minutes,
      Instant oldest) {}
}
