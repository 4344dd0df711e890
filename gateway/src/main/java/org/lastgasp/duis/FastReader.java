package org.lastgasp.duis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A fast parser for what nearly every document is: small, ASCII, one DUIS prefix bound at the root,
 * nothing but elements and plain text. Three times as fast as the parser, because it looks at each
 * byte once and makes no text of what nobody asks about.
 *
 * <p>It takes only what is certainly well-formed and means the same to the parser; at anything
 * else, be it a comment, a character reference, an attribute below the root or a fault, it gives up
 * and the parser decides. Used by one thread, for one document.
 */
final class FastReader {
  private static final byte[] DECLARATION =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BINDING = " xmlns".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VERSION = " schemaVersion=\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NAMESPACE = SchemaPath.DUIS.getBytes(StandardCharsets.US_ASCII);
  private static final int DEEPEST = 16; // elements; the schema needs about fifteen

  private final byte[] bytes;
  private final FieldValues reading = new FieldValues();
  private final SchemaPath[] places = new SchemaPath[DEEPEST + 1];
  private final int[] starts = new int[DEEPEST + 1]; // of the name of the element, with its prefix
  private final int[] ends = new int[DEEPEST + 1];
  private int prefix; // bytes of the root's prefix, its colon included
  private int at;
  private int depth;

  /** The values picked out, and the local name of the root. */
  record Picked(String root, FieldValues reading) {}

  private FastReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The fields of a document, if it is plain and no deeper than that; else the parser has to look.
   */
  static Optional<Picked> through(byte[] bytes, int maxDepth) {
    if (bytes.length > Encoding.SMALL || maxDepth < DEEPEST) {
      return Optional.empty();
    }
    FastReader pass = new FastReader(bytes);
    return pass.root() && pass.below() ? Optional.of(pass.picked()) : Optional.empty();
  }

  private Picked picked() {
    return new Picked(text(starts[1] + prefix, ends[1]), reading);
  }

  private boolean root() {
    if (follows(DECLARATION)) {
      skipSpace();
    }
    places[0] = SchemaPath.DOCUMENT;
    if (at >= bytes.length || bytes[at] != '<') {
      return false;
    }
    at++;
    starts[1] = at;
    skipName();
    if (at < bytes.length && bytes[at] == ':') {
      at++;
      prefix = at - starts[1];
      skipName();
    }
    ends[1] = at;
    if (ends[1] - starts[1] == prefix || prefix == 1 || isXml(starts[1])) {
      return false;
    }
    if (!rootAttributes()) {
      return false;
    }
    enter();
    return true;
  }

  /** Returns true if a name begins as those that XML keeps for itself. */
  private boolean isXml(int from) {
    return from + 2 < bytes.length
        && (bytes[from] | 0x20) == 'x'
        && (bytes[from + 1] | 0x20) == 'm'
        && (bytes[from + 2] | 0x20) == 'l';
  }

  /** The one namespace, bound to the root's own prefix, and at most a version; else none. */
  private boolean rootAttributes() {
    boolean versionFirst = version();
    if (!follows(BINDING)) {
      return false;
    }
    if (prefix > 0) {
      if (at >= bytes.length || bytes[at++] != ':' || !sameBytes(starts[1], at, prefix - 1)) {
        return false;
      }
      at += prefix - 1;
    }
    if (!quoted(NAMESPACE)) {
      return false;
    }
    if (!versionFirst) {
      version();
    }
    return at < bytes.length && bytes[at++] == '>';
  }

  private boolean quoted(byte[] value) {
    if (at + 1 >= bytes.length || bytes[at] != '=' || bytes[at + 1] != '"') {
      return false;
    }
    at += 2;
    return follows(value) && at < bytes.length && bytes[at++] == '"';
  }

  private boolean version() {
    if (!follows(VERSION)) {
      return false;
    }
    while (at < bytes.length && (bytes[at] == '.' || isDigit(bytes[at]))) {
      at++;
    }
    if (at < bytes.length && bytes[at] == '"') {
      at++;
      return true;
    }
    at = bytes.length; // some other version: the parser decides
    return false;
  }

  /** From behind the root's start tag to the end; whether all of it was plain. */
  private boolean below() {
    while (depth > 0) {
      int from = at;
      boolean odd = !skipText() || (places[depth].isContainer() && !isSpace(from));
      if (odd || at + 1 >= bytes.length) {
        return false;
      }
      boolean end = bytes[at + 1] == '/';
      if (!(end ? end(from) : start())) {
        return false;
      }
    }
    skipSpace();
    return at == bytes.length;
  }

  /** To the next tag; what would need a second look stops it. */
  private boolean skipText() {
    while (at < bytes.length) {
      byte b = bytes[at];
      if (b == '<') {
        return true;
      }
      if (b < ' ' ? b != '\n' && b != '\t' : b == '&' || b == '>' || b == 0x7F) {
        return false;
      }
      at++;
    }
    return false;
  }

  /** Returns true if nothing but space is between here and the next tag. */
  private boolean isSpace(int from) {
    for (int i = from; i < at; i++) {
      if (bytes[i] > ' ') {
        return false;
      }
    }
    return true;
  }

  private boolean start() {
    at++;
    if (depth == DEEPEST || places[depth].text() != Field.NONE) {
      return false;
    }
    int from = at;
    if (prefix > 0) {
      if (!sameBytes(starts[1], at, prefix)) {
        return false;
      }
      at += prefix;
    }
    skipName();
    starts[depth + 1] = from;
    ends[depth + 1] = at;
    if (at - from == prefix || at >= bytes.length || bytes[at++] != '>') {
      return false;
    }
    enter();
    return true;
  }

  private void enter() {
    SchemaPath above = places[depth];
    int from = starts[depth + 1] + prefix;
    int to = ends[depth + 1];
    SchemaPath place = above.step(bytes, from, to);
    if (place.isContainer() && place.named() == Field.NONE) {
      reading.enter(place);
    }
    Field named = place.unlisted() ? above.others() : place.named();
    if (named != Field.NONE) {
      reading.put(
          named,
          place.unlisted() ? FieldValues.brief(text(from, to)) : FieldValues.brief(place.name()));
    }
    places[++depth] = place;
  }

  /** An end tag, written as its start tag was; the text before it began here. */
  private boolean end(int from) {
    int length = ends[depth] - starts[depth];
    int name = at + 2;
    int close = name + length;
    if (!sameBytes(starts[depth], name, length) || close >= bytes.length || bytes[close] != '>') {
      return false;
    }
    Field field = places[depth].text();
    if (field != Field.NONE) {
      if (at - from > field.most()) {
        return false;
      }
      reading.put(field, text(from, at));
    }
    at = close + 1;
    depth--;
    return true;
  }

  private void skipName() {
    int from = at;
    while (at < bytes.length && isOfName(bytes[at], at > from)) {
      at++;
    }
  }

  private static boolean isOfName(byte b, boolean inside) {
    int lower = b | 0x20;
    return (lower >= 'a' && lower <= 'z') || (inside && isDigit(b));
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private void skipSpace() {
    while (at < bytes.length && (bytes[at] == '\n' || bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
  }

  private boolean follows(byte[] expected) {
    int end = at + expected.length;
    if (end > bytes.length
        || !Arrays.equals(bytes, at, end, expected, 0, expected.length)) {
      return false;
    }
    at = end;
    return true;
  }

  private boolean sameBytes(int one, int other, int length) {
    return other + length <= bytes.length
        && Arrays.equals(bytes, one, one + length, bytes, other, other + length);
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
