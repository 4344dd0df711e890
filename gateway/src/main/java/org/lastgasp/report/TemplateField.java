package org.lastgasp.report;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A value that a placeholder in a template stands for. */
enum TemplateField {
  SEQUENCE(Type.NUMBER),
  SCOPE(Type.WORD),
  FROM(Type.TIME),
  TO(Type.TIME),
  GENERATED(Type.TIME),
  COLUMNS(Type.NAMES),
  ROWS(Type.NUMBER),
  SHA256(Type.WORD);

  /** The type of its values, which says how they may be formatted. */
  enum Type {
    /** May be padded with zeros: {@code {rows:8}}. */
    NUMBER,
    /** May have a pattern of java.time in UTC: {@code {from:yyyyMMddHHmmss}}. */
    TIME,
    WORD,
    /** The names of the columns. */
    NAMES
  }

  private final String code = name().toLowerCase(Locale.ROOT);
  private final Type type;

  TemplateField(Type type) {
    this.type = type;
  }

  /** Its name in a placeholder: {@code sequence}. */
  String code() {
    return code;
  }

  Type type() {
    return type;
  }

  /** Returns true if it is known before the first row is written. */
  boolean isForHeader() {
    return this != ROWS && this != SHA256;
  }

  static Optional<TemplateField> of(String code) {
    return Stream.of(values()).filter(field -> field.code.equals(code)).findFirst();
  }
}
