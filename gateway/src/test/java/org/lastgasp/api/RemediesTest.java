package org.lastgasp.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.lastgasp.SourceTree;

/** Every reason that can stand in degraded is known to the metric and to the operator's table. */
class RemediesTest {
  private static final Pattern REASON = Pattern.compile("`([a-z-]+)`");

  @Test
  void everyReasonOfTheOperatorsTableHasARemedyAndIsInTheMetric() throws IOException {
    String page = Files.readString(SourceTree.path("docs/operations.md"));
    String section = page.substring(page.indexOf("\n## Degraded reasons"));
    TreeSet<String> documented = new TreeSet<>();
    section.substring(0, section.indexOf("\n## The log"))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(0, line.indexOf('|', 1)))
        .forEach(
            cell -> {
              Matcher each = REASON.matcher(cell);
              while (each.find()) {
                documented.add(each.group(1));
              }
            });
    assertThat(new TreeSet<>(Remedies.reasons())).isEqualTo(documented);
  }
}
