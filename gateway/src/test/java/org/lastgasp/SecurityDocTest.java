package org.lastgasp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about security names tests that there are. */
class SecurityDocTest {
  private static final Pattern NAMED = Pattern.compile("`(\\w+Test)`");

  @Test
  void everyTestThatThePageNamesIsThere() throws IOException {
    String page = Files.readString(SourceTree.path("docs/security.md"));
    Set<String> named =
        NAMED.matcher(page).results().map(found -> found.group(1)).collect(Collectors.toSet());
    Set<String> there = new TreeSet<>();
    for (String module : List.of("gateway", "lab", "cluster")) {
      try (Stream<Path> files = Files.walk(SourceTree.path(module + "/src/test/java"))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith("Test.java"))
            .forEach(name -> there.add(name.replace(".java", "")));
      }
    }
    assertThat(named).isNotEmpty();
    assertThat(there).containsAll(named);
  }
}
