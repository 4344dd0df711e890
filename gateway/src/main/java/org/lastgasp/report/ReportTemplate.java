package org.lastgasp.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The header and the footer of a report, each some lines of text with placeholders such as {@code
 * {sequence}}; described in {@code docs/formats.md}. Lines are written with CRLF. Immutable.
 */
public record ReportTemplate(String header, String footer) {
  /** The template that is used if none is configured. */
  public static final ReportTemplate DEFAULT =
      new ReportTemplate(
          "H,POASL,1,{sequence},{scope},{from},{to},{generated}\n{columns}", "T,{rows},{sha256}");

  private static final String LINE_END = "\r\n";

  /**
   * A template of two valid texts.
   *
   * @throws IllegalArgumentException if one has a fault
   */
  public ReportTemplate {
    header = trimmed(header);
    footer = trimmed(footer);
    List<String> faults = new ArrayList<>(headerFaults(header));
    faults.addAll(footerFaults(footer));
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", faults));
    }
  }

  /** The text with LF line ends, without the last one, which YAML's block texts have. */
  private static String trimmed(String text) {
    return text.replace(LINE_END, "\n").replaceFirst("\n$", "");
  }

  /** All faults of a text as a header; empty if there is none. */
  public static List<String> headerFaults(String header) {
    List<String> faults = faults(header);
    fields(header)
        .filter(field -> !field.isForHeader())
        .forEach(
            field ->
                faults.add(
                    "'{" + field.code() + "}', which is known behind the last row: the footer can"
                        + " have it"));
    return faults;
  }

  /** All faults of a text as a footer; empty if there is none. */
  public static List<String> footerFaults(String footer) {
    List<String> faults = faults(footer);
    if (fields(footer).anyMatch(TemplateField.COLUMNS::equals)) {
      faults.add("'{columns}', which belongs to the header");
    }
    if (trimmed(footer).matches("(?s)[DAX],.*")) {
      faults.add("a footer that begins like a row, with D, A or X and a comma");
    }
    return faults;
  }

  private static List<String> faults(String text) {
    List<String> faults = new ArrayList<>();
    for (String line : lines(text)) {
      TemplateLine.parts(line, faults);
      if (line.isBlank()) {
        faults.add("an empty line");
      }
      if (line.chars().filter(c -> c == '"').count() % 2 > 0) {
        faults.add("a quotation mark without another in its line");
      }
      if (line.chars().anyMatch(Character::isISOControl)) {
        faults.add("a control character");
      }
    }
    return faults;
  }

  private static Stream<TemplateField> fields(String text) {
    return lines(text).stream()
        .flatMap(line -> TemplateLine.parts(line, new ArrayList<>()).stream())
        .filter(TemplatePart.Placeholder.class::isInstance)
        .map(part -> ((TemplatePart.Placeholder) part).field())
        .distinct();
  }

  private static List<String> lines(String text) {
    return List.of(trimmed(text).split("\n", -1));
  }

  /** Returns true if the footer has the report's SHA-256, so that changed bytes are detected. */
  public boolean isSealed() {
    return fields(footer).anyMatch(TemplateField.SHA256::equals);
  }

  List<TemplateLine> headerLines() {
    return lines(header).stream().map(TemplateLine::of).toList();
  }

  List<TemplateLine> footerLines() {
    return lines(footer).stream().map(TemplateLine::of).toList();
  }

  String headerOf(TemplateValues values) {
    return text(headerLines(), values);
  }

  String footerOf(TemplateValues values) {
    return text(footerLines(), values);
  }

  private static String text(List<TemplateLine> lines, TemplateValues values) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line.with(values)).append(LINE_END));
    return text.toString();
  }
}
