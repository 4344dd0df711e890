package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A table with a header, its columns as wide as they need to be. */
public final class Table {
  private static final String GAP = "  ";

  /** An instant finer than a millisecond, of which a table shows no more. */
  private static final Pattern FINE_INSTANT =
      Pattern.compile("^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3})\\d*Z$");

  private final List<List<String>> rows = new ArrayList<>();

  /** A table of some members of records, by their names in JSON, which are the header. */
  public static Table of(Iterable<?> records, List<String> members) {
    Table table = new Table();
    table.row(members.stream().map(name -> heading(name)).toList());
    for (Object record : records) {
      JsonNode object = CliJson.MAPPER.valueToTree(record);
      table.row(members.stream().map(name -> text(object.path(name))).toList());
    }
    return table;
  }

  /** The members of one record, one in a row, without a header. */
  static Table ofMembers(Object record) {
    Table table = new Table();
    JsonNode object = CliJson.MAPPER.valueToTree(record);
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      table.row(List.of(member.getKey().replace('_', ' '), text(member.getValue())));
    }
    return table;
  }

  static String heading(String name) {
    return name.replace('_', ' ').toUpperCase(Locale.ROOT);
  }

  static String text(JsonNode value) {
    if (value.isContainerNode()) {
      return value.toString();
    }
    String text = value.isNull() ? "" : value.asText();
    return text.isEmpty() ? "-" : FINE_INSTANT.matcher(text).replaceFirst("$1Z");
  }

  public void row(List<String> cells) {
    rows.add(cells.stream().map(cell -> cell.replaceAll("\\p{Cntrl}+", " ")).toList());
  }

  /** The cells; the header first, if it has one. */
  List<List<String>> rows() {
    return List.copyOf(rows);
  }

  /** One line a row, without spaces at its end. */
  public List<String> lines() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths =
        IntStream.range(0, columns)
            .map(c -> rows.stream().mapToInt(row -> row.get(c).length()).max().orElse(0))
            .toArray();
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < row.size(); c++) {
      line.append(row.get(c));
      line.append(" ".repeat(widths[c] - row.get(c).length())).append(GAP);
    }
    return line.toString().stripTrailing();
  }
}
