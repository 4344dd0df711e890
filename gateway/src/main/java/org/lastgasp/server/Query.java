package org.lastgasp.server;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lastgasp.id.Eui64;

/** The parameters of a request; all that is wrong with them is said at once. */
public final class Query {
  private final ServerRequest request;
  private final List<String> faults = new ArrayList<>();

  public Query(ServerRequest request) {
    this.request = request;
  }

  public Optional<String> text(String name) {
    List<String> values = request.query(name);
    if (values.size() > 1) {
      faults.add(name + " stands there " + values.size() + " times: say it once");
    }
    return values.stream().findFirst().filter(t -> !t.isBlank());
  }

  public Optional<Eui64> eui(String name) {
    Optional<String> text = text(name);
    Optional<Eui64> eui = text.flatMap(Eui64::parse);
    if (text.isPresent() && eui.isEmpty()) {
      faults.add(name + " is an EUI-64, 16 hexadecimal digits, not '" + text.get() + "'");
    }
    return eui;
  }

  public Optional<Instant> instant(String name) {
    Optional<String> text = text(name);
    try {
      return text.map(t -> OffsetDateTime.parse(t).toInstant());
    } catch (DateTimeParseException notOne) {
      faults.add(name + " is a time such as 2030-01-15T10:00:00Z, not '" + text.get() + "'");
      return Optional.empty();
    }
  }

  /** A span of time; either end may be left out. */
  public record Times(Optional<Instant> from, Optional<Instant> to) {}

  /** A span between two parameters; that it would end before it begins is a fault. */
  public Times times(String from, String to) {
    Times times = new Times(instant(from), instant(to));
    if (times.from.isPresent() && times.to.filter(times.from.get()::isAfter).isPresent()) {
      faults.add(
          from + " is not after " + to + ", as " + times.from.get() + " is after "
              + times.to.get());
    }
    return times;
  }

  public <E extends Enum<E>> Optional<E> choice(String name, E[] values) {
    Optional<String> text = text(name);
    Optional<E> found =
        text.flatMap(t -> Arrays.stream(values).filter(v -> code(v).equals(t)).findFirst());
    if (text.isPresent() && found.isEmpty()) {
      faults.add(
          name + " is one of " + names(values) + ", not '" + text.get() + "'");
    }
    return found;
  }

  public int number(String name, int usual, int least, int most) {
    Optional<String> text = text(name);
    Optional<Long> number = text.flatMap(Query::counted);
    if (text.isEmpty()) {
      return usual;
    }
    if (number.isEmpty() || number.get() < least || number.get() > most) {
      faults.add(name + " is from " + least + " to " + most + ", not '" + text.get() + "'");
      return usual;
    }
    return number.get().intValue();
  }

  public long number(String name, long usual) {
    Optional<String> text = text(name);
    Optional<Long> number = text.flatMap(Query::counted);
    if (text.isPresent() && number.isEmpty()) {
      faults.add(name + " is a number that an earlier answer gave, not '" + text.get() + "'");
    }
    return number.orElse(usual);
  }

  public boolean flag(String name) {
    Optional<String> text = text(name);
    if (text.isPresent() && !List.of("true", "false").contains(text.get())) {
      faults.add(name + " is true or false, not '" + text.get() + "'");
    }
    return text.filter("true"::equals).isPresent();
  }

  public void fault(String fault) {
    faults.add(fault);
  }

  public boolean isFaulty() {
    return !faults.isEmpty();
  }

  /** Ends the request with an answer of 400 that names all faults, if there are any. */
  public void check() {
    if (isFaulty()) {
      throw new Refused(
          Problem.of(400, "Wrong parameters", String.join("; ", faults)).with("faults", faults));
    }
  }

  public static Optional<Long> counted(String text) {
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && text.length() <= 18 ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }

  public static String code(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String names(Enum<?>[] values) {
    return Arrays.stream(values).map(Query::code).collect(Collectors.joining(", "));
  }

  /** The end of a request whose parameters are wrong; the router answers with its problem. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Problem problem;

    private Refused(Problem problem) {
      super("wrong parameters");
      this.problem = problem;
    }

    Problem problem() {
      return problem;
    }
  }
}
