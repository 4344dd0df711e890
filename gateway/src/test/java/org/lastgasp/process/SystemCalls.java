package org.lastgasp.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What strace saw of a gateway that had one request at a time, checked line by line: what is told
 * to others, an acknowledgement or a relayed activation, follows a sync of the journal's
 * write-ahead log which followed a write to it. For tests.
 */
final class SystemCalls {
  /** The options of strace it needs; {@code -o FILE} and the command come behind. */
  static final List<String> STRACE =
      List.of(
          "strace", "-f", "-y", "-s", "60", "-e",
          "trace=fdatasync,fsync,pwrite64,pwritev,write,writev,sendto,sendmsg,read,readv,recvfrom");

  private static final Pattern CALL = Pattern.compile("^(\\d+) +(<\\.\\.\\. )?(\\w+)(.*)$");
  private static final Pattern LOG = Pattern.compile("/journal-\\d+\\.db-wal>");
  private static final Pattern POST = Pattern.compile("\"POST /api/v1/(receive|serviceS)");
  private static final Pattern ANSWER = Pattern.compile("\"HTTP/1\\.1 (204|200)");
  private static final String OF_DSP = "\"HTTP/1.1 200"; // receivers answer 204

  private final List<String> faults = new ArrayList<>();
  private final Map<String, String> unfinished = new HashMap<>();
  private final Map<String, Integer> syncing = new HashMap<>();
  private int writes;
  private int syncedWrites;
  private int needed = Integer.MAX_VALUE;
  private int told;

  private SystemCalls() {}

  /** Reads what strace wrote. */
  static SystemCalls of(List<String> lines) {
    SystemCalls calls = new SystemCalls();
    for (String line : lines) {
      Matcher call = CALL.matcher(line);
      if (call.matches()) {
        calls.take(call.group(1), call.group(2) == null, call.group(3), call.group(4));
      }
    }
    return calls;
  }

  /** What was told before it was on disk. */
  List<String> faults() {
    return faults;
  }

  /** How much was told in all. */
  int told() {
    return told;
  }

  private void take(String thread, boolean begins, String name, String text) {
    boolean ends = !text.contains("<unfinished ...>");
    String whole = begins ? text : unfinished.getOrDefault(thread, "") + text;
    if (!ends) {
      unfinished.put(thread, text);
    }
    switch (name) {
      case "pwrite64", "pwritev" -> {
        if (begins && LOG.matcher(whole).find()) {
          writes++;
        }
      }
      case "fdatasync", "fsync" -> sync(thread, begins, ends, whole);
      case "read", "readv", "recvfrom" -> {
        if (ends && (POST.matcher(whole).find() || whole.contains(OF_DSP))) {
          needed = writes + 1; // from here on something new has to be recorded
        }
      }
      case "write", "writev", "sendto", "sendmsg" -> {
        if (begins && (POST.matcher(whole).find() || ANSWER.matcher(whole).find())) {
          tell(whole);
        }
      }
      default -> {}
    }
  }

  private void sync(String thread, boolean begins, boolean ends, String whole) {
    if (!LOG.matcher(whole).find()) {
      return;
    }
    if (begins) {
      syncing.put(thread, writes);
    }
    if (ends && whole.endsWith("= 0")) {
      syncedWrites = Math.max(syncedWrites, syncing.getOrDefault(thread, 0));
    }
  }

  private void tell(String what) {
    if (needed == Integer.MAX_VALUE) {
      return; // no message was read: the answer to a question about the state
    }
    told++;
    if (syncedWrites < needed || syncedWrites < writes) {
      faults.add(
          "told with %d of %d writes on disk, %d needed: %s"
              .formatted(syncedWrites, writes, needed, what));
    }
    needed = Integer.MAX_VALUE;
  }
}
