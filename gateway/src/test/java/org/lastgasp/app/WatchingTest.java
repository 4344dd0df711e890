package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.SourceTree;
import org.lastgasp.tls.CertificateAuthority;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The rules for Prometheus and the dashboard for Grafana ask for what a running gateway has, and
 * each alert leads to what to do.
 */
class WatchingTest {
  private static final Path RULES = SourceTree.path("packaging/lastgasp.rules.yml");
  private static final Path CASES = SourceTree.path("packaging/lastgasp.rules.test.yml");
  private static final Path DASHBOARD = SourceTree.path("packaging/lastgasp-dashboard.json");
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:lastgasp|jvm|process)_[a-z0-9_]+)(?:\\{([^}]*)\\})?");
  private static final Pattern MATCHER = Pattern.compile("([a-z]+)(=~|!~|!=|=)\"([^\"]*)\"");

  @TempDir private Path folder;

  @Test
  void theRulesAreRightAndEachFiresWhenItShould() throws Exception {
    assumeTrue(promtool("--version").exit() == 0, "promtool (Debian: prometheus) is missing");
    Ran checked = promtool("check", "rules", RULES.toString());
    assertThat(checked.exit()).as(checked.said()).isZero();
    Ran tested = promtool("test", "rules", CASES.toString());
    assertThat(tested.exit()).as(tested.said()).isZero();
  }

  @Test
  void eachAlertHasACaseInWhichItFires() throws IOException {
    Set<String> fired = new TreeSet<>();
    for (Map<?, ?> each : maps(yaml(CASES).get("tests"))) {
      for (Map<?, ?> asked : maps(each.get("alert_rule_test"))) {
        if (!maps(asked.get("exp_alerts")).isEmpty()) {
          fired.add(String.valueOf(asked.get("alertname")));
        }
      }
    }
    assertThat(fired).isEqualTo(new TreeSet<>(alerts().stream().map(Alert::name).toList()));
  }

  @Test
  void eachAlertLeadsToASectionThatSaysWhatToDo() throws IOException {
    List<String> anchors =
        Files.readAllLines(SourceTree.path("docs/operations.md")).stream()
            .filter(line -> line.startsWith("#"))
            .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
            .toList();
    assertThat(alerts()).isNotEmpty().allSatisfy(
        alert -> {
          String anchor = alert.name().toLowerCase(Locale.ROOT);
          assertThat(alert.runbook()).isEqualTo("operations.md#" + anchor);
          assertThat(anchors).contains(anchor);
        });
  }

  @Test
  void rulesAndDashboardAskForSeriesThatARunningGatewayHas() throws Exception {
    List<String> series = series();
    List<String> asked = new ArrayList<>(queries());
    alerts().forEach(alert -> asked.add(alert.expr()));
    assertThat(asked).hasSizeGreaterThan(40);
    assertThat(asked.stream().flatMap(expr -> missing(expr, series).stream())).isEmpty();
  }

  @Test
  void whatNoGatewayHasIsFound() {
    List<String> series = List.of("lastgasp_state{state=\"off\"} 1.0");
    assertThat(missing("sum(lastgasp_sate{state=\"off\"})", series)).isNotEmpty();
    assertThat(missing("lastgasp_state{state=~\"off|on\"} == 1", series)).isNotEmpty();
    assertThat(missing("lastgasp_state{state=~\"off\",job=\"lastgasp\"}", series)).isEmpty();
  }

  @Test
  void eachQueryOfTheDashboardIsOne() throws Exception {
    assumeTrue(promtool("--version").exit() == 0, "promtool (Debian: prometheus) is missing");
    StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
    int number = 0;
    for (String query : queries()) {
      String expr = query.replace("$__rate_interval", "5m").replace("$instance", "a");
      rules.append("      - {record: q").append(number++).append(", expr: '").append(expr)
          .append("'}\n");
    }
    Path file = Files.writeString(folder.resolve("queries.yml"), rules);
    Ran checked = promtool("check", "rules", file.toString());
    assertThat(checked.exit()).as(checked.said()).isZero();
  }

  /** What an expression selects that is not among the series. */
  private static List<String> missing(String expr, List<String> series) {
    List<String> missing = new ArrayList<>();
    Matcher metric = METRIC.matcher(expr);
    while (metric.find()) {
      Pattern named = Pattern.compile(Pattern.quote(metric.group(1)) + "[{ ].*");
      List<String> found = series.stream().filter(s -> named.matcher(s).matches()).toList();
      if (found.isEmpty()) {
        missing.add(metric.group(1));
      }
      Matcher label = MATCHER.matcher(Optional.ofNullable(metric.group(2)).orElse(""));
      while (label.find()) {
        if (!Set.of("job", "instance").contains(label.group(1))) { // Prometheus's own
          Stream.of(label.group(3).split("\\|"))
              .map(value -> label.group(1) + "=\"" + value + "\"")
              .filter(pair -> found.stream().noneMatch(s -> s.contains(pair)))
              .forEach(pair -> missing.add(metric.group(1) + " with " + pair));
        }
      }
    }
    return missing;
  }

  /** What a gateway with everything switched on shows. */
  private List<String> series() throws Exception {
    CertificateAuthority authority = new CertificateAuthority("CN=authority");
    authority.issue("CN=gateway").write(folder, "own");
    try (Town town = new Town(folder)) {
      Files.writeString(
          folder.resolve("lastgasp.yaml"),
          town.yaml("enforce") + "tls: {certificate: own.pem, key: own.key}\n");
      try (Gateway gateway = Gateway.start(town.config(), () -> Instant.EPOCH);
          HttpClient client =
              HttpClient.newBuilder().sslContext(authority.client(Optional.empty())).build()) {
        URI metrics = URI.create("https://localhost:" + gateway.adminPort() + "/metrics");
        HttpRequest asked =
            HttpRequest.newBuilder(metrics)
                .header("Authorization", "Bearer " + town.token().orElseThrow())
                .build();
        HttpResponse<String> answer = client.send(asked, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body().lines().filter(line -> !line.startsWith("#")).toList();
      }
    }
  }

  private record Alert(String name, String expr, String runbook) {}

  private static List<Alert> alerts() throws IOException {
    return maps(yaml(RULES).get("groups")).stream()
        .flatMap(group -> maps(group.get("rules")).stream())
        .map(
            rule ->
                new Alert(
                    String.valueOf(rule.get("alert")),
                    String.valueOf(rule.get("expr")),
                    String.valueOf(((Map<?, ?>) rule.get("annotations")).get("runbook"))))
        .toList();
  }

  private static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>();
    for (JsonNode panel : new ObjectMapper().readTree(DASHBOARD.toFile()).path("panels")) {
      panel.path("targets").forEach(target -> queries.add(target.path("expr").asText()));
    }
    return queries;
  }

  private static Map<?, ?> yaml(Path file) throws IOException {
    return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(
        Files.readString(file));
  }

  private static List<Map<?, ?>> maps(Object list) {
    List<Map<?, ?>> maps = new ArrayList<>();
    ((List<?>) list).forEach(each -> maps.add((Map<?, ?>) each));
    return maps;
  }

  private record Ran(int exit, String said) {}

  private static Ran promtool(String... words) throws InterruptedException {
    try {
      List<String> command = new ArrayList<>(List.of("promtool"));
      command.addAll(List.of(words));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ran(process.waitFor(), said);
    } catch (IOException none) {
      return new Ran(127, String.valueOf(none.getMessage()));
    }
  }
}
