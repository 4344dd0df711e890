package org.lastgasp.report;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A part of a line of a template. Immutable. */
sealed interface TemplatePart {
  /** A literal text. */
  record Literal(String text) implements TemplatePart {}

  /**
   * A placeholder.
   *
   * @param format as written after the colon; empty for the standard form
   */
  record Placeholder(TemplateField field, String format) implements TemplatePart {
    private static final Instant SAMPLE = Instant.parse("2030-11-25T13:45:56.123Z");

    /** Digits, letters, or neither. */
    private static final Pattern RUN = Pattern.compile("\\d+|\\p{L}+|[^\\d\\p{L}]+");

    /**
     * Its text.
     *
     * @throws DateTimeException if the pattern of a time asks for what an instant in UTC
     *     has not
     */
    String text(TemplateValues values) {
      return switch (field.type()) {
        case NUMBER ->
            format.isEmpty()
                ? values.text(field)
                : String.format(
                    Locale.ROOT, "%0" + format + "d", Long.parseLong(values.text(field)));
        case TIME ->
            format.isEmpty()
                ? Timestamps.text(values.instant(field))
                : formatter().format(values.instant(field));
        case WORD, NAMES -> values.text(field);
      };
    }

    private DateTimeFormatter formatter() {
      return DateTimeFormatter.ofPattern(format, Locale.ENGLISH).withZone(ZoneOffset.UTC);
    }

    /** The requirement that its format does not meet; empty if it has no fault. */
    String fault() {
      if (format.isEmpty()) {
        return "";
      }
      return switch (field.type()) {
        case NUMBER -> format.matches("[1-9]|1[0-8]") ? "" : "a number of digits from 1 to 18";
        case TIME -> isPattern() ? "" : "a pattern of java.time such as yyyyMMddHHmmss";
        case WORD, NAMES -> "nothing behind the colon";
      };
    }

    private boolean isPattern() {
      try {
        return !formatter().format(SAMPLE).isEmpty();
      } catch (IllegalArgumentException | DateTimeException notOne) {
        return false;
      }
    }

    /** The regular expression that its values match. */
    String expression() {
      return switch (field.type()) {
        case NUMBER -> format.isEmpty() ? "0|[1-9]\\d{0,17}" : "\\d{" + format + ",18}";
        case TIME -> format.isEmpty() ? "[^,\\s]+" : shape(formatter().format(SAMPLE));
        case WORD -> "[0-9A-Za-z]+";
        case NAMES -> Pattern.quote(String.join(",", Columns.NAMES));
      };
    }

    /** Texts of the same shape as a sample whose numbers have all their digits. */
    private static String shape(String sample) {
      StringBuilder shape = new StringBuilder();
      for (String run : RUN.matcher(sample).results().map(MatchResult::group).toList()) {
        if (run.matches("\\d+")) {
          shape.append("\\d{1,").append(run.length()).append('}');
        } else {
          shape.append(run.matches("\\p{L}+") ? "\\p{L}+" : Pattern.quote(run));
        }
      }
      return shape.toString();
    }
  }
}
