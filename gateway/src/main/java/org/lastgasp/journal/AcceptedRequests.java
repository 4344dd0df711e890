package org.lastgasp.journal;

import java.util.Collection;
import java.util.Set;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Step;

/**
 * The memory of requests that the DSP accepted and whose window is forgotten, so that a repetition
 * opens none. Millions of them need not be in memory, nor in what a segment begins with. Named by
 * request, not by hub, so that it stays true whatever hub the meter is put on. For any thread.
 */
public interface AcceptedRequests {

  /** One that remembers nothing. */
  AcceptedRequests NONE =
      new AcceptedRequests() {
        @Override
        public Set<Step> of(RequestId request) {
          return Set.of();
        }

        @Override
        public long version() {
          return 0;
        }

        @Override
        public void keep(Collection<HubState.Accepted> accepted) {
          throw new JournalUnavailable("there is nowhere to keep accepted requests");
        }
      };

  /**
   * The steps of a request that were accepted; if nobody can tell, all that there are, with {@link
   * Step#UNREADABLE}, which no request has that was accepted.
   */
  Set<Step> of(RequestId request);

  /** Another number whenever more is remembered than before. */
  long version();

  /**
   * Remembers requests; durable once this returns.
   *
   * @throws JournalUnavailable if it could not be made durable
   */
  void keep(Collection<HubState.Accepted> accepted);
}
