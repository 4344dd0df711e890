package org.lastgasp.config;

import static java.util.stream.Collectors.joining;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.lastgasp.id.Eui64;

/**
 * The type of a value: how its text is parsed, and the message if it cannot be.
 *
 * @param plain whether quotes around it make it a text, and so the wrong thing
 * @param parser empty for what is not allowed
 */
record ValueType<T>(String allowed, boolean plain, Function<String, Optional<T>> parser) {
  /** No setting is meant to be longer; keeps sums of instants in range. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  static final ValueType<String> TEXT =
      new ValueType<>(
          "a text that is not blank",
          false,
          text -> text.isBlank() ? Optional.empty() : Optional.of(text));

  static final ValueType<String> INSTALLATION =
      new ValueType<>(
          "up to 30 letters, digits, spaces, dots, dashes or underscores",
          false,
          text -> text.matches("[\\p{L}\\p{N} ._-]{1,30}") ? Optional.of(text) : Optional.empty());

  static final ValueType<Path> PATH = new ValueType<>("a path", false, ValueType::path);

  static final ValueType<Boolean> FLAG =
      new ValueType<>(
          "true or false",
          true,
          text ->
              switch (text) {
                case "true" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> Optional.empty();
              });

  static final ValueType<Eui64> EUI =
      new ValueType<>("an EUI-64 such as 90-B3-D5-1F-30-02-00-00", false, Eui64::parse);

  static final ValueType<String> SHA_256 =
      new ValueType<>(
          "64 hexadecimal digits, as lastgasp identity new or sha256sum prints them",
          false,
          text ->
              text.matches("[0-9A-Fa-f]{64}")
                  ? Optional.of(text.toLowerCase(Locale.ROOT))
                  : Optional.empty());

  static final ValueType<Address> ADDRESS =
      new ValueType<>(
          "host:port such as 127.0.0.1:8079, the port from 0 to 65535", false, Address::parse);

  static final ValueType<String> HOST_NAME =
      new ValueType<>(
          "a host name such as lastgasp.example, without scheme and port",
          false,
          text ->
              text.length() <= 253 && text.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*")
                  ? Optional.of(text)
                  : Optional.empty());

  static final ValueType<URI> URL =
      new ValueType<>(
          "an absolute http or https URL without user, password or fragment",
          false,
          ValueType::url);

  /** A duration above zero. */
  static ValueType<Duration> duration() {
    return new ValueType<>(
        "a duration above 0 such as 500ms, 30s, 30m, 2h or 400d", false, ValueType::positive);
  }

  /** A duration above zero and below a limit. */
  static ValueType<Duration> durationBelow(Duration limit) {
    return new ValueType<>(
        "a duration above 0 and under " + Units.text(limit) + " such as 500ms, 30s or 2m",
        false,
        text -> positive(text).filter(duration -> duration.compareTo(limit) < 0));
  }

  /** A duration of whole seconds: what file names can tell apart. */
  static ValueType<Duration> wholeSeconds() {
    return new ValueType<>(
        "a duration of whole seconds such as 30s, 30m or 1h",
        false,
        text -> positive(text).filter(d -> d.equals(d.truncatedTo(ChronoUnit.SECONDS))));
  }

  private static Optional<Duration> positive(String text) {
    return Units.duration(text)
        .filter(duration -> duration.isPositive() && duration.compareTo(LONGEST) <= 0);
  }

  /** A size in a range, both ends included. */
  static ValueType<Long> size(long least, long most) {
    return new ValueType<>(
        "a size from " + Units.text(least) + " to " + Units.text(most) + " such as 16MiB",
        false,
        text -> Units.size(text).filter(size -> size >= least && size <= most));
  }

  /** A whole number in a range, both ends included. */
  static ValueType<Integer> whole(int least, int most) {
    return new ValueType<>(
        "a whole number from " + least + " to " + most,
        true,
        text ->
            text.matches("[0-9]{1,9}")
                ? Optional.of(Integer.parseInt(text)).filter(n -> n >= least && n <= most)
                : Optional.empty());
  }

  /** One of a few words. */
  static <E extends Enum<E>> ValueType<E> choice(E[] all, Function<E, String> code) {
    return new ValueType<>(
        Arrays.stream(all).map(code).collect(joining(", ")),
        false,
        text -> Arrays.stream(all).filter(each -> code.apply(each).equals(text)).findFirst());
  }

  /** Nothing, an empty text, or what a kind allows. */
  static <T> ValueType<String> orNothing(ValueType<T> kind) {
    return new ValueType<>(
        "\"\", or " + kind.allowed(),
        false,
        text ->
            text.isEmpty() || kind.parser().apply(text).isPresent()
                ? Optional.of(text)
                : Optional.empty());
  }

  private static Optional<Path> path(String text) {
    try {
      return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
    } catch (InvalidPathException notOne) {
      return Optional.empty();
    }
  }

  private static Optional<URI> url(String text) {
    try {
      URI uri = new URI(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean bare = uri.getRawUserInfo() == null && uri.getRawFragment() == null;
      boolean port = uri.getPort() != 0 && uri.getPort() <= 65_535;
      return web && bare && port && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException notOne) {
      return Optional.empty();
    }
  }
}
