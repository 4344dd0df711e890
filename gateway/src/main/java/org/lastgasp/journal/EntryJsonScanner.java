package org.lastgasp.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The members of one JSON object as {@link EntryJsonWriter} writes it, without blanks, found by
 * name. The text is looked through once, and nothing is made of what nobody asks for: a start reads
 * hundreds of thousands of such objects. Members are found soonest in the order they stand in. For
 * one thread.
 *
 * <p>What is no such object, or has another value than asked for, is an {@link
 * IllegalArgumentException}.
 */
final class EntryJsonScanner {
  private static final int NONE = -1;

  private static final int USUAL = 24; // members, of an alert that was suppressed

  private final String json;
  private int[] names = new int[USUAL]; // where each begins, behind its quote
  private int[] values = new int[USUAL]; // where each begins, behind the colon
  private int count;
  private int next; // the member to look at first
  private final int end; // behind the closing brace

  private EntryJsonScanner(String json, int from) {
    this.json = json;
    expect('{', from);
    int at = from + 1;
    while (at(at) != '}') {
      expect('"', at);
      int colon = afterText(at);
      expect(':', colon);
      add(at + 1, colon + 1);
      at = afterElement(colon + 1, '}');
    }
    this.end = at + 1;
  }

  private void add(int name, int value) {
    if (count == names.length) {
      names = Arrays.copyOf(names, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
    }
    names[count] = name;
    values[count++] = value;
  }

  /** The object that is all of a text. */
  static EntryJsonScanner of(String json) {
    EntryJsonScanner all = new EntryJsonScanner(json, 0);
    if (all.end != json.length()) {
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

  /** The index where the value of a member begins: looks on from the last one found. */
  private int find(String name) {
    for (int i = 0; i < count; i++) {
      int member = next + i < count ? next + i : next + i - count;
      int begins = names[member];
      if (values[member] - begins == name.length() + 2 && json.startsWith(name, begins)) {
        next = member;
        return values[member];
      }
    }
    return NONE;
  }

  private EntryJsonScanner object(int at) {
    return new EntryJsonScanner(json, at);
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
