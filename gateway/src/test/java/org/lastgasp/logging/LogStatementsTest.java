package org.lastgasp.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.lastgasp.SourceTree;

/** Every log statement of the sources has an event first, in kebab case, then keys and values. */
class LogStatementsTest {
  private static final Pattern STATEMENT =
      Pattern.compile("\\bLOG\\s*\\.(?:error|warn|info|debug)\\(\\s*");
  private static final Pattern FORM =
      Pattern.compile("(?:\"[a-z0-9]+(?:-[a-z0-9]+)*-?\"|name)(?:\\s\\+\\s[\\w.\"()-]+)?");
  private static final Pattern KEY = Pattern.compile("\"[a-z0-9]+(?:[-_][a-z0-9]+)*\"");

  @Test
  void theEventComesFirst() throws IOException {
    List<String> wrong = new ArrayList<>();
    int found = 0;
    for (Path source : sources()) {
      String text = Files.readString(source);
      Matcher statement = STATEMENT.matcher(text);
      while (statement.find()) {
        found++;
        List<String> arguments = arguments(text, statement.end());
        boolean formed = FORM.matcher(arguments.getFirst()).matches();
        if (!formed || !keysAreNames(arguments)) {
          wrong.add(source.getFileName() + ": " + String.join(", ", arguments));
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(found).isGreaterThan(80);
  }

  @Test
  void nobodyLogsPastIt() throws IOException {
    List<Path> past = new ArrayList<>();
    for (Path source : sources()) {
      if (Files.readString(source).contains("org.slf4j.")) {
        past.add(source.getFileName());
      }
    }
    assertThat(past).isEmpty();
  }

  /** Behind the event, and a failure if there is one, every other argument is a key. */
  private static boolean keysAreNames(List<String> arguments) {
    boolean failure = arguments.size() % 2 == 0;
    for (int i = failure ? 2 : 1; i < arguments.size(); i += 2) {
      if (!KEY.matcher(arguments.get(i)).matches()) {
        return arguments.size() == 2; // pairs in one array
      }
    }
    return true;
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : List.of("gateway", "lab")) {
      try (Stream<Path> tree = Files.walk(SourceTree.path(module + "/src/main/java"))) {
        tree.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    return sources;
  }

  /** From behind the opening bracket to the closing one, split at the commas of that level. */
  private static List<String> arguments(String text, int from) {
    List<String> arguments = new ArrayList<>();
    int depth = 0;
    int start = from;
    boolean quoted = false;
    for (int i = from; ; i++) {
      char c = text.charAt(i);
      if (quoted) {
        i += c == '\\' ? 1 : 0;
        quoted = c != '"';
      } else if (c == '"') {
        quoted = true;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && depth-- == 0 || c == ',' && depth == 0) {
        arguments.add(text.substring(start, i).strip());
        start = i + 1;
        if (c == ')') {
          return arguments;
        }
      }
    }
  }
}
