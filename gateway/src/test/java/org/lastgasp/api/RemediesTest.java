package org.lastgasp.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

  /** The reasons that are written where an issue is made; others are made of codes. */
  @Test
  void everyReasonThatIsWrittenInTheSourcesHasAnEffectAndARemedy() throws IOException {
    Pattern written = Pattern.compile("new HealthIssue\\(\\s*\"([a-z-]+)\"");
    TreeSet<String> found = new TreeSet<>();
    for (String module : new String[] {"gateway", "cluster"}) {
      try (Stream<Path> files = Files.walk(SourceTree.path(module + "/src/main/java"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          written.matcher(Files.readString(file)).results().map(each -> each.group(1))
              .forEach(found::add);
        }
      }
    }
    assertThat(found).hasSizeGreaterThan(25);
    assertThat(Remedies.reasons()).containsAll(found);
  }

  /** Another reason may stand at the same time, under which alerts are not even recorded. */
  @Test
  void anEffectPromisesNothingForAlertsThatAnotherReasonMayBreak() {
    for (String reason : Remedies.reasons()) {
      assertThat(Remedies.effect(reason).words()).doesNotContain("judged", "and delivered");
    }
  }

  @Test
  void eachEffectIsOnePlainSentence() {
    for (String reason : Remedies.reasons()) {
      assertThat(Remedies.effect(reason).words()).as(reason).matches("[a-z][a-z ,;]{20,80}");
      assertThat(Remedies.of(reason)).as(reason).isNotBlank().doesNotEndWith(".");
    }
  }
}
