package org.lastgasp.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/**
 * The facts of an entry, read back; the other side of {@link EntryJsonWriter}. What is not as it
 * was written is an {@link IllegalArgumentException}.
 */
final class EntryJsonReader {
  private final EntryJsonScanner members;

  private EntryJsonReader(EntryJsonScanner members) {
    this.members = members;
  }

  static EntryJsonReader of(String json) {
    return new EntryJsonReader(EntryJsonScanner.of(json));
  }

  String text(String name) {
    return members.text(name);
  }

  Optional<String> maybeText(String name) {
    return has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  long number(String name) {
    return members.number(name);
  }

  int small(String name) {
    return Math.toIntExact(number(name));
  }

  OptionalLong maybeNumber(String name) {
    return has(name) ? OptionalLong.of(number(name)) : OptionalLong.empty();
  }

  OptionalInt maybeSmall(String name) {
    return has(name) ? OptionalInt.of(small(name)) : OptionalInt.empty();
  }

  boolean flag(String name) {
    return members.flag(name);
  }

  Instant instant(String name) {
    return IsoInstant.parse(text(name));
  }

  Optional<Instant> maybeInstant(String name) {
    return maybeText(name).map(IsoInstant::parse);
  }

  Eui64 eui(String name) {
    return Eui64.of(text(name));
  }

  RequestId request(String name) {
    return RequestId.of(text(name));
  }

  Optional<RequestId> maybeRequest(String name) {
    return maybeText(name).map(RequestId::of);
  }

  Optional<ResponseId> maybeResponse(String name) {
    return maybeText(name).map(ResponseId::of);
  }

  <E extends Enum<E>> E choice(String name, Class<E> type) {
    return constant(text(name), type);
  }

  <E extends Enum<E>> Optional<E> maybeChoice(String name, Class<E> type) {
    return maybeText(name).map(code -> constant(code, type));
  }

  <E extends Enum<E>> List<E> choices(String name, Class<E> type) {
    return members.texts(name).stream().map(code -> constant(code, type)).toList();
  }

  List<Long> numbers(String name) {
    return members.numbers(name);
  }

  /** RequestIDs as texts; none if the fact is left out. */
  List<RequestId> requests(String name) {
    return members.texts(name).stream().map(RequestId::of).toList();
  }

  boolean has(String name) {
    return members.has(name);
  }

  <T> T object(String name, Function<EntryJsonReader, T> form) {
    return form.apply(new EntryJsonReader(members.object(name)));
  }

  <T> Optional<T> maybeObject(String name, Function<EntryJsonReader, T> form) {
    return has(name) ? Optional.of(object(name, form)) : Optional.empty();
  }

  <T> List<T> objects(String name, Function<EntryJsonReader, T> form) {
    List<T> all = new ArrayList<>();
    for (EntryJsonScanner each : members.objects(name)) {
      all.add(form.apply(new EntryJsonReader(each)));
    }
    return all;
  }

  private static <E extends Enum<E>> E constant(String code, Class<E> type) {
    return Enum.valueOf(type, code.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
