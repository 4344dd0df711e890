package org.lastgasp.journal;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.lastgasp.id.Eui64;

/**
 * A writer of an entry's facts as one JSON object, members in the order they are given; what is
 * absent is left out. By hand, because it is on the path of every alert. For one thread.
 */
final class EntryJsonWriter {
  private static final String HEX = "0123456789ABCDEF";

  private static final ClassValue<Map<Object, String>> CODES =
      new ClassValue<>() {
        @Override
        protected Map<Object, String> computeValue(Class<?> type) {
          return Stream.of(type.getEnumConstants())
              .collect(toUnmodifiableMap(value -> value, value -> spelled((Enum<?>) value)));
        }
      };

  private final StringBuilder out = new StringBuilder(1024);

  /** Begins the next object; what was written before is gone. */
  EntryJsonWriter begin() {
    out.setLength(0);
    out.append('{');
    return this;
  }

  /** Ends the object and gives its text. */
  String end() {
    return out.append('}').toString();
  }

  EntryJsonWriter text(String name, String value) {
    member(name);
    quote(value);
    return this;
  }

  EntryJsonWriter number(String name, long value) {
    member(name).append(value);
    return this;
  }

  /** Written only if it is true. */
  EntryJsonWriter flag(String name, boolean value) {
    if (value) {
      member(name).append("true");
    }
    return this;
  }

  EntryJsonWriter choice(String name, Enum<?> value) {
    return text(name, code(value));
  }

  EntryJsonWriter instant(String name, Instant value) {
    member(name).append('"').append(IsoInstant.text(value)).append('"');
    return this;
  }

  EntryJsonWriter eui(String name, Eui64 value) {
    member(name).append('"').append(value).append('"');
    return this;
  }

  /** A RequestID or ResponseID. */
  EntryJsonWriter id(String name, Eui64 first, Eui64 second, long counter) {
    member(name).append('"').append(first).append(':').append(second);
    out.append(':').append(Long.toUnsignedString(counter)).append('"');
    return this;
  }

  EntryJsonWriter number(String name, OptionalInt value) {
    value.ifPresent(v -> number(name, v));
    return this;
  }

  EntryJsonWriter number(String name, OptionalLong value) {
    value.ifPresent(v -> number(name, v));
    return this;
  }

  <T> EntryJsonWriter optional(String name, Optional<T> value, Form<T> form) {
    value.ifPresent(v -> form.write(this, name, v));
    return this;
  }

  /** An object inside. */
  <T> EntryJsonWriter object(String name, T value, BiConsumer<EntryJsonWriter, T> members) {
    member(name).append('{');
    members.accept(this, value);
    out.append('}');
    return this;
  }

  /** A list of objects; written only if it is not empty. */
  <T> EntryJsonWriter objects(String name, List<T> values, BiConsumer<EntryJsonWriter, T> members) {
    if (values.isEmpty()) {
      return this;
    }
    member(name).append('[');
    for (T value : values) {
      separate();
      out.append('{');
      members.accept(this, value);
      out.append('}');
    }
    out.append(']');
    return this;
  }

  /** A list of texts; written only if it is not empty. */
  EntryJsonWriter texts(String name, List<String> values) {
    if (values.isEmpty()) {
      return this;
    }
    member(name).append('[');
    for (String value : values) {
      separate();
      quote(value);
    }
    out.append(']');
    return this;
  }

  /** A list of numbers; written only if it is not empty. */
  EntryJsonWriter numbers(String name, List<Long> values) {
    if (values.isEmpty()) {
      return this;
    }
    member(name).append('[');
    for (long value : values) {
      separate();
      out.append(value);
    }
    out.append(']');
    return this;
  }

  /** A writer of a value of one type as a member. */
  interface Form<T> {
    EntryJsonWriter write(EntryJsonWriter facts, String name, T value);
  }

  /** A constant as the journal spells it: {@code future-dated}. */
  static String code(Enum<?> value) {
    return CODES.get(value.getDeclaringClass()).getOrDefault(value, "");
  }

  private static String spelled(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private StringBuilder member(String name) {
    separate();
    return out.append('"').append(name).append("\":");
  }

  private void separate() {
    char last = out.charAt(out.length() - 1);
    if (last != '{' && last != '[') {
      out.append(',');
    }
  }

  private void quote(String value) {
    out.append('"');
    int written = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\' || c < ' ' || Character.isSurrogate(c)) {
        out.append(value, written, i);
        written = i + 1;
        escape(c);
      }
    }
    out.append(value, written, value.length()).append('"');
  }

  private void escape(char c) {
    if (c == '"' || c == '\\') {
      out.append('\\').append(c);
      return;
    }
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX.charAt(c >>> shift & 0xF));
    }
  }
}
