package org.lastgasp.conformance;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The kinds of meter that MP102A names.
 *
 * <p>The modification lists SMETS2 4.3, 5.4, 5.10 and 5.16, the physical requirements of GSME and
 * of the three parts on ESME; which is whose follows from that order, and none is a hot shoe's.
 */
enum MeterKind {
  SINGLE_PHASE("single phase ESME", "SMETS2 5.4"),
  TWIN_ELEMENT("twin element ESME", "SMETS2 5.10"),
  POLYPHASE("polyphase ESME", "SMETS2 5.16"),
  GSME("GSME", "SMETS2 4.3"),
  HOT_SHOE("hot shoe", "");

  private final String words;
  private final String section;

  MeterKind(String words, String section) {
    this.words = words;
    this.section = section;
  }

  /** As people call it. */
  String words() {
    return words;
  }

  /** The section of SMETS2 that has the rule; empty for a hot shoe. */
  Optional<String> section() {
    return Optional.of(section).filter(each -> !each.isEmpty());
  }

  /** As a trace writes it: {@code single-phase}. */
  String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The rule with its section: {@code MP102A, SMETS2 5.4, single phase ESME}. */
  String rule() {
    return "MP102A, " + section().map(each -> each + ", ").orElse("") + words;
  }

  /** Reads one in any case, with spaces, dashes or underscores, with or without {@code ESME}. */
  static Optional<MeterKind> of(String text) {
    String code = text.strip().toLowerCase(Locale.ROOT).replaceAll("[ _-]+", "-");
    String bare = code.replaceFirst("-esme$", "");
    return Arrays.stream(values()).filter(each -> each.code().equals(bare)).findFirst();
  }

  /** All codes, for a person who wrote another. */
  static String codes() {
    return Arrays.stream(values()).map(MeterKind::code).collect(joining(", "));
  }
}
