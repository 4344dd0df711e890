package org.lastgasp.duis;

/**
 * A filter that counts the attributes of each tag, character by character, before the parser sees
 * the tag.
 *
 * <p>The parser collects all attributes of a tag before it shows the first one, in a time that
 * grows with their square: a tag of a megabyte would hold up a core for minutes. The guard is exact
 * for what is well-formed; for what is not, the parser stops by itself.
 */
final class AttributeLimit {
  static final int MOST_ATTRIBUTES = 256; // the schema needs three

  private enum At {
    TEXT,
    OPENING,
    TAG,
    SINGLE_QUOTED,
    DOUBLE_QUOTED,
    DECLARATION,
    COMMENT_OPENING,
    COMMENT,
    CDATA,
    INSTRUCTION
  }

  private At at = At.TEXT;
  private int attributes;
  private int last;
  private int beforeLast;

  /** Takes the next character; false if a tag has too many attributes. */
  boolean pass(int c) {
    switch (at) {
      case TEXT -> {
        if (c == '<') {
          at = At.OPENING;
        }
      }
      case OPENING -> open(c);
      case TAG -> {
        return tag(c);
      }
      case SINGLE_QUOTED -> endOn(c == '\'', At.TAG);
      case DOUBLE_QUOTED -> endOn(c == '"', At.TAG);
      case DECLARATION ->
          at = c == '-' ? At.COMMENT_OPENING : c == '[' ? enter(At.CDATA) : At.TAG;
      case COMMENT_OPENING -> at = enter(At.COMMENT);
      case COMMENT -> endOn(c == '>' && last == '-' && beforeLast == '-', At.TEXT);
      case CDATA -> endOn(c == '>' && last == ']' && beforeLast == ']', At.TEXT);
      case INSTRUCTION -> endOn(c == '>' && last == '?', At.TEXT);
    }
    if (at == At.COMMENT || at == At.CDATA || at == At.INSTRUCTION) {
      remember(c);
    }
    return true;
  }

  private void open(int c) {
    at =
        switch (c) {
          case '?' -> enter(At.INSTRUCTION);
          case '!' -> At.DECLARATION;
          default -> At.TAG;
        };
    attributes = 0;
  }

  private boolean tag(int c) {
    switch (c) {
      case '>' -> at = At.TEXT;
      case '\'' -> at = At.SINGLE_QUOTED;
      case '"' -> at = At.DOUBLE_QUOTED;
      case '=' -> attributes++;
      default -> {} // names and white space
    }
    return attributes <= MOST_ATTRIBUTES;
  }

  private void endOn(boolean end, At next) {
    if (end) {
      at = next;
    }
  }

  private At enter(At place) {
    last = 0;
    beforeLast = 0;
    return place;
  }

  private void remember(int c) {
    beforeLast = last;
    last = c;
  }
}
