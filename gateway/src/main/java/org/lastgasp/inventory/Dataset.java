package org.lastgasp.inventory;

/** The two things kept: devices, and the list of GUIDs. */
enum Dataset {
  DEVICES("devices"),
  GUIDS("guids");

  private final String word;

  Dataset(String word) {
    this.word = word;
  }

  /** The name of its table and, with {@code .sqlite} behind, of its file. */
  String word() {
    return word;
  }

  String file() {
    return word + ".sqlite";
  }
}
