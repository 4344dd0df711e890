package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.WorkListJson;
import org.lastgasp.hindsight.WorkList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lastgasp worklist}. */
@Command(
    name = "worklist",
    description = {
      "Lists suppressed alerts that need a check, oldest first.",
      "A suspect is listed at once, an unresolved alert from the end of its window, until",
      "meter or hub is heard after that end, or somebody resolves the item."
    },
    footer = {
      "  lastgasp worklist --distributor 20",
      "  lastgasp worklist --resolve 4711 --reason \"SR 7.4 says the supply is on\""
    })
final class WorkListCommand implements Callable<Integer> {
  private static final int PAGE = 1_000;
  private static final List<String> COLUMNS =
      List.of(
          "number", "distributor", "mpxn", "meter", "received_at", "window_until", "assessment",
          "task");

  @Option(
      names = "--distributor",
      paramLabel = "N",
      description = "Only this distributor: 0 to 99, or unknown.")
  private String distributor = "";

  @Option(
      names = "--resolve",
      paramLabel = "NUMBER",
      description = "Resolve this item; recorded with your name.")
  private @Nullable Long number;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; required with --resolve.")
  private String reason = "";

  @Mixin private GatewayOption gateway = new GatewayOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  WorkListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Long item = number;
    if (item == null) {
      if (!reason.isEmpty()) {
        throw new CommandFailed(Exit.WRONG_USE, "--reason without --resolve");
      }
      list(gateway.client(console));
    } else {
      if (reason.isBlank()) {
        throw new CommandFailed(Exit.WRONG_USE, "resolving an item needs a --reason");
      }
      resolve(gateway.client(console), item);
    }
    return Exit.DONE;
  }

  private void list(GatewayClient client) {
    ObjectNode all = items(client);
    JsonNode items = all.path("worklist");
    if (output.isJson()) {
      console.say(all);
    } else if (items.isEmpty()) {
      console.remark("nothing to look at: " + lookedAt(all.path("looked_at")));
    } else {
      Table.of(items, COLUMNS).lines().forEach(console::say);
      console.remark(lookedAt(all.path("looked_at")));
    }
  }

  /** What the list was made from. */
  private static String lookedAt(JsonNode node) {
    long alerts = node.path("alerts").asLong();
    String since = node.path("since").isTextual() ? ", since " + node.path("since").asText() : "";
    String first =
        alerts + (alerts == 1 ? " suppressed alert was" : " suppressed alerts were") + " looked at";
    long behind = node.path("entries_behind").asLong();
    String lag =
        behind == 0
            ? ""
            : "; " + behind + " entries of the journal were not taken up yet: ask again";
    return first + since + ", up to " + node.path("up_to").asText() + lag;
  }

  /** All of them, page by page. */
  private ObjectNode items(GatewayClient client) {
    WorkList.Whose whose = whose();
    ObjectNode told = CliJson.MAPPER.createObjectNode();
    ArrayNode all = told.putArray("worklist");
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("distributor", distributor);
    parameters.put("limit", String.valueOf(PAGE));
    while (true) {
      switch (client.get("/api/v1/worklist", parameters)) {
        case GatewayClient.Answer.Done done -> {
          done.body().path("worklist").forEach(all::add);
          told.set("looked_at", done.body().path("looked_at"));
          JsonNode next = done.body().path("next");
          if (!next.isTextual()) {
            return told;
          }
          parameters.put("after", next.asText());
        }
        case GatewayClient.Answer.Refused refused -> throw GatewayOption.refused(client, refused);
        case GatewayClient.Answer.Silent silent -> {
          DataFolder folder = DataFolder.instead(console, gateway, client, silent);
          return folder.found(list -> offline(list, whose));
        }
      }
    }
  }

  private static ObjectNode offline(WorkList list, WorkList.Whose whose) {
    ObjectNode told = CliJson.MAPPER.createObjectNode();
    ArrayNode all = told.putArray("worklist");
    Instant now = InstantSource.system().instant();
    OptionalLong after = OptionalLong.of(0);
    while (after.isPresent()) {
      WorkList.Page page = list.page(whose, now, after.getAsLong(), PAGE);
      JsonNode some = WorkListJson.of(page, list.standing(now));
      some.path("worklist").forEach(all::add);
      told.set("looked_at", some.path("looked_at"));
      after = page.next();
    }
    return told;
  }

  private WorkList.Whose whose() {
    if (distributor.isEmpty()) {
      return new WorkList.Whose.All();
    }
    if (distributor.equals("unknown")) {
      return new WorkList.Whose.Of(OptionalInt.empty());
    }
    if (!distributor.matches("[0-9]{1,2}")) {
      throw new CommandFailed(
          Exit.WRONG_USE,
          "--distributor: expected a number from 0 to 99, or unknown, but was '"
              + distributor + "'");
    }
    return new WorkList.Whose.Of(OptionalInt.of(Integer.parseInt(distributor)));
  }

  private void resolve(GatewayClient client, long item) {
    ObjectNode order = CliJson.MAPPER.createObjectNode();
    order.put("reason", reason.strip());
    order.put("by", System.getProperty("user.name", "unknown"));
    switch (client.post(
        "/api/v1/worklist/" + item + "/resolve",
        Map.of(),
        "application/json",
        BodyPublishers.ofString(order.toString()))) {
      case GatewayClient.Answer.Done done -> {
        if (output.isJson()) {
          console.say(done.body());
        } else {
          console.say("resolved " + item);
        }
      }
      case GatewayClient.Answer.Refused refused -> throw GatewayOption.refused(client, refused);
      case GatewayClient.Answer.Silent silent ->
          throw gateway.silent(client, silent.why(), "");
    }
  }
}
