package org.lastgasp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bill of materials of a cluster's node names all its libraries; each may be given on. */
class ClusterSbomTest {
  private static final Path BILL = SourceTree.path("target/lastgasp-cluster.cdx.json");
  private static final Path GATEWAYS = SourceTree.path("target/lib");
  private static final Path KAFKAS = SourceTree.path("target/lib/kafka");

  @Test
  void everyJarThatIsShippedIsOnTheBillWithALicenceAndNoOther() throws IOException {
    assumeTrue(
        Files.exists(BILL) && Files.exists(KAFKAS), "skipped: nothing was built in target/lib");
    Set<String> shipped = jars(GATEWAYS);
    shipped.addAll(jars(KAFKAS));
    Set<String> named = new TreeSet<>();
    for (JsonNode each : new ObjectMapper().readTree(Files.readAllBytes(BILL)).path("components")) {
      String name = each.path("name").asText();
      if (each.path("group").asText().equals("org.lastgasp")) {
        continue;
      }
      named.add(SbomTest.fileName(each));
      assertThat(each.path("hashes")).as(name).isNotEmpty();
      assertThat(licences(each)).as(name).anyMatch(LicenceTest::isWelcome);
    }
    assertThat(named).isEqualTo(shipped);
  }

  private static Set<String> jars(Path folder) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .forEach(names::add);
    }
    return names;
  }

  private static List<String> licences(JsonNode component) {
    return Stream.of("id", "name", "expression")
        .flatMap(member -> component.path("licenses").findValuesAsText(member).stream())
        .toList();
  }
}
