package org.lastgasp.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.lastgasp.app.Version;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual pages of the program, in the language of man(7), made from the help of each verb. */
final class ManualPages {
  private static final String EXIT =
      """
      .SH EXIT STATUS
      0 done, 1 failed, 64 wrong use, 78 wrong configuration.
      """;

  private final Map<String, String> pages = new TreeMap<>();

  private ManualPages() {}

  /** A page for each verb, and for the program, by the names of their files. */
  static Map<String, String> of(CommandLine program) {
    ManualPages all = new ManualPages();
    all.add(program);
    return all.pages;
  }

  private void add(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    String name = name(spec);
    pages.put(name + ".1", page(command, spec, name));
    command.getSubcommands().values().forEach(this::add);
  }

  private static String name(CommandSpec spec) {
    return spec.qualifiedName("-");
  }

  private static String page(CommandLine command, CommandSpec spec, String name) {
    StringBuilder page = new StringBuilder();
    List<String> description = Arrays.asList(spec.usageMessage().description());
    page.append(".TH \"").append(name.toUpperCase(Locale.ROOT)).append("\" 1 \"\" \"lastgasp ")
        .append(escaped(Version.text())).append("\" \"Lastgasp\"\n");
    page.append(".SH NAME\n").append(escaped(name)).append(" \\- ")
        .append(escaped(description.getFirst().replaceFirst("\\.$", ""))).append('\n');
    String synopsis =
        new Help(spec, Help.defaultColorScheme(Ansi.OFF)).synopsis(0).replaceAll("\\s+", " ");
    page.append(".SH SYNOPSIS\n").append(escaped(synopsis.strip())).append('\n');
    if (description.size() > 1) {
      page.append(".SH DESCRIPTION\n");
      description.subList(1, description.size()).forEach(text -> paragraph(page, text));
    }
    arguments(page, spec);
    verbs(page, command);
    examples(page, spec);
    return page.append(EXIT).append(".SH SEE ALSO\n").append(related(command)).append('\n')
        .toString();
  }

  private static void paragraph(StringBuilder page, String text) {
    if (text.startsWith("  ")) {
      page.append(".PP\n.nf\n").append(escaped(text)).append("\n.fi\n");
    } else {
      page.append(".PP\n").append(escaped(text)).append('\n');
    }
  }

  private static void arguments(StringBuilder page, CommandSpec spec) {
    page.append(".SH OPTIONS\n");
    for (PositionalParamSpec each : spec.positionalParameters()) {
      argument(page, each.paramLabel(), each);
    }
    for (OptionSpec each : spec.options()) {
      String label = each.arity().max() == 0 ? "" : " " + each.paramLabel();
      argument(page, String.join(", ", each.names()) + label, each);
    }
  }

  private static void argument(StringBuilder page, String head, ArgSpec spec) {
    String text = String.join(" ", spec.description());
    page.append(".TP\n\\fB").append(escaped(head)).append("\\fR\n")
        .append(escaped(CommandLine.Help.Ansi.OFF.string(text))).append('\n');
  }

  private static void verbs(StringBuilder page, CommandLine command) {
    if (!command.getSubcommands().isEmpty()) {
      page.append(".SH VERBS\n");
    }
    command
        .getSubcommands()
        .forEach(
            (word, verb) ->
                page.append(".TP\n\\fB").append(escaped(word)).append("\\fR\n")
                    .append(escaped(verb.getCommandSpec().usageMessage().description()[0]))
                    .append('\n'));
  }

  private static void examples(StringBuilder page, CommandSpec spec) {
    page.append(".SH EXAMPLES\n.nf\n");
    for (String line : spec.usageMessage().footer()) {
      page.append(escaped(line)).append('\n');
    }
    page.append(".fi\n");
  }

  private static String related(CommandLine command) {
    CommandLine above = command.getParent();
    return above == null
        ? "docs/operations.md"
        : "\\fB" + escaped(name(above.getCommandSpec())) + "\\fR(1)";
  }

  /** A text in which nothing is a request or an escape. */
  private static String escaped(String text) {
    String plain = text.replace("\\", "\\e").replace("-", "\\-").replace("%%", "%");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }
}
