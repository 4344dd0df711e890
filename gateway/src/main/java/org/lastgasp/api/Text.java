package org.lastgasp.api;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The text forms that the records of the API have in common. */
final class Text {
  private Text() {}

  static @Nullable String of(Optional<?> value) {
    return value.map(Object::toString).orElse(null);
  }

  /** Two lists as one. */
  static <T> List<T> joined(List<T> one, List<T> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }
}
