package org.lastgasp.duis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A fast parser for what nearly every document is: small, ASCII, one DUIS prefix bound at the root,
 * elements and plain text, signed or not. Three times as fast as the parser, because it looks at
 * each byte once and makes no text of what nobody asks about.
 *
 * <p>It takes only what is certainly well-formed and means the same to the parser; at anything
 * else, be it a comment, a second attribute, a prefix bound twice or a fault, it gives up and the
 * parser decides. Used by one thread, for one document.
 */
final class FastReader {
  private static final byte[] DECLARATION = ascii("<?xml version=\"1.0\" encoding=\"UTF-8\"");
  private static final byte[] STANDALONE = ascii(" standalone=\"no\""); // as the DSP writes it
  private static final byte[] DECLARED = ascii("?>");
  private static final byte[] BINDING = ascii(" xmlns");
  private static final byte[] LINE_END = ascii("&#13;"); // between lines of a signature
  private static final byte[] DUIS = ascii(SchemaPath.DUIS);
  private static final byte[] MMC = ascii(SchemaPath.MMC);
  private static final byte[] OF_XML = ascii("http://www.w3.org/XML/1998/namespace");
  private static final byte[] OF_NAMESPACES = ascii("http://www.w3.org/2000/xmlns/");
  private static final int DEEPEST = 16; // elements; the schema needs about fifteen
  private static final int MOST_PREFIXES = 6; // of the elements around one place

  private final byte[] bytes;
  private final FieldValues reading = new FieldValues();
  private final SchemaPath[] places = new SchemaPath[DEEPEST + 1];
  private final int[] starts = new int[DEEPEST + 1]; // of the name of the element, with its prefix
  private final int[] ends = new int[DEEPEST + 1];
  private final Prefix[] prefixes = new Prefix[MOST_PREFIXES];
  private int bound; // of these
  private int at;
  private int depth;

  /** The values picked out, and the local name of the root. */
  record Picked(String root, FieldValues reading) {}

  /** The meaning of a prefix: the schema has places in the first two. */
  private enum Namespace {
    DUIS,
    MMC,
    OTHER
  }

  /**
   * A prefix that an element binds.
   *
   * @param length 0: for names without one
   */
  private record Prefix(int from, int length, int depth, Namespace namespace) {}

  private FastReader(byte[] bytes) {
    this.bytes = bytes;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
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
    int prefix = prefixes[0].length();
    return new Picked(text(starts[1] + (prefix == 0 ? 0 : prefix + 1), ends[1]), reading);
  }

  /** The declaration and the start tag of the root, which binds its own prefix first of all. */
  private boolean root() {
    if (follows(DECLARATION)) {
      var unused = follows(STANDALONE);
      if (!follows(DECLARED)) {
        return false;
      }
      skipSpace();
    }
    places[0] = SchemaPath.DOCUMENT;
    if (at >= bytes.length || bytes[at] != '<' || isXml(at + 1)) {
      return false;
    }
    return start() && depth == 1;
  }

