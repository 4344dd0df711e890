package org.lastgasp.lab;

/** The words of the commands that are printed to be pasted into a shell. */
final class ShellWord {
  private ShellWord() {}

  /** One word, in quotes if a shell would read it otherwise. */
  static String of(Object text) {
    String plain = text.toString();
    return plain.matches("[\\w@%+=:,./-]+") ? plain : "'" + plain.replace("'", "'\\''") + "'";
  }

  /** This program as it was called. */
  static String program() {
    return of(System.getProperty("lastgasp.called", "lastgasp"));
  }
}
