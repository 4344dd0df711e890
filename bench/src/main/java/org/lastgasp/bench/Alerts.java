package org.lastgasp.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.LongFunction;

/**
 * A POST for every number, by writing digits into a copy of one: a load generator has to leave the
 * machine to what it measures. For one thread.
 */
final class Alerts implements LongFunction<ByteBuffer> {
  private static final String HEX = "0123456789ABCDEF";
  private final byte[] post;
  private final int[] hubEnds;
  private final int counterEnd;
  private final int hubs;
  private final int first;

  /** About so many hubs, in turn but not in order. */
  Alerts(int hubs) {
    this(hubs, 0);
  }

  /** So many hubs from that number on. */
  Alerts(int hubs, int first) {
    this.hubs = hubs;
    this.first = first;
    this.post = Mail.post("/api/v1/receive", Mail.ad1(0, 0));
    String text = new String(post, StandardCharsets.US_ASCII);
    String hub = Mail.hub(0).toString();
    int place = text.indexOf(hub);
    int second = text.indexOf(hub, place + 1);
    hubEnds = new int[] {place + hub.length(), second + hub.length()};
    counterEnd = text.indexOf('<', place);
  }

  /** What an alert of that number is told by. */
  static String counter(long number) {
    return String.format(Locale.ROOT, ":1%012d<", number);
  }

  /** What the alert of a document is told by. */
  static String counter(String document) {
    int end = document.indexOf('<', document.indexOf(Mail.hub(0).toString().substring(0, 11)));
    return document.substring(end - 14, end + 1);
  }

  @Override
  public ByteBuffer apply(long number) {
    long hub = first + Math.floorMod(number * 2_654_435_761L, (long) hubs);
    for (int end : hubEnds) {
      long rest = hub;
      for (int i = 0; i < 4; i++) {
        post[end - 1 - 3 * i] = (byte) HEX.charAt((int) (rest & 15));
        post[end - 2 - 3 * i] = (byte) HEX.charAt((int) (rest >> 4 & 15));
        rest >>= 8;
      }
    }
    long rest = number;
    for (int i = 1; i <= 12; i++) {
      post[counterEnd - i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return ByteBuffer.wrap(post);
  }
}