  /** Returns true if a name begins as those that XML keeps for itself. */
  private boolean isXml(int from) {
    return from + 2 < bytes.length
        && (bytes[from] | 0x20) == 'x'
        && (bytes[from + 1] | 0x20) == 'm'
        && (bytes[from + 2] | 0x20) == 'l';
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
      if (b == '&' && places[depth].unlisted() && follows(LINE_END)) {
        continue;
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
    skipName();
    int length = 0; // of the prefix
    if (at < bytes.length && bytes[at] == ':') {
      length = at - from;
      at++;
      skipName();
    }
    int local = length == 0 ? from : from + length + 1;
    starts[depth + 1] = from;
    ends[depth + 1] = at;
    if (at == local || !attributes()) {
      return false;
    }
    Optional<Namespace> namespace = bound(from, length).map(Prefix::namespace);
    if (namespace.isEmpty()
        || namespace.get() == Namespace.MMC
        || (depth == 0 && namespace.get() != Namespace.DUIS)) {
      return false;
    }
    boolean empty = at < bytes.length && bytes[at] == '/';
    at += empty ? 1 : 0;
    if (at >= bytes.length || bytes[at++] != '>') {
      return false;
    }
    enter(local, namespace.get() == Namespace.DUIS);
    if (empty) {
      leave("");
    }
    return true;
  }

  /** What a start tag has behind its name: prefixes, and at most one attribute that binds none. */
  private boolean attributes() {
    boolean other = false;
    while (at < bytes.length && bytes[at] == ' ') {
      if (follows(BINDING)) {
        if (!bind()) {
          return false;
        }
      } else {
        int name = ++at;
        skipName();
        if (other || at == name || isXml(name) || !skipValue()) {
          return false;
        }
        other = true;
      }
    }
    return true;
  }

  /** A prefix that nothing around here binds, to a namespace that has no other prefix yet. */
  private boolean bind() {
    int from = at;
    if (at < bytes.length && bytes[at] == ':') {
      from = ++at;
      skipName();
      if (at == from || isXml(from)) {
        return false;
      }
    }
    int length = at - from;
    int value = at + 2;
    if (!skipValue() || bound == MOST_PREFIXES || bound(from, length).isPresent()) {
      return false;
    }
    int end = at - 1;
    boolean duis = is(value, end, DUIS);
    if (value == end || duis != (bound == 0) || is(value, end, OF_XML)
        || is(value, end, OF_NAMESPACES)) {
      return false;
    }
    Namespace namespace =
        duis ? Namespace.DUIS : is(value, end, MMC) ? Namespace.MMC : Namespace.OTHER;
    prefixes[bound++] = new Prefix(from, length, depth + 1, namespace);
    return true;
  }

  /** The prefix written there, if something around binds it; nearly always the root's. */
  private Optional<Prefix> bound(int from, int length) {
    for (int i = 0; i < bound; i++) {
      Prefix each = prefixes[i];
      if (each.length() == length && sameBytes(each.from(), from, length)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** Over {@code ="value"}, in which nothing stands for something else. */
  private boolean skipValue() {
    if (at + 1 >= bytes.length || bytes[at] != '=' || bytes[at + 1] != '"') {
      return false;
    }
    at += 2;
    while (at < bytes.length && bytes[at] != '"') {
      byte b = bytes[at++];
      if (b < ' ' || b == '<' || b == '>' || b == '&' || b == 0x7F) {
        return false;
      }
    }
    return at++ < bytes.length;
  }

  private void enter(int local, boolean duis) {
    SchemaPath above = places[depth];
    int to = ends[depth + 1];
    SchemaPath place = duis ? above.step(bytes, local, to) : SchemaPath.ELSEWHERE;
    if (place.isContainer() && place.named() == Field.NONE) {
      reading.enter(place);
    }
    Field named = place.unlisted() ? above.others() : place.named();
    if (named != Field.NONE) {
      reading.put(
          named,
          place.unlisted() ? FieldValues.brief(text(local, to)) : FieldValues.brief(place.name()));
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
    if (field != Field.NONE && at - from > field.most()) {
      return false;
    }
    leave(field == Field.NONE ? "" : text(from, at));
    at = close + 1;
    return true;
  }

  private void leave(String text) {
    if (places[depth].text() != Field.NONE) {
      reading.put(places[depth].text(), text);
    }
    depth--;
    while (bound > 0 && prefixes[bound - 1].depth() > depth && depth > 0) {
      bound--;
    }
  }

  private void skipName() {
    int from = at;
    while (at < bytes.length && isOfName(bytes[at], at > from)) {
      at++;
    }
  }

  private static boolean isOfName(byte b, boolean inside) {
    int lower = b | 0x20;
    return (lower >= 'a' && lower <= 'z') || (inside && b >= '0' && b <= '9');
  }

  private void skipSpace() {
    while (at < bytes.length && (bytes[at] == '\n' || bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
  }

  private boolean follows(byte[] expected) {
    int end = at + expected.length;
    if (end > bytes.length || !is(at, end, expected)) {
      return false;
    }
    at = end;
    return true;
  }

  private boolean is(int from, int to, byte[] expected) {
    return Arrays.equals(bytes, from, to, expected, 0, expected.length);
  }

  private boolean sameBytes(int one, int other, int length) {
    return other + length <= bytes.length
        && Arrays.equals(bytes, one, one + length, bytes, other, other + length);
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
