package org.lastgasp.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The description of the meter that a trace gives in comment lines of the form {@code # key: value}
 * with the keys {@code kind}, {@code device}, {@code model} and {@code firmware}.
 *
 * @param about the other comments, in order
 * @param remarks what is wrong with the description; it is no fault of the trace
 */
record MeterUnderTest(
    Optional<MeterKind> kind,
    Optional<String> device,
    Optional<String> model,
    Optional<String> firmware,
    List<String> about,
    List<String> remarks) {

  private static final Pattern KEY =
      Pattern.compile("(?i)(kind|device|model|firmware)\\s*:\\s*(\\S.*)");

  MeterUnderTest {
    about = List.copyOf(about);
    remarks = List.copyOf(remarks);
  }

  /** Reads comments, without their {@code #}. */
  static MeterUnderTest of(List<String> comments) {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> about = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    for (String comment : comments) {
      Matcher pair = KEY.matcher(comment);
      if (!pair.matches()) {
        about.add(comment);
        continue;
      }
      String key = pair.group(1).toLowerCase(Locale.ROOT);
      String value = pair.group(2).strip();
      String first = values.putIfAbsent(key, value);
      if (first != null && !first.equals(value)) {
        remarks.add(key + " is given twice: '" + first + "' counts, '" + value + "' does not");
      }
    }
    Optional<String> said = value(values, "kind");
    Optional<MeterKind> kind = said.flatMap(MeterKind::of);
    if (said.isPresent() && kind.isEmpty()) {
      remarks.add(
          "kind '" + said.get() + "' is none of " + MeterKind.codes()
              + ": the verdict names no section of SMETS2");
    }
    return new MeterUnderTest(
        kind,
        value(values, "device"),
        value(values, "model"),
        value(values, "firmware"),
        about,
        remarks);
  }

  private static Optional<String> value(Map<String, String> values, String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The rule that the verdict is about, with its section where the kind is known. */
  String rule() {
    return kind.map(MeterKind::rule).orElse("MP102A, kind of meter not known");
  }

  /** Device, model and firmware as far as they are known; empty if none is. */
  String words() {
    List<String> words = new ArrayList<>();
    device.ifPresent(each -> words.add("device " + each));
    model.ifPresent(each -> words.add("model " + each));
    firmware.ifPresent(each -> words.add("firmware " + each));
    return String.join(", ", words);
  }
}
