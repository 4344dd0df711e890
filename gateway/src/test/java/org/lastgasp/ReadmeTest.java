package org.lastgasp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's table of rooms is the first sentences of the {@code package-info} files. */
class ReadmeTest {
  private static final String HEAD = "| room | what it is |\n|---|---|\n";
  private static final Pattern ROOM = Pattern.compile("(?m)^package org\\.lastgasp\\.([\\w.]+);");
  private static final Pattern FIRST_SENTENCE =
      Pattern.compile("(?s)/\\*\\*\\s*\\*\\s*(.*?\\.)\\s+(?:\\*|[A-Z])");

  @Test
  void theTableOfRoomsIsWhatThePackagesSay() throws IOException {
    String table = HEAD + rows(rooms());
    String readme = Files.readString(SourceTree.path("README.md"));
    int start = readme.indexOf(HEAD);
    String found = start < 0 ? "" : readme.substring(start, readme.indexOf("\n\n", start) + 1);
    assertThat(found).as("put this table into README.md:%n%n%s", table).isEqualTo(table);
  }

  @Test
  void aRoomsFirstSentenceNamesItAndFitsARow() throws IOException {
    assertThat(rooms())
        .hasSizeGreaterThan(15)
        .allSatisfy(
            (room, sentence) ->
                assertThat(sentence).as(room).matches("(A|An|The) .*").hasSizeLessThan(120));
  }

  private static String rows(Map<String, String> rooms) {
    return rooms.entrySet().stream()
        .map(room -> "| `" + room.getKey() + "` | " + room.getValue() + " |\n")
        .collect(Collectors.joining());
  }

  /** The first sentence of each package of each module. */
  private static Map<String, String> rooms() throws IOException {
    Map<String, String> rooms = new TreeMap<>();
    for (String module : List.of("gateway", "lab", "cluster")) {
      try (Stream<Path> files = Files.walk(SourceTree.path(module + "/src/main/java"))) {
        files
            .filter(file -> file.endsWith("package-info.java"))
            .forEach(file -> add(file, rooms));
      }
    }
    return rooms;
  }

  private static void add(Path file, Map<String, String> rooms) {
    String text = read(file);
    String room = found(ROOM, text).orElseThrow(() -> new AssertionError("no room: " + file));
    String sentence =
        found(FIRST_SENTENCE, text).orElseThrow(() -> new AssertionError("no sentence: " + file));
    rooms.put(
        room,
        sentence
            .replaceAll("\\s*\\n \\*\\s*", " ")
            .replaceAll("\\{@(?:code|link)\\s+(?:[\\w.]*\\.)?([^}]+)}", "`$1`"));
  }

  private static Optional<String> found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }
}
