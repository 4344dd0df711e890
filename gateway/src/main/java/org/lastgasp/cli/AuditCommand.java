package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.AuditJson;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.audit.AuditQuery;
import org.lastgasp.audit.Page;
import org.lastgasp.id.Eui64;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lastgasp audit}. */
@Command(
    name = "audit",
    description = {
      "Lists the Service Audit Trail, oldest first.",
      "Relayed requests, forwarded alerts and responses; -o json adds ids and digests.",
      "It never has a suppressed alert: see 'explain' and the suppression log."
    },
    footer = {
      "  lastgasp audit --device 90-B3-D5-1F-30-00-00-01 --from 2030-01-15T00:00:00Z",
      "  lastgasp audit --user 90-B3-D5-1F-30-01-00-00 -o json"
    })
final class AuditCommand implements Callable<Integer> {
  private static final int PAGE = 1_000;
  private static final List<String> COLUMNS =
      List.of("at", "what", "user", "device", "srv", "status", "code");

  @Option(names = "--device", paramLabel = "ID", description = "Only this hub or meter.")
  private @Nullable Eui64 device;

  @Option(names = "--user", paramLabel = "ID", description = "Only from or to this Service User.")
  private @Nullable Eui64 user;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "From this time, as 2030-01-15T10:00:00Z.")
  private @Nullable Instant from;

  @Option(names = "--to", paramLabel = "TIME", description = "Before this time.")
  private @Nullable Instant to;

  @Mixin private GatewayOption gateway = new GatewayOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  AuditCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ArrayNode trail = trail(gateway.client(console));
    if (output.isJson()) {
      ObjectNode json = CliJson.MAPPER.createObjectNode();
      json.set("audit", trail);
      console.say(json);
    } else if (trail.isEmpty()) {
      console.remark("nothing like that in the audit trail");
    } else {
      Table.of(trail, COLUMNS).lines().forEach(console::say);
    }
    return Exit.DONE;
  }

  /** All of it, page by page. */
  private ArrayNode trail(GatewayClient client) {
    ArrayNode all = CliJson.MAPPER.createArrayNode();
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("device", word(device));
    parameters.put("user", word(user));
    parameters.put("from", word(from));
    parameters.put("to", word(to));
    parameters.put("limit", String.valueOf(PAGE));
    while (true) {
      switch (client.get("/api/v1/audit", parameters)) {
        case GatewayClient.Answer.Done done -> {
          done.body().path("audit").forEach(all::add);
          JsonNode next = done.body().path("next");
          if (!next.isTextual() || next.asText().equals(parameters.get("after"))) {
            return all;
          }
          parameters.put("after", next.asText());
        }
        case GatewayClient.Answer.Refused refused -> throw GatewayOption.refused(client, refused);
        case GatewayClient.Answer.Silent silent -> {
          DataFolder folder = DataFolder.instead(console, gateway, client, silent);
          return folder.told(this::offline);
        }
      }
    }
  }

  private ArrayNode offline(AuditQueries chronicle) {
    ArrayNode all = CliJson.MAPPER.createArrayNode();
    OptionalLong after = OptionalLong.of(0);
    while (after.isPresent()) {
      Page page =
          chronicle.audit(
              new AuditQuery.Audit(
                  Optional.ofNullable(device),
                  Optional.ofNullable(user),
                  Optional.ofNullable(from),
                  Optional.ofNullable(to),
                  after.getAsLong(),
                  PAGE));
      AuditJson.of(page).path("audit").forEach(all::add);
      after = page.next();
    }
    return all;
  }

  private static String word(@Nullable Object value) {
    return Optional.ofNullable(value).map(Object::toString).orElse("");
  }
}
