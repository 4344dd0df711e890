package org.lastgasp.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line of a template: texts and placeholders. Immutable. */
final class TemplateLine {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z0-9]*)(?::([^{}]*))?}");

  private final String text;
  private final List<TemplatePart> parts;
  private final Pattern expression;

  private TemplateLine(String text, List<TemplatePart> parts) {
    this.text = text;
    this.parts = List.copyOf(parts);
    StringBuilder all = new StringBuilder();
    for (TemplatePart part : parts) {
      switch (part) {
        case TemplatePart.Literal literal -> all.append(Pattern.quote(literal.text()));
        case TemplatePart.Placeholder place ->
            all.append('(').append(place.expression()).append(')');
      }
    }
    this.expression = Pattern.compile(all.toString());
  }

  /**
   * The line of a valid text.
   *
   * @throws IllegalArgumentException if it has one
   */
  static TemplateLine of(String text) {
    List<String> faults = new ArrayList<>();
    List<TemplatePart> parts = parts(text, faults);
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(text + ": " + faults);
    }
    return new TemplateLine(text, parts);
  }

  /** The parts of a line; faulty ones are left out and added to the faults. */
  static List<TemplatePart> parts(String text, List<String> faults) {
    List<TemplatePart> parts = new ArrayList<>();
    Matcher places = PLACEHOLDER.matcher(text);
    int end = 0;
    while (places.find()) {
      literal(text.substring(end, places.start()), parts, faults);
      end = places.end();
      Optional<TemplateField> field = TemplateField.of(places.group(1));
      String format = Optional.ofNullable(places.group(2)).orElse("");
      if (field.isEmpty()) {
        faults.add("'" + places.group() + "', an unknown placeholder");
        continue;
      }
      TemplatePart.Placeholder place = new TemplatePart.Placeholder(field.get(), format);
      if (place.fault().isEmpty()) {
        parts.add(place);
      } else {
        faults.add("'" + places.group() + "', which needs " + place.fault());
      }
    }
    literal(text.substring(end), parts, faults);
    return parts;
  }

  private static void literal(String text, List<TemplatePart> parts, List<String> faults) {
    if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
      faults.add("'" + text + "', with a brace that belongs to no placeholder");
    } else if (!text.isEmpty()) {
      parts.add(new TemplatePart.Literal(text));
    }
  }

  /** The line with the values of one report. */
  String with(TemplateValues values) {
    StringBuilder line = new StringBuilder();
    for (TemplatePart part : parts) {
      switch (part) {
        case TemplatePart.Literal literal -> line.append(literal.text());
        case TemplatePart.Placeholder place -> line.append(place.text(values));
      }
    }
    return line.toString();
  }

  /**
   * The value of each placeholder in a line; empty if the line does not match, or has two values
   * for one placeholder.
   */
  Optional<Map<TemplatePart.Placeholder, String>> read(String line) {
    Matcher matcher = expression.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Map<TemplatePart.Placeholder, String> values = new HashMap<>();
    int group = 0;
    for (TemplatePart part : parts) {
      if (part instanceof TemplatePart.Placeholder place) {
        group++;
        String value = matcher.group(group);
        String before = values.putIfAbsent(place, value);
        if (before != null && !before.equals(value)) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(values);
  }

  /** Returns true if a line begins as this one does, up to the first placeholder. */
  boolean begins(String line) {
    return parts.getFirst() instanceof TemplatePart.Literal literal
        ? line.startsWith(literal.text())
        : read(line).isPresent();
  }

  /** Returns true if the line is only the names of the columns. */
  boolean isColumns() {
    return text.equals("{columns}");
  }

  /** The text as configured, with each placeholder as {@code <name>}. */
  String shown() {
    return text.replaceAll("\\{([a-z0-9]+)[^}]*}", "<$1>");
  }
}
