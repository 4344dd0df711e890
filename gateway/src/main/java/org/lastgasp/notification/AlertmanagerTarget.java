package org.lastgasp.notification;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.client.JsonPost;

/**
 * Prometheus's Alertmanager as a target, by its API v2: what stands is told every minute and ends
 * by itself five minutes after the last time, so it also ends when the gateway does.
 */
final class AlertmanagerTarget implements NoticeTarget {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration LASTS = Duration.ofMinutes(5);

  private final URI url;
  private final String installation;
  private final JsonPost posts;

  /**
   * Of one Alertmanager.
   *
   * @param url without {@code /api/v2/alerts}
   * @param installation the name of this gateway
   */
  AlertmanagerTarget(URI url, String installation, JsonPost posts) {
    this.url = URI.create(url.toString().replaceFirst("/+$", "") + "/api/v2/alerts");
    this.installation = installation;
    this.posts = posts;
  }

  @Override
  public String name() {
    return "alertmanager";
  }

  @Override
  public boolean forgets() {
    return true;
  }

  @Override
  public Optional<String> tell(Change change) {
    ArrayNode alerts = MAPPER.createArrayNode();
    change.all().forEach(each -> put(alerts, each, change.at().plus(LASTS)));
    change.over().forEach(each -> put(alerts, each, change.at()));
    byte[] body = alerts.toString().getBytes(StandardCharsets.UTF_8);
    return posts.post(url, Map.of(), body);
  }

  private void put(ArrayNode alerts, Standing each, Instant end) {
    ObjectNode alert = alerts.addObject();
    NoticeTarget.Notice notice = each.notice();
    boolean suspect = notice.reason().equals("suspect");
    alert
        .putObject("labels")
        .put("alertname", suspect ? "LastgaspSuspect" : "LastgaspDegraded")
        .put("reason", notice.reason())
        .put("severity", "warning")
        .put("instance", installation);
    alert
        .putObject("annotations")
        .put("summary", notice.summary())
        .put("action", notice.toDo());
    alert.put("startsAt", each.since().toString()).put("endsAt", end.toString());
  }

  @Override
  public void close() {
    posts.close();
  }
}
