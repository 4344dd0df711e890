package org.lastgasp.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * The members of one JSON object as {@link EntryJsonWriter} writes it, without blanks, found by
 * name. Asked for in the order they stand in, none is looked at again, and nothing is made of what
 * nobody asks for: a start reads hundreds of thousands of such objects. For one thread.
 *
 * <p>What is no such object, or has another value than asked for, is an {@link
 * IllegalArgumentException}.
 */
final class EntryJsonScanner {
  private static final int NONE = -1;

  private final String json;
  private final int begin; // behind the opening brace
  private int next; // the quote before the name of the member to look at first

  private EntryJsonScanner(String json, int begin) {
    this.json = json;
    this.begin = begin;
    this.next = begin;
  }

  /** The object that is all of a text. */
  static EntryJsonScanner of(String json) {
    EntryJsonScanner all = new EntryJsonScanner(json, 1);
    all.expect('{', 0);
    if (all.afterObject(0) != json.length()) {
      throw all.broken(json.length());
    }
    return all;
  }

  boolean has(String name) {
    return find(name) != NONE;
  }

  String text(String name) {
    return text(value(name));
  }

  long number(String name) {
    return number(value(name));
  }

  /** Returns true if it is there and true. */
  boolean flag(String name) {
    int at = find(name);
    return at != NONE && at(at) == 't';
  }

  EntryJsonScanner object(String name) {
    return object(value(name));
  }

  /** The texts of a list; none if it is not there. */
  List<String> texts(String name) {
    List<String> all = new ArrayList<>();
    elements(name, at -> all.add(text(at)));
    return all;
  }

  List<Long> numbers(String name) {
    List<Long> all = new ArrayList<>();
    elements(name, at -> all.add(number(at)));
    return all;
  }

  List<EntryJsonScanner> objects(String name) {
    List<EntryJsonScanner> all = new ArrayList<>();
    elements(name, at -> all.add(object(at)));
    return all;
  }

  private interface Element {
    void at(int place);
  }

  private void elements(String name, Element to) {
    int at = find(name);
    if (at == NONE) {
      return;
    }
    expect('[', at);
    at++;
    while (at(at) != ']') {
      to.at(at);
      at = afterValue(at);
      at += at(at) == ',' ? 1 : 0;
    }
  }

  private int value(String name) {
    int at = find(name);
    if (at == NONE) {
      throw new IllegalArgumentException("facts without '" + name + "'");
    }
    return at;
  }

  /**
   * The index where the value of a member begins: looks on from the last one found, then from the
   * start.
   */
  private int find(String name) {
    int from = next;
    int found = find(name, from, Integer.MAX_VALUE);
    return found == NONE && from > begin ? find(name, begin, from) : found;
  }

  private int find(String name, int from, int end) {
    int at = from;
    while (at < end && at(at) == '"') {
      int colon = afterText(at);
      boolean named =
          colon - at == name.length() + 2 && json.startsWith(name, at + 1);
      expect(':', colon);
      if (named) {
        next = at;
        return colon + 1;
      }
      at = afterValue(colon + 1);
      at += at(at) == ',' ? 1 : 0;
    }
    return NONE;
  }

  private EntryJsonScanner object(int at) {
    expect('{', at);
    return new EntryJsonScanner(json, at + 1);
  }

  private String text(int at) {
    expect('"', at);
    int end = afterText(at) - 1;
    int escape = json.indexOf('\\', at, end);
    return escape < 0 ? json.substring(at + 1, end) : unescaped(at + 1, end);
  }

  private String unescaped(int from, int end) {
    StringBuilder text = new StringBuilder(end - from);
    int at = from;
    while (at < end) {
      char c = json.charAt(at);
      if (c != '\\') {
        text.append(c);
        at++;
      } else if (json.charAt(at + 1) != 'u') {
        text.append(json.charAt(at + 1));
        at += 2;
      } else {
        text.append((char) Integer.parseInt(json, at + 2, at + 6, 16));
        at += 6;
      }
    }
    return text.toString();
  }

  private long number(int at) {
    return Long.parseLong(json, at, afterWord(at), 10);
  }

  private int afterValue(int at) {
    return switch (at(at)) {
      case '"' -> afterText(at);
      case '{' -> afterObject(at);
      case '[' -> afterList(at);
      default -> afterWord(at);
    };
  }

  private int afterText(int from) {
    int at = json.indexOf('"', from + 1);
    while (at > 0 && isEscaped(at)) {
      at = json.indexOf('"', at + 1);
    }
    if (at < 0) {
      throw broken(from);
    }
    return at + 1;
  }

  private boolean isEscaped(int quote) {
    int at = quote;
    while (json.charAt(at - 1) == '\\') {
      at--;
    }
    return (quote - at) % 2 == 1;
  }

  private int afterObject(int from) {
    int at = from + 1;
    while (at(at) != '}') {
      expect('"', at);
      int colon = afterText(at);
      expect(':', colon);
      at = afterElement(colon + 1, '}');
    }
    return at + 1;
  }

  private int afterList(int from) {
    int at = from + 1;
    while (at(at) != ']') {
      at = afterElement(at, ']');
    }
    return at + 1;
  }

  private int afterElement(int from, char end) {
    int at = afterValue(from);
    if (at(at) == ',') {
      return at + 1;
    }
    expect(end, at);
    return at;
  }

  /** A number, or true. */
  private int afterWord(int from) {
    int at = from;
    while (Character.isLetterOrDigit(at(at)) || at(at) == '-') {
      at++;
    }
    if (at == from) {
      throw broken(from);
    }
    return at;
  }

  private char at(int place) {
    if (place >= json.length()) {
      throw broken(place);
    }
    return json.charAt(place);
  }

  private void expect(char wanted, int place) {
    if (at(place) != wanted) {
      throw broken(place);
    }
  }

  private IllegalArgumentException broken(int place) {
    return new IllegalArgumentException("facts that are no JSON of the journal's, at " + place);
  }
}
