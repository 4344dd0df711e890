package org.lastgasp.hindsight;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.lastgasp.client.Answer;
import org.lastgasp.client.CallFailed;
import org.lastgasp.client.HttpCaller;
import org.lastgasp.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker that calls the webhook for each case that became suspect, one at a time, in order, until
 * it is taken: at least once. What is still to be told is read from the store, so nothing piles up
 * in memory, and where it stands is noted beside the journal, so that cases built anew are not told
 * again.
 */
final class WebhookSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration REST = Duration.ofSeconds(2); // of an answer, behind its head
  private static final int LONGEST_ANSWER = 64 << 10; // a longer one costs its connection
  private static final Duration GRACE = Duration.ofSeconds(3); // for a call under way at the end
  private static final int SHIFT = 24;

  private final CaseIndex docket;
  private final Journal.Cursor cursor;
  private final Webhook hook;
  private final Patience patience;
  private final InstantSource clock;
  private final HttpCaller caller = new HttpCaller(HttpCaller.Settings.of(TIMEOUT));
  private final Thread thread = new Thread(this::run, "hindsight-webhook");
  private final Object turn = new Object();
  private volatile Optional<String> fault = Optional.empty();
  private long told;
  private boolean woken;
  private boolean stopped;

  /** The backoff after a failure, doubled with each one up to the longest. */
  record Patience(Duration first, Duration longest) {
    static final Patience USUAL = new Patience(Duration.ofSeconds(1), Duration.ofMinutes(5));

    Duration after(int failures) {
      Duration grown = first.multipliedBy(1L << Math.min(failures - 1, 20));
      long millis = Math.min(grown.toMillis(), longest.toMillis());
      return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
    }
  }

  WebhookSender(
      CaseIndex docket,
      Journal.Cursor cursor,
      Webhook hook,
      Patience patience,
      InstantSource clock) {
    this.docket = docket;
    this.cursor = cursor;
    this.hook = hook;
    this.patience = patience;
    this.clock = clock;
    this.told = cursor.note().matches("[0-9]{1,18}") ? Long.parseLong(cursor.note()) : 0;
  }

  /** Nobody is to be told of what was found so far. */
  static void pass(CaseIndex docket, Journal.Cursor cursor) {
    long last = docket.lastChange();
    if (last > 0) {
      cursor.advance(last >>> SHIFT, String.valueOf(last));
    }
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** There may be something to tell. */
  void wake() {
    synchronized (turn) {
      woken = true;
      turn.notifyAll();
    }
  }

  /** Why the last one was not taken; empty if nothing waits. */
  Optional<String> fault() {
    return fault;
  }

  private void run() {
    int failures = 0;
    while (!isStopped()) {
      Optional<String> refused = tellNext();
      if (refused.isPresent() && !isStopped()) {
        failures++;
        failed(refused.get(), failures);
        sleep(patience.after(failures));
      } else {
        if (failures > 0) {
          LOG.info("event=webhook-taken-again url={} failures={}", hook.url(), failures);
        }
        failures = 0;
        fault = Optional.empty();
      }
    }
  }

  private void failed(String why, int failures) {
    if (failures == 1) {
      LOG.warn("event=webhook-not-taken url={} why=\"{}\" action=tried-again", hook.url(), why);
    }
    fault = Optional.of(hook.url() + ": " + why);
  }

  /** Tells the next, or waits for one; gives what went wrong. */
  private Optional<String> tellNext() {
    try {
      Optional<LabelChange> next = docket.nextSuspect(told);
      if (next.isEmpty()) {
        rest();
        return Optional.empty();
      }
      Optional<Case> about = docket.of(next.get().number());
      Optional<String> refused =
          about.isPresent() ? post(next.get(), about.get()) : Optional.empty();
      if (refused.isEmpty()) {
        told = next.get().position();
        cursor.advance(told >>> SHIFT, String.valueOf(told));
      }
      return refused;
    } catch (HindsightUnavailable unavailable) {
      return Optional.of(String.valueOf(unavailable.getMessage()));
    } catch (RuntimeException mistake) {
      LOG.error("event=webhook-mistaken action=report-it", mistake);
      return Optional.of("a mistake of ours, tried again, report it with the log: " + mistake);
    }
  }

  private Optional<String> post(LabelChange change, Case about) {
    byte[] body = CaseJson.body(change, about);
    Map<String, List<String>> fields = new HashMap<>();
    fields.put("Content-Type", List.of("application/json"));
    fields.put("Lastgasp-Id", List.of(CaseJson.id(change)));
    hook.secret()
        .ifPresent(
            secret ->
                fields.put(
                    "Lastgasp-Signature",
                    List.of(signature(secret, clock.instant().getEpochSecond(), body))));
    try {
      int status = caller.post(hook.url(), target(), fields, body, WebhookSender::status);
      return status >= 200 && status < 300
          ? Optional.empty()
          : Optional.of("it answered " + status);
    } catch (CallFailed failed) {
      return Optional.of(String.valueOf(failed.getMessage()));
    }
  }

  private String target() {
    String path = hook.url().getRawPath().isEmpty() ? "/" : hook.url().getRawPath();
    return hook.url().getRawQuery() == null ? path : path + "?" + hook.url().getRawQuery();
  }

  /** Reads the answer to its end, so that the connection can be used again. */
  private static int status(Answer answer) {
    answer.hurry(REST);
    try {
      var unused = answer.body(LONGEST_ANSWER);
    } catch (IOException cutOff) {
      // The head has said what became of it.
    }
    return answer.status();
  }

  /** {@code t=1894701600,v1=…}: HMAC-SHA256 over the time, a dot and the body. */
  static String signature(String secret, long time, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      mac.update((time + ".").getBytes(UTF_8));
      return "t=" + time + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (NoSuchAlgorithmException | InvalidKeyException everyJavaCan) {
      throw new IllegalStateException("no HMAC-SHA256 in this Java", everyJavaCan);
    }
  }

  private void rest() {
    synchronized (turn) {
      try {
        while (!woken && !stopped) {
          turn.wait();
        }
      } catch (InterruptedException asked) {
        Thread.currentThread().interrupt();
        stopped = true;
      }
      woken = false;
    }
  }

  private void sleep(Duration length) {
    long until = System.nanoTime() + length.toNanos();
    synchronized (turn) {
      try {
        long left = length.toMillis();
        while (!stopped && left > 0) {
          turn.wait(left);
          left = (until - System.nanoTime()) / 1_000_000;
        }
      } catch (InterruptedException asked) {
        Thread.currentThread().interrupt();
        stopped = true;
      }
    }
  }

  private boolean isStopped() {
    synchronized (turn) {
      return stopped;
    }
  }

  /** Lets the call under way end for a moment; given up, it is made again after the next start. */
  @Override
  public void close() {
    synchronized (turn) {
      stopped = true;
      turn.notifyAll();
    }
    boolean interrupted = false;
    boolean patient = true;
    while (thread.isAlive()) {
      try {
        thread.join(patient ? GRACE : TIMEOUT);
        patient = false;
        caller.close();
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
