package org.lastgasp.cli;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.lastgasp.access.Role;
import org.lastgasp.audit.AuditQuery;
import org.lastgasp.config.Units;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Window;
import org.lastgasp.server.Query;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The converters of command line arguments. */
final class ArgumentConverters {
  private ArgumentConverters() {}

  /**
   * Makes a program understand what its arguments are of.
   *
   * @return the words that an argument of a type may be
   */
  static Map<Class<?>, List<String>> register(CommandLine program) {
    Map<Class<?>, List<String>> words = new HashMap<>();
    program.registerConverter(Eui64.class, ArgumentConverters::eui);
    program.registerConverter(Instant.class, ArgumentConverters::instant);
    program.registerConverter(Duration.class, ArgumentConverters::duration);
    register(
        program,
        words,
        ServeCommand.Carrier.values(),
        each -> each.name().toLowerCase(Locale.ROOT));
    register(program, words, Role.values(), Role::code);
    register(program, words, AuditQuery.Outcome.values(), Query::code);
    register(program, words, Format.values(), Format::code);
    register(program, words, Switch.values(), Switch::code);
    register(program, words, StormOrder.Order.values(), StormOrder.Order::code);
    register(program, words, BreakerCommand.Order.values(), each -> "close");
    register(program, words, ClockCommand.Order.values(), each -> "trust");
    register(program, words, Window.State.values(), WindowsCommand::code);
    return words;
  }

  private static <E extends Enum<E>> void register(
      CommandLine program, Map<Class<?>, List<String>> words, E[] all, Function<E, String> code) {
    Class<E> type = all[0].getDeclaringClass();
    program.registerConverter(type, choice(all, code));
    words.put(type, Arrays.stream(all).map(code).toList());
  }

  /** One of an enum's words. */
  static <E extends Enum<E>> ITypeConverter<E> choice(E[] all, Function<E, String> code) {
    return word ->
        Arrays.stream(all)
            .filter(each -> code.apply(each).equals(word))
            .findFirst()
            .orElseThrow(
                () ->
                    new TypeConversionException(
                        "expected one of "
                            + Arrays.stream(all).map(code).collect(joining(", "))
                            + " but was '" + word + "'"));
  }

  /** A device id. */
  static Eui64 eui(String word) {
    return Eui64.parse(word.strip())
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected an EUI-64 such as 90-B3-D5-1F-30-01-00-00 but was '" + word + "'"));
  }

  /** A time with its zone. */
  static Instant instant(String word) {
    try {
      return OffsetDateTime.parse(word.strip()).toInstant();
    } catch (DateTimeParseException notOne) {
      throw new TypeConversionException(
          "expected a time such as 2030-01-15T10:00:00Z but was '" + word + "'");
    }
  }

  /** A time with its zone, or how long ago that is. */
  static final class Since implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String word) {
      return Units.duration(word.strip())
          .filter(Duration::isPositive)
          .map(ago -> InstantSource.system().instant().minus(ago))
          .orElseGet(() -> timeOrAgo(word));
    }

    private static Instant timeOrAgo(String word) {
      try {
        return OffsetDateTime.parse(word.strip()).toInstant();
      } catch (DateTimeParseException notOne) {
        throw new TypeConversionException(
            "expected a time such as 2030-01-15T10:00:00Z, or how long ago, such as 2h, but was '"
                + word + "'");
      }
    }
  }

  /** A number of things, from 1 on. */
  static final class Count implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String word) {
      if (!word.matches("[0-9]{1,9}") || Integer.parseInt(word) == 0) {
        throw new TypeConversionException("expected 1 or more but was '" + word + "'");
      }
      return Integer.valueOf(word);
    }
  }

  /** A length of time. */
  static Duration duration(String word) {
    return Units.duration(word.strip())
        .filter(Duration::isPositive)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected a duration such as 30m or 1h30m but was '" + word + "'"));
  }

  /** Returns what is wrong with a command line, in one line, in the words of its help. */
  static String wrong(CommandLine.ParameterException wrong) {
    Set<String> verbs = wrong.getCommandLine().getSubcommands().keySet();
    boolean word = !String.valueOf(wrong.getMessage()).startsWith("Unknown option");
    if (word && wrong instanceof UnmatchedArgumentException unmatched && !verbs.isEmpty()) {
      return "no verb '" + unmatched.getUnmatched().getFirst() + "'";
    }
    String said = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("wrong use");
    if (said.startsWith("Missing required subcommand")) {
      return "name a verb: " + String.join(", ", verbs);
    }
    return said.replaceFirst("^Invalid value for option '(.*?)'( \\(.*?\\))?: ", "$1: ")
        .replaceFirst("^Invalid value for positional parameter at index \\d+ \\((.*?)\\): ", "$1: ")
        .replaceFirst("'(-?[0-9]+)' is not an? (int|long)$", "the number '$1' is too long")
        .replaceFirst("'(.*)' is not an? (int|long)$", "expected a whole number but was '$1'")
        .replaceFirst("'(.*)' is not an? (float|double)$", "expected a number but was '$1'")
        .replaceFirst("^Unmatched argument at index \\d+: ", "what is this for? ");
  }
}
