package org.lastgasp.cli;

import java.util.Optional;

/** Calls a verb from the tests of other rooms, as a person at a shell does. */
public final class Verb {
  private Verb() {}

  /** What it says; standard error behind standard output. */
  public static String said(Object... words) {
    return said(new Shell(), words);
  }

  /** The lines of any verb's help that are wider than a screen. */
  public static java.util.List<String> helpWiderThan(int width) {
    return HelpTest.tooWide(width);
  }

  /** The same, for whoever has this token. */
  public static String said(Optional<String> token, Object... words) {
    Shell shell = new Shell();
    token.ifPresent(text -> shell.with("LASTGASP_TOKEN", text));
    return said(shell, words);
  }

  private static String said(Shell shell, Object... words) {
    Shell.Heard heard = shell.run(words);
    return heard.out() + heard.err();
  }
}
