package org.lastgasp.duis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.lastgasp.id.Eui64;

/**
 * The values picked out of one document, each marked if it is ambiguous.
 *
 * <p>A field that is there twice, holds elements or is longer than it can be is spoilt: it counts
 * as not readable, never as the first of the two. Used by one thread, for one document.
 */
final class FieldValues {
  private static final int MOST_RIVALS = 8; // texts of one field; more is no message but an attack

  private final Map<Field, String> texts = new EnumMap<>(Field.class);
  private final Set<Field> spoilt = EnumSet.noneOf(Field.class);
  private final Map<Field, List<String>> rivals = new EnumMap<>(Field.class);
  private final List<SchemaPath> entered = new ArrayList<>(4); // the places that hold others
  private final Set<String> oddities = new LinkedHashSet<>();
  private boolean outage;
  private boolean activation;

  void put(Field field, String text) {
    if (field == Field.DCC_ALERT_CODE && text.strip().equals("AD1")) {
      outage = true;
    }
    if (isReference(field) && text.strip().equals(Message.Request.ACTIVATE_FIRMWARE)) {
      activation = true;
    }
    String before = texts.putIfAbsent(field, text);
    if (before != null) {
      spoilt.add(field);
      List<String> all = rivals.computeIfAbsent(field, f -> new ArrayList<>(List.of(before)));
      if (all.size() < MOST_RIVALS) {
        all.add(text);
      }
    }
  }

  private static boolean isReference(Field field) {
    return field == Field.SERVICE_REFERENCE || field == Field.SERVICE_REFERENCE_VARIANT;
  }

  /** An element that holds others begins here: the schema has each of them once. */
  void enter(SchemaPath place) {
    if (entered.contains(place)) {
      odd(place.name() + " is there twice");
      return;
    }
    entered.add(place);
  }

  /** Something is where the schema has nothing: said in words. */
  void odd(String what) {
    if (oddities.size() < MOST_RIVALS) {
      oddities.add(what);
    }
  }

  void spoil(Field field) {
    texts.putIfAbsent(field, "");
    spoilt.add(field);
  }

  /** Returns true if any DCCAlertCode is AD1, even beside another one. */
  boolean outage() {
    return outage;
  }

  /** Returns true if any reference to a service is 11.3, even beside another one. */
  boolean activation() {
    return activation;
  }

  /**
   * Returns what is wrong with the document as a whole, and with fields other than these, in words.
   */
  List<String> faultsBeside(Set<Field> others) {
    List<String> faults = new ArrayList<>(oddities);
    for (Field field : spoilt) {
      if (!others.contains(field)) {
        faults.add(field.element() + " is there twice, holds elements or is too long");
      }
    }
    return faults;
  }

  /** All texts of a field that is there more than once; none of one that is there once. */
  List<String> rivals(Field field) {
    return rivals.getOrDefault(field, List.of());
  }

  boolean spoilt(Field field) {
    return spoilt.contains(field);
  }

  /** The first text found, stripped, even of a spoilt field: for names, not for decisions. */
  String first(Field field) {
    return texts.getOrDefault(field, "").strip();
  }

  /** The text, stripped; empty if the field is absent or spoilt. */
  String text(Field field) {
    return spoilt(field) ? "" : first(field);
  }

  <T> Optional<T> parsed(Field field, Function<String, Optional<T>> parse) {
    String text = text(field);
    return text.isEmpty() ? Optional.empty() : parse.apply(text);
  }

  Optional<Eui64> eui(Field field) {
    return parsed(field, text -> text.indexOf('-') < 0 ? Optional.empty() : Eui64.parse(text));
  }

  Optional<Instant> moment(Field field) {
    return parsed(field, text -> XsdDateTime.read(text).instant());
  }

  /** As {@link #moment}, and says in words what is wrong with it, if it is there. */
  Optional<Instant> moment(Field field, List<String> faults) {
    if (noText(field, faults)) {
      return Optional.empty();
    }
    XsdDateTime moment = XsdDateTime.read(text(field));
    if (moment.instant().isEmpty()) {
      faults.add(field.element() + " " + moment.fault() + ": '" + brief(text(field)) + "'");
    }
    return moment.instant();
  }

  /** A number from 0 to 4,294,967,295. */
  OptionalLong count(Field field) {
    String text = text(field);
    String digits = text.startsWith("+") ? text.substring(1) : text;
    boolean readable =
        !digits.isEmpty() && digits.length() <= 18
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!readable || Long.parseLong(digits) > 0xFFFF_FFFFL) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(digits));
  }

  Optional<Integer> small(Field field) {
    OptionalLong count = count(field);
    return count.isPresent() && count.getAsLong() <= Integer.MAX_VALUE
        ? Optional.of((int) count.getAsLong())
        : Optional.empty();
  }

  /** Upper-case hexadecimal digits, as many as asked for; else empty, and a fault. */
  String hex(Field field, int digits, List<String> faults) {
    if (noText(field, faults)) {
      return "";
    }
    String text = text(field);
    if (text.length() != digits || !text.chars().allMatch(HexFormat::isHexDigit)) {
      faults.add(field.element() + " is not " + digits + " hexadecimal digits");
      return "";
    }
    return text.toUpperCase(Locale.ROOT);
  }

  /** The bytes of an {@code xs:base64Binary}, which may have white space anywhere. */
  Optional<byte[]> payload(List<String> faults) {
    if (noText(Field.PAYLOAD, faults)) {
      return Optional.empty();
    }
    Optional<byte[]> decoded = decoded(text(Field.PAYLOAD));
    if (decoded.isEmpty()) {
      faults.add("GBCSPayload is no base64");
    }
    return decoded;
  }

  static Optional<byte[]> decoded(String text) {
    String base64 = withoutSpace(text);
    if (base64.length() % 4 != 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /**
   * Returns true if there is no text; it is a fault only if the field is spoilt or there and empty.
   */
  private boolean noText(Field field, List<String> faults) {
    if (spoilt(field)) {
      faults.add(field.element() + " is there twice, holds elements or is too long");
      return true;
    }
    boolean empty = text(field).isEmpty();
    if (empty && texts.containsKey(field)) {
      faults.add(field.element() + " is empty");
    }
    return empty;
  }

  /** A piece short enough to be told to a person. */
  static String brief(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  private static String withoutSpace(String text) {
    StringBuilder dense = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        dense.append(c);
      }
    }
    return dense.toString();
  }
}
