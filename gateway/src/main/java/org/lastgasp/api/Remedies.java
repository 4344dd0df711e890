package org.lastgasp.api;

import java.util.Map;
import java.util.Set;

/** The remedy for each reason that stands in {@code degraded}: one line for an operator. */
public final class Remedies {
  private static final Map<String, String> LINES =
      Map.ofEntries(
          Map.entry("journal-unwritable", "make room on the disk; it recovers by itself"),
          Map.entry("journal-stalled", "look at the disk; it recovers by itself"),
          Map.entry("journal-gap", "nothing: the next entry counts what was missed"),
          Map.entry("lookups-not-written", "make room on the disk; it is written by itself"),
          Map.entry("mirror-behind", "look whether a judge runs, and at the brokers"),
          Map.entry("events-not-mirrored", "look at the brokers and the disk"),
          Map.entry("events-missed", "restore this node from a backup of another"),
          Map.entry("judge-not-running", "look at the brokers; it goes on by itself"),
          Map.entry("lead-not-asked-for", "look at the brokers; it recovers by itself"),
          Map.entry("progress-not-shared", "look at the brokers; it goes on by itself"),
          Map.entry("nodes-not-heard", "look at the brokers; it recovers by itself"),
          Map.entry("lists-differ", "import the newer list on this node too"),
          Map.entry("inventory-missing", "lastgasp inventory import FILE"),
          Map.entry("inventory-unusable", "import it again"),
          Map.entry("inventory-refused", "correct the lines named, then reload"),
          Map.entry("inventory-not-read", "look at the inventory's disk"),
          Map.entry("guids-missing", "lastgasp guids import FILE"),
          Map.entry("guids-unusable", "import it again"),
          Map.entry("guids-refused", "correct the lines named, then reload"),
          Map.entry("guids-not-trusted", "find out who made the list; sign it, then reload"),
          Map.entry(
              "guids-need-confirmation",
              "lastgasp guids diff FILE, then lastgasp guids import FILE --force"),
          Map.entry("log-not-whole", "lastgasp log verify, then compare with reports and backup"),
          Map.entry("books-imbalance", "lastgasp reconcile, then report it with the log"),
          Map.entry("log-not-written", "make room, or put the file back"),
          Map.entry("story-not-written", "make room on the disk; it catches up by itself"),
          Map.entry("hindsight-not-written", "make room on the disk; it catches up by itself"),
          Map.entry("notice-not-taken", "repair the receiver it names; it is tried again"),
          Map.entry("webhook-not-taken", "repair the receiver; it is tried every five minutes"),
          Map.entry("report-not-built", "repair what it names; it goes on by itself"),
          Map.entry("report-not-sent", "repair what it names, then lastgasp report send"),
          Map.entry("breaker-open", "look at what came, then lastgasp breaker close"),
          Map.entry("storm-ending", "order it anew with --for if the storm goes on"),
          Map.entry("storm-standing", "lastgasp storm off if the storm is over"),
          Map.entry(
              "clock-behind", "set the clock and restart; if it is right, lastgasp clock trust"),
          Map.entry("accepted-not-kept", "look at the disk"),
          Map.entry("receiver-failing", "repair the receiver; what waits is kept"),
          Map.entry("clock-differs", "set the clock right, then restart"),
          Map.entry("config-refused", "correct the configuration, then reload"),
          Map.entry("worker-failed", "report it with the log; it is tried again by itself"),
          Map.entry("break-glass-used", "find out why, then revoke it and issue another"),
          Map.entry("sender-refused", "if it is the DSP, correct dsp.eui, then reload"),
          Map.entry("insecure", "set tls.certificate and tls.key, then restart"),
          Map.entry("certificate-expiry", "put a new certificate in its place, then reload"),
          Map.entry("crl-outdated", "fetch the new list of revoked certificates, then reload"),
          Map.entry("signature-missing", "ask the sender to sign, or lower signatures.requests"),
          Map.entry("signature-invalid", "ask the sender; look at the folder signatures.trust"),
          Map.entry("not-authorised", "ask who sends it; add it to authority.activate if it may"),
          Map.entry("user-limit", "ask the sender; raise the limit in authority if it is meant"),
          Map.entry("delivery-backlog", "find out which receiver is slow; what waits is kept"),
          Map.entry("delivery-not-written", "make room on the disk; a restart repeats messages"),
          Map.entry("delivery-not-copied", "look at data/housekeeping; it is tried again"),
          Map.entry("delivery-rebuilt", "read what was repeated or lost, then move the old file"),
          Map.entry("broken-file", "look why it broke, then move the renamed file away"),
          Map.entry("foreign-files", "stop, restore what belongs together, then start"),
          Map.entry("restored-behind", "put the newer journal back, or move .ahead away"),
          Map.entry("story-skipped", "report it with the log"),
          Map.entry("hindsight-skipped", "report it with the log"),
          Map.entry("first-import", "wait; if it never ends, look at the log"),
          Map.entry("disk-low", "make room, or shorten retention"),
          Map.entry("set-aside", "lastgasp dead-letters, then resend or drop them"),
          Map.entry("no-recipient", "configure the user, then lastgasp dead-letters resend"));

  private Remedies() {}

  /** All reasons. */
  static Set<String> reasons() {
    return LINES.keySet();
  }

  /** The remedy for a reason. */
  public static String of(String reason) {
    return LINES.getOrDefault(reason, "see docs/operations.md, Degraded reasons");
  }
}
