package org.lastgasp.kafka;

import java.time.Instant;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.GlobalState;
import org.lastgasp.policy.HubState;

/** A record of the topic {@code input}: what is to be judged in one partition. Immutable. */
sealed interface Input {

  /** A command about one hub or device. */
  record Decide(Command command) implements Input {}

  /**
   * The answer of the DSP to an activation. What was decided about the request is known in its
   * partition alone, so the step and what it may have cancelled are filled in there.
   *
   * @param offset of the request's record in the same partition, or {@link #BY_ID} if the answer
   *     names the request by the id of its event
   */
  record Answer(long offset, Event.ActivationAnswered answered) implements Input {
    static final long BY_ID = -1;
  }

  /**
   * An order, which stands in every partition.
   *
   * @param id the same in every partition, another for each order
   * @param at when it was given
   */
  record Order(String id, Instant at, Command command) implements Input {}

  /**
   * All that is remembered of a meter, handed over by the partition of the hub it was on.
   *
   * @param to the hub it is on now
   * @param old what the old hub remembered of this meter alone
   */
  record Handover(Eui64 meter, Eui64 to, HubState old) implements Input {}

  /** What one machine remembered of a hub before it became a cluster. */
  record MovedHub(HubState hub) implements Input {}

  /** What belonged to no hub there; it stands in every partition. */
  record MovedGlobal(GlobalState global) implements Input {}

  /** A document that another system wrote, as it would have posted it. */
  record Posted(Document document) implements Input {}

  /** A judge's own question whether all before it is judged: it is, once this is read. */
  record Heartbeat() implements Input {}

  /** A record that cannot be read. */
  record Unreadable(Document document, String fault) implements Input {}
}
