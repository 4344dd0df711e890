package org.lastgasp.policy;

import java.time.Instant;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;

/**
 * A cancellation on its way: it names no earlier request, it cancels what the device holds once the
 * DSP accepts it. Immutable.
 *
 * @param recorded the journal's number of the first request entry
 */
public record Cancellation(
    Eui64 meter, RequestId request, Step step, long recorded, Instant received, Attempts tries) {

  boolean isOf(RequestId id, Step which) {
    return request.equals(id) && step == which;
  }

  Cancellation with(Attempts newTries) {
    return new Cancellation(meter, request, step, recorded, received, newTries);
  }
}
