package org.lastgasp.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;

/**
 * The record of what did happen in the simulation, as each of its parties saw it. Documents are
 * told apart by their SHA-256. Safe for any number of threads; the lists are taken when the world
 * stands still.
 */
final class GroundTruth {
  private final Queue<Tried> tried = new ConcurrentLinkedQueue<>();
  private final Queue<Handled> handled = new ConcurrentLinkedQueue<>();
  private final Map<String, Alert> alerts = new ConcurrentHashMap<>();
  private final Queue<Posted> posted = new ConcurrentLinkedQueue<>();
  private final Queue<Delivered> delivered = new ConcurrentLinkedQueue<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicLong turnedAway = new AtomicLong();
  private final AtomicLong postedAgain = new AtomicLong();

  /**
   * A supplier's request and what it got.
   *
   * @param sent the document; sent after {@code from}, answered before {@code to}
   * @param took the same in real time
   * @param status {@link GatewayConnection#BROKEN} if nobody answered
   */
  record Tried(
      Step step,
      String sent,
      Instant from,
      Instant to,
      Duration took,
      int status,
      String answer,
      String code) {}

  /** A request and its command variant: what its tries have in common. */
  record Step(RequestId id, int variant) {}

  /**
   * The answer of the DSP to a request.
   *
   * @param answered not before this instant
   * @param status 0 if it kept silent
   */
  record Handled(
      Step step, String received, Instant arrived, Instant answered, int status, String answer) {}

  /** An AD1 and the truth about it. */
  record Alert(String document, Hub hub, Cause cause) {}

  /** A northbound document that the gateway acknowledged: received between the two instants. */
  record Posted(String document, String kind, Eui64 recipient, Instant from, Instant to) {}

  /** A document that a Service User took. */
  record Delivered(Eui64 user, String document) {}

  void tried(Tried each) {
    tried.add(each);
  }

  void handled(Handled each) {
    handled.add(each);
  }

  void raised(Alert each) {
    alerts.put(each.document(), each);
  }

  void posted(Posted each) {
    posted.add(each);
  }

  void delivered(Delivered each) {
    delivered.add(each);
  }

  /** A receiver did not take a document for now. */
  void turnedAway() {
    turnedAway.incrementAndGet();
  }

  /** The gateway did not take a document for now. */
  void postedAgain() {
    postedAgain.incrementAndGet();
  }

  /** Something happened that no plan has in it. */
  void fault(String what) {
    faults.add(what);
  }

  List<Tried> tried() {
    return List.copyOf(tried);
  }

  List<Handled> handled() {
    return List.copyOf(handled);
  }

  Map<String, Alert> alerts() {
    return Map.copyOf(alerts);
  }

  List<Posted> posted() {
    return List.copyOf(posted);
  }

  List<Delivered> delivered() {
    return List.copyOf(delivered);
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  long timesTurnedAway() {
    return turnedAway.get();
  }

  long timesPostedAgain() {
    return postedAgain.get();
  }
}
