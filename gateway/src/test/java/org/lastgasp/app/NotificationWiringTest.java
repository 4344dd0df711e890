package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lastgasp.notification.NoticeTarget;
import org.lastgasp.worker.ClusterStatus;
import org.lastgasp.worker.HealthIssue;

class NotificationWiringTest {
  private static final HealthIssue OWN = new HealthIssue("disk-low", "of somebody");

  private static ClusterStatus.Node node(String name, String... degraded) {
    return new ClusterStatus.Node(
        name, List.of(), List.of(), 0, List.of(degraded), Instant.EPOCH);
  }

  private static List<String> summaries(Optional<ClusterStatus> cluster) {
    return NotificationWiring.degraded("a:1", List.of(OWN), cluster).stream()
        .map(NoticeTarget.Notice::summary)
        .toList();
  }

  @Test
  void oneMachineTellsOfItself() {
    assertThat(summaries(Optional.empty())).containsExactly("the gateway is degraded: disk-low");
  }

  @Test
  void theNodeThatTellsTellsOfTheOthersToo() {
    ClusterStatus status =
        new ClusterStatus(
            List.of(node("a:1", "over-by-now"), node("b:1", "disk-low", "lists-differ")),
            0, 0, 0, 0, 0, 0);
    assertThat(summaries(Optional.of(status)))
        .containsExactly(
            "the gateway is degraded on a:1, b:1: disk-low",
            "the gateway is degraded on b:1: lists-differ");
  }
}
