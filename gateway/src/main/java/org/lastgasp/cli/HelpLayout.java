package org.lastgasp.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The layout of every verb's help: texts are filled to the screen, examples stay commands. */
final class HelpLayout {
  /** A word of a command, or words in quotes. */
  private static final Pattern WORD = Pattern.compile("\\s*((?:[^\\s\"']|\"[^\"]*\"|'[^']*')+)");

  private static final String INDENT = "  ";
  private static final String CONTINUED = "      ";

  private HelpLayout() {}

  /**
   * Lays out the help of a verb and of those below it.
   *
   * @param words what an argument of a type may be, for completion
   */
  static void apply(CommandLine command, Map<Class<?>, List<String>> words) {
    command.addMixin("help", new HelpOption());
    CommandSpec spec = command.getCommandSpec();
    UsageMessageSpec usage = spec.usageMessage();
    usage.description(paragraphs(usage.description()).toArray(String[]::new));
    for (OptionSpec option : List.copyOf(spec.options())) {
      spec.remove(option);
      OptionSpec.Builder filled = OptionSpec.builder(option).description(one(option.description()));
      if (words.containsKey(option.type())) {
        filled.completionCandidates(words.get(option.type()));
      }
      spec.addOption(filled.build());
    }
    for (PositionalParamSpec each : List.copyOf(spec.positionalParameters())) {
      spec.remove(each);
      PositionalParamSpec.Builder filled =
          PositionalParamSpec.builder(each).description(one(each.description()));
      if (words.containsKey(each.type())) {
        filled.completionCandidates(words.get(each.type()));
      }
      spec.addPositional(filled.build());
    }
    command
        .getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> footer(usage, help));
    command.getSubcommands().values().forEach(verb -> apply(verb, words));
  }

  private static String one(String[] lines) {
    return String.join(" ", lines);
  }

  private static String footer(UsageMessageSpec usage, Help help) {
    int width = help.commandSpec().usageMessage().width();
    StringBuilder text = new StringBuilder();
    for (String line : usage.footer()) {
      List<String> lines =
          line.startsWith(INDENT) ? example(line, width) : Wrapped.lines(line, width);
      lines.forEach(each -> text.append(each).append(System.lineSeparator()));
    }
    return text.toString();
  }

  /** A command in lines that a shell reads as one. */
  static List<String> example(String command, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(INDENT);
    Matcher words = WORD.matcher(command);
    while (words.find()) {
      String gap = line.toString().isBlank() ? "" : gap(words.group());
      String word = words.group(1);
      if (!line.toString().isBlank() && line.length() + gap.length() + word.length() + 2 > width) {
        lines.add(line + " \\");
        line.setLength(0);
        line.append(CONTINUED).append(word);
      } else {
        line.append(gap).append(word);
      }
    }
    lines.add(line.toString());
    return lines;
  }

  private static String gap(String found) {
    return " ".repeat(found.length() - found.stripLeading().length());
  }

  /**
   * The first sentence is a line of its own; what is indented stays in its lines; the rest is
   * wrapped to the screen.
   */
  private static List<String> paragraphs(String[] lines) {
    List<String> all = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      if (line.startsWith(INDENT)) {
        end(all, text);
        all.add(line);
      } else {
        text.append(text.isEmpty() ? "" : " ").append(line);
        int first = all.isEmpty() ? text.indexOf(". ") + 1 : 0;
        if (first > 0) {
          all.add(text.substring(0, first));
          text.delete(0, first + 1);
        }
      }
    }
    end(all, text);
    return all;
  }

  private static void end(List<String> paragraphs, StringBuilder text) {
    if (!text.isEmpty()) {
      paragraphs.add(text.toString());
      text.setLength(0);
    }
  }
}
