package org.lastgasp.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/** Calls a verb from the tests of other rooms, as a person at a shell does. */
public final class Verb {
  private Verb() {}

  /** What it says; standard error behind standard output. */
  public static String said(Object... words) {
    return said(new Shell(), words);
  }

  /** The lines of any verb's help that are wider than a screen. */
  public static List<String> helpWiderThan(int width) {
    return HelpTest.tooWide(width);
  }

  /** The names of the verbs that do something and have no {@code -o}. */
  public static List<String> withoutOutput() {
    return HelpTest.withoutOutput();
  }

  /** Words in the help of verbs that a line's end cuts. */
  public static List<String> cutWords() {
    return HelpTest.cutWords();
  }

  /** What bash offers behind these words, with the script of {@code completion}. */
  public static String completed(Path script, String line)
      throws IOException, InterruptedException {
    int words = line.split(" ").length;
    String program =
        "source " + script + "; COMP_WORDS=(" + line + "); COMP_CWORD=" + (words - 1)
            + "; COMP_LINE='" + line + "'; COMP_POINT=" + line.length()
            + "; _complete_lastgasp; echo \"${COMPREPLY[@]}\"";
    Process bash =
        new ProcessBuilder("bash", "--norc", "-c", program).redirectErrorStream(true).start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    bash.waitFor();
    return said;
  }

  /** The same, for whoever has this token. */
  public static String said(Optional<String> token, Object... words) {
    Shell shell = new Shell();
    token.ifPresent(text -> shell.with("LASTGASP_TOKEN", text));
    return said(shell, words);
  }

  /** The exit code and all that it says, for whoever has this token. */
  public static Shell.Heard heard(Optional<String> token, Object... words) {
    Shell shell = new Shell();
    token.ifPresent(text -> shell.with("LASTGASP_TOKEN", text));
    return shell.run(words);
  }

  /** What is wrong with a command line; empty if it could be run. */
  public static Optional<String> fault(List<String> words) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    try {
      Verbs.all(new Console(nowhere, nowhere, Map.of()))
          .parseArgs(words.toArray(new String[0]));
      return Optional.empty();
    } catch (CommandLine.ParameterException wrong) {
      return Optional.of(String.valueOf(wrong.getMessage()));
    }
  }

  private static String said(Shell shell, Object... words) {
    Shell.Heard heard = shell.run(words);
    return heard.out() + heard.err();
  }
}
