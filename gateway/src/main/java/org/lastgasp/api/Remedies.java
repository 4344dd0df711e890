package org.lastgasp.api;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The effect on alerts of each reason in {@code degraded}, and its remedy in one line. */
public final class Remedies {
  /** The possible effects on alerts, the worst first. */
  public enum Effect {
    UNRECORDED("alerts go straight to their receivers, nothing is recorded"),
    UNKNOWN("what it does to alerts is not known"),
    FORWARDED("every alert is forwarded"),
    UNDELIVERED("some alerts may wait, or not be delivered"),
    SOME_FORWARDED("alerts may be forwarded that would have been suppressed"),
    STORM("alerts are forwarded as long as the order stands"),
    OLD_LISTS("the lists that were in force before still count"),
    RECORDS("alerts are not affected; records or reports are late or in doubt"),
    NONE("alerts are not affected");

    private final String words;

    Effect(String words) {
      this.words = words;
    }

    /** As a person reads it. */
    public String words() {
      return words;
    }
  }

  private record Remedy(Effect effect, String line) {}

  private static final Map<String, Remedy> ALL =
      Map.ofEntries(
          entry(
              "journal-unwritable", Effect.UNRECORDED,
              "repair what it names, such as a full disk; it recovers by itself"),
          entry("journal-stalled", Effect.UNRECORDED, "look at the disk; it recovers by itself"),
          entry("journal-gap", Effect.UNRECORDED, "nothing: the next entry counts what was missed"),
          entry(
              "lookups-not-written", Effect.RECORDS,
              "make room on the disk; it is written by itself"),
          entry("mirror-behind", Effect.RECORDS, "look whether a judge runs, and at the brokers"),
          entry("events-not-mirrored", Effect.RECORDS, "look at the brokers and the disk"),
          entry(
              "events-missed", Effect.RECORDS,
              "begin with a copy of another node's data folder"),
          entry(
              "judge-not-running", Effect.UNDELIVERED,
              "look at the brokers; it goes on by itself"),
          entry(
              "lead-not-asked-for", Effect.UNDELIVERED,
              "look at the brokers; it recovers by itself"),
          entry("progress-not-shared", Effect.NONE, "look at the brokers; it goes on by itself"),
          entry("nodes-not-heard", Effect.NONE, "look at the brokers; it recovers by itself"),
          entry("lists-differ", Effect.OLD_LISTS, "import the newer list on this node too"),
          entry("inventory-missing", Effect.FORWARDED, "lastgasp inventory import FILE"),
          entry("inventory-unusable", Effect.SOME_FORWARDED, "import it again"),
          entry("inventory-refused", Effect.OLD_LISTS, "correct the lines named, then reload"),
          entry("inventory-not-read", Effect.SOME_FORWARDED, "look at the inventory's disk"),
          entry("guids-missing", Effect.FORWARDED, "lastgasp guids import FILE"),
          entry("guids-unusable", Effect.SOME_FORWARDED, "import it again"),
          entry("guids-refused", Effect.OLD_LISTS, "correct the lines named, then reload"),
          entry(
              "guids-not-trusted", Effect.OLD_LISTS,
              "find out who made the list; sign it, then reload"),
          entry(
              "guids-need-confirmation", Effect.OLD_LISTS,
              "lastgasp guids diff FILE, then lastgasp guids import FILE --force"),
          entry(
              "log-not-whole", Effect.RECORDS,
              "lastgasp log verify, then compare with reports and backup"),
          entry(
              "releases-not-made", Effect.UNDELIVERED,
              "look at the disk it names; it is tried again by itself"),
          entry(
              "books-imbalance", Effect.RECORDS,
              "lastgasp reconcile, then report it with the log"),
          entry("log-not-written", Effect.RECORDS, "make room, or put the file back"),
          entry(
              "story-not-written", Effect.RECORDS,
              "make room on the disk; it catches up by itself"),
          entry(
              "hindsight-not-written", Effect.RECORDS,
              "make room on the disk; it catches up by itself"),
          entry("notice-not-taken", Effect.NONE, "repair the receiver it names; it is tried again"),
          entry(
              "webhook-not-taken", Effect.NONE,
              "repair the receiver; it is tried every five minutes"),
          entry("report-not-built", Effect.RECORDS, "repair what it names; it goes on by itself"),
          entry(
              "report-not-sent", Effect.RECORDS,
              "repair what it names, then lastgasp report send"),
          entry(
              "breaker-open", Effect.SOME_FORWARDED,
              "look at what came, then lastgasp breaker close"),
          entry("storm-ending", Effect.STORM, "order it anew with --for if the storm goes on"),
          entry(
              "storm-of-no-meter", Effect.NONE,
              "lastgasp storm off, then order it with the name that the inventory has"),
          entry("storm-standing", Effect.STORM, "lastgasp storm off if the storm is over"),
          entry(
              "clock-behind", Effect.FORWARDED,
              "set the clock and restart; if it is right, lastgasp clock trust"),
          entry("accepted-not-kept", Effect.SOME_FORWARDED, "look at the disk"),
          entry("receiver-failing", Effect.UNDELIVERED, "repair the receiver; what waits is kept"),
          entry(
              "dsp-failing", Effect.NONE,
              "look at the DSP, the line to it and dsp.url; senders try again"),
          entry("clock-differs", Effect.SOME_FORWARDED, "set the clock right, then restart"),
          entry("config-refused", Effect.NONE, "put right what it names, then reload"),
          entry(
              "worker-failed", Effect.RECORDS,
              "report it with the log; it is tried again by itself"),
          entry("break-glass-used", Effect.NONE, "find out why, then revoke it and issue another"),
          entry(
              "sender-refused", Effect.UNDELIVERED,
              "if it is the DSP, correct dsp.eui, then reload"),
          entry("insecure", Effect.NONE, "set tls.certificate and tls.key, then restart"),
          entry(
              "certificate-expiry", Effect.UNDELIVERED,
              "put a new certificate in its place, then reload"),
          entry(
              "crl-outdated", Effect.NONE,
              "fetch the new list of revoked certificates, then reload"),
          entry(
              "signature-missing", Effect.SOME_FORWARDED,
              "ask the sender to sign, or lower signatures.requests"),
          entry(
              "signature-invalid", Effect.SOME_FORWARDED,
              "ask the sender; look at the folder signatures.trust"),
          entry(
              "not-authorised", Effect.SOME_FORWARDED,
              "ask who sends it; add it to authority.activate if it may"),
          entry(
              "user-limit", Effect.SOME_FORWARDED,
              "ask the sender; raise the limit in authority if it is meant"),
          entry(
              "delivery-backlog", Effect.UNDELIVERED,
              "find out which receiver is slow; what waits is kept"),
          entry(
              "delivery-not-read", Effect.UNDELIVERED,
              "look at the disk and its room; it is tried again by itself"),
          entry(
              "delivery-not-written", Effect.NONE,
              "make room on the disk; a restart repeats messages"),
          entry("delivery-not-copied", Effect.NONE, "look at data/housekeeping; it is tried again"),
          entry(
              "delivery-rebuilt", Effect.UNDELIVERED,
              "read what was repeated or lost, then move the old file"),
          entry(
              "broken-file", Effect.RECORDS,
              "look why it broke, then move the renamed file away"),
          entry(
              "foreign-files", Effect.SOME_FORWARDED,
              "stop, restore what belongs together, then start"),
          entry(
              "restored-behind", Effect.UNDELIVERED,
              "put the newer journal back, or move .ahead away"),
          entry("story-skipped", Effect.RECORDS, "report it with the log"),
          entry("hindsight-skipped", Effect.RECORDS, "report it with the log"),
          entry("first-import", Effect.FORWARDED, "wait; if it never ends, look at the log"),
          entry("disk-low", Effect.NONE, "make room, or shorten retention"),
          entry("set-aside", Effect.UNDELIVERED, "lastgasp dead-letters, then resend or drop them"),
          entry(
              "no-recipient", Effect.UNDELIVERED,
              "configure the user, then lastgasp dead-letters resend"));

  private Remedies() {}

  private static Map.Entry<String, Remedy> entry(String reason, Effect effect, String line) {
    return Map.entry(reason, new Remedy(effect, line));
  }

  /** All reasons. */
  public static Set<String> reasons() {
    return ALL.keySet();
  }

  /** The remedy for a reason. */
  public static String of(String reason) {
    return Optional.ofNullable(ALL.get(reason))
        .map(Remedy::line)
        .orElse("see docs/operations.md, Degraded reasons");
  }

  /** The effect of a reason on alerts. */
  public static Effect effect(String reason) {
    return Optional.ofNullable(ALL.get(reason)).map(Remedy::effect).orElse(Effect.UNKNOWN);
  }
}
