package org.lastgasp.log;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A record put together again from its values, as {@link LogReader#values} gave them, to see
 * whether they are still those its hash was made of. Immutable.
 *
 * @param seq 0 if the values are those of no record
 * @param hash as stated
 * @param fault what is wrong with it first
 */
public record RebuiltRecord(long seq, String prev, String hash, Optional<String> fault) {

  /** Of the values in the order of {@link LogReader#names}; null is empty. */
  public static RebuiltRecord of(List<String> values) {
    if (values.size() != LogLine.VALUES) {
      return wrong(String.format(
          Locale.ROOT,
          "it has %d values, not %d",
          values.size(),
          LogLine.VALUES));
    }
    StringBuilder text = new StringBuilder("{\"seq\":").append(values.getFirst());
    int at = 1;
    for (LogField member : LogField.values()) {
      text.append(member.label());
      String value = values.get(at++);
      if (value.isEmpty() && member.mayBeAbsent()) {
        text.append("null");
      } else if (member.shape() == FieldType.NUMBER) {
        text.append(value);
      } else {
        LogRecord.quote(text, value);
      }
    }
    text.append(",\"prev\":\"").append(values.get(at++));
    text.append("\",\"hash\":\"").append(values.get(at)).append("\"}");
    byte[] line = text.toString().getBytes(StandardCharsets.UTF_8);
    return switch (LogLine.read(line, 0, line.length)) {
      case LogLine.Malformed malformed -> wrong(malformed.fault());
      case LogLine.Whole whole ->
          new RebuiltRecord(
              whole.seq(),
              whole.prev(),
              whole.hash(),
              whole.isSound()
                  ? Optional.empty()
                  : Optional.of(
                      "its values have the hash " + whole.computed() + ", not the one it states"));
    };
  }

  private static RebuiltRecord wrong(String fault) {
    return new RebuiltRecord(0, "", "", Optional.of(fault));
  }
}
