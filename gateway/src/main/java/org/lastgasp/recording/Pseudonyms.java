package org.lastgasp.recording;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.lastgasp.id.Mpan;

/**
 * A filter that replaces the MPxNs in documents: the same one always with the same other one, no
 * two with one, which cannot be turned back without the key. An MPAN keeps its distributor and gets
 * a valid check digit, so that alerts still go to the same network; anything else gets as many
 * digits as it has characters. The length stays, the signature no longer fits. Used by one thread.
 *
 * <p>What stands in elements named MPxN, MPAN or MPRN, whatever comes before and after in the name.
 * A document where such an element holds more than plain text is given up: better lost than told.
 */
public final class Pseudonyms {
  private static final Pattern ELEMENT =
      Pattern.compile(
          "<(?:[^\\s<>/:]+:)?[^\\s<>/:]*(?:MPxN|MPAN|MPRN)[^\\s<>/]*(?:\\s[^<>]*)?>([^<]*)(.{0,2})",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final int ROUNDS = 8;
  private static final int HALF = 100_000; // five digits
  private static final int MPAN = 13;
  private static final long DIGITS = 1_000_000_000_000_000_000L;

  private final Mac mac;

  /** Pseudonyms under a secret key of any length. */
  public Pseudonyms(byte[] key) {
    try {
      this.mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException everyJavaHasIt) {
      throw new IllegalStateException("no HMAC-SHA256 in this Java", everyJavaHasIt);
    }
  }

  /** The item with other MPxNs; empty if it cannot be told where they are. */
  Optional<RecordedMessage> of(RecordedMessage item) {
    Optional<byte[]> bytes = of(item.bytes());
    return bytes.map(
        changed ->
            switch (item) {
              case RecordedMessage.FromDsp n -> new RecordedMessage.FromDsp(n.at(), changed);
              case RecordedMessage.ForDsp s ->
                  new RecordedMessage.ForDsp(s.at(), s.call(), s.path(), changed);
              case RecordedMessage.Answer a ->
                  new RecordedMessage.Answer(a.at(), a.call(), a.status(), changed);
            });
  }

  private Optional<byte[]> of(byte[] bytes) {
    String text = new String(bytes, ISO_8859_1); // a character a byte, whatever they mean
    if (text.indexOf('\0') >= 0) {
      return Optional.empty(); // UTF-16 or UTF-32: names would not be found
    }
    Matcher elements = ELEMENT.matcher(text);
    StringBuilder changed = new StringBuilder(text);
    while (elements.find()) {
      if (text.charAt(elements.start(1) - 2) == '/') {
        continue; // an empty element
      }
      String content = elements.group(1);
      if (!elements.group(2).startsWith("</") || content.indexOf('&') >= 0) {
        return Optional.empty();
      }
      String plain = content.strip();
      int at = elements.start(1) + content.indexOf(plain);
      changed.replace(at, at + plain.length(), pseudonym(plain));
    }
    return Optional.of(changed.toString().getBytes(ISO_8859_1));
  }

  /** Returns what stands for an MPxN. */
  String pseudonym(String mpxn) {
    if (mpxn.isEmpty()) {
      return mpxn;
    }
    boolean digits = mpxn.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && mpxn.length() == MPAN ? mpan(mpxn) : digits(mpxn);
  }

  /** A Feistel network over the ten digits in the middle: one to one. */
  private String mpan(String mpan) {
    String distributor = mpan.substring(0, 2);
    int left = Integer.parseInt(mpan.substring(2, 7));
    int right = Integer.parseInt(mpan.substring(7, 12));
    for (int round = 0; round < ROUNDS; round++) {
      long mixed = drawn(distributor + '|' + round + '|' + right);
      int next = (int) ((left + mixed) % HALF);
      left = right;
      right = next;
    }
    return Mpan.withCheckDigit(distributor + String.format(
        Locale.ROOT,
        "%05d%05d",
        left,
        right)).digits();
  }

  private String digits(String text) {
    StringBuilder digits = new StringBuilder();
    for (int part = 0; digits.length() < text.length(); part++) {
      digits.append(String.format(Locale.ROOT, "%018d", drawn(text + '|' + part)));
    }
    return digits.substring(0, text.length());
  }

  /** A number below 10^18 that depends on the words and the key. */
  private long drawn(String words) {
    byte[] digest = mac.doFinal(words.getBytes(ISO_8859_1));
    long number = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      number = (number << 8) | (digest[i] & 0xFF);
    }
    return Math.floorMod(number, DIGITS);
  }
}
