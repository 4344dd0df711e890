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
import org.lastgasp.api.ChangesJson;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.audit.AuditQuery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lastgasp changes}. */
@Command(
    name = "changes",
    description = {
      "Lists who changed what, when and why, oldest first.",
      "With the values before and after: the switch, storm orders, the breaker, lists, the",
      "configuration, resolved work-list items, late releases, the clock. Default: the",
      "last 20."
    },
    footer = {
      "  lastgasp changes --since 2030-01-15T00:00:00Z",
      "  lastgasp changes --last 5 -o json"
    })
final class ChangesCommand implements Callable<Integer> {
  private static final int PAGE = 1_000;
  private static final int USUAL = 20;
  private static final int WIDTH = 80;

  @Option(names = "--since", paramLabel = "TIME", description = "Only from this time.")
  private @Nullable Instant since;

  @Option(names = "--last", paramLabel = "N", description = "Only the last N.")
  private @Nullable Integer last;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most N; the oldest, unless --last is given.")
  private @Nullable Integer limit;

  @Mixin private GatewayOption gateway = new GatewayOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  ChangesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    check("--last", Optional.ofNullable(last));
    check("--limit", Optional.ofNullable(limit));
    ArrayNode changes = changes(gateway.client(console));
    if (output.isJson()) {
      ObjectNode json = CliJson.MAPPER.createObjectNode();
      json.set("changes", changes);
      console.say(json);
    } else if (changes.isEmpty()) {
      console.remark("nothing was changed in that time");
    } else {
      changes.forEach(this::print);
    }
    return Exit.DONE;
  }

  private static void check(String option, Optional<Integer> number) {
    if (number.filter(n -> n < 1 || n > PAGE).isPresent()) {
      throw new CommandFailed(
          Exit.WRONG_USE, option + ": expected 1 to " + PAGE + " but was '" + number.get() + "'");
    }
  }

  /** How many of the newest are asked for; 0 for all from a time on. */
  private int newest() {
    if (last != null) {
      return limit == null ? last : Math.min(last, limit);
    }
    return since == null && limit == null ? USUAL : 0;
  }

  private int most() {
    return limit == null ? Integer.MAX_VALUE : limit;
  }

  /** All of them, page by page. */
  private ArrayNode changes(GatewayClient client) {
    ArrayNode all = CliJson.MAPPER.createArrayNode();
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("since", Optional.ofNullable(since).map(Instant::toString).orElse(""));
    parameters.put("last", newest() > 0 ? String.valueOf(newest()) : "");
    parameters.put("limit", String.valueOf(Math.min(PAGE, most())));
    while (all.size() < most()) {
      switch (client.get("/api/v1/changes", parameters)) {
        case GatewayClient.Answer.Done done -> {
          add(all, done.body());
          JsonNode next = done.body().path("next");
          if (!next.isTextual() || newest() > 0) {
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
    return all;
  }

  private void add(ArrayNode all, JsonNode page) {
    for (JsonNode each : page.path("changes")) {
      if (all.size() < most()) {
        all.add(each);
      }
    }
  }

  private ArrayNode offline(AuditQueries chronicle) {
    ArrayNode all = CliJson.MAPPER.createArrayNode();
    Optional<Instant> from = Optional.ofNullable(since);
    OptionalLong after = OptionalLong.of(0);
    while (after.isPresent() && all.size() < most()) {
      AuditQuery.Changes asked =
          new AuditQuery.Changes(from, Optional.empty(), after.getAsLong(), PAGE);
      var page =
          newest() > 0 ? chronicle.lastChanges(asked, newest()) : chronicle.changes(asked);
      add(all, ChangesJson.of(page));
      after = newest() > 0 ? OptionalLong.empty() : page.next();
    }
    return all;
  }

  private void print(JsonNode change) {
    String before = change.path("before").asText();
    String after = change.path("after").asText();
    String reason = change.path("reason").asText();
    console.say(
        time(change.path("at").asText()) + "  " + change.path("what").asText() + ", by "
            + change.path("by").asText());
    say(before.isEmpty() ? after : before + " → " + after);
    if (!reason.isEmpty()) {
      say("why: " + reason);
    }
  }

  private void say(String text) {
    Wrapped.lines(text, WIDTH - 4).forEach(line -> console.say("    " + line));
  }

  private static String time(String at) {
    return at.replace('T', ' ').replaceFirst("(\\.\\d+)?Z$", "Z");
  }
}
