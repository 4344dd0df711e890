package org.lastgasp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bill of materials that each build makes names what is shipped, and nothing else. */
class SbomTest {
  private static final Path BILL = SourceTree.path("target/lastgasp.cdx.json");
  private static final Path SHIPPED = SourceTree.path("target/lib");
  private static final Pattern CLASSIFIER = Pattern.compile("[?&]classifier=([^&]+)");

  @Test
  void everyJarThatIsShippedIsOnTheBillAndNoOther() throws IOException {
    assumeTrue(Files.exists(SHIPPED), "skipped: nothing was built in target/lib");
    Set<String> shipped = new TreeSet<>();
    try (Stream<Path> jars = Files.list(SHIPPED)) {
      jars.map(jar -> jar.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .forEach(shipped::add);
    }
    Set<String> named = new TreeSet<>();
    for (JsonNode each : new ObjectMapper().readTree(Files.readAllBytes(BILL)).path("components")) {
      named.add(fileName(each));
      assertThat(each.path("hashes")).as(each.path("name").asText()).isNotEmpty();
    }
    assertThat(named).isEqualTo(shipped);
  }

  /** What the file of a component is called. */
  static String fileName(JsonNode component) {
    Matcher classifier = CLASSIFIER.matcher(component.path("purl").asText());
    return component.path("name").asText() + "-" + component.path("version").asText()
        + (classifier.find() ? "-" + classifier.group(1) : "") + ".jar";
  }
}
