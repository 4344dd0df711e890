package org.lastgasp.cli;

/** Calls a verb from the tests of other rooms, as a person at a shell does. */
public final class Verb {
  private Verb() {}

  /** What it says; standard error behind standard output. */
  public static String said(Object... words) {
    Shell.Heard heard = new Shell().run(words);
    return heard.out() + heard.err();
  }
}
