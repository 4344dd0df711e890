package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.http.WorkListView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lastgasp worklist}. */
@Command(
    name = "worklist",
    description = {
      "Lists held alerts that somebody has to look at, oldest first.",
      "Their windows are over, hindsight does not find them consistent with the",
      "firmware, and neither meter nor hub was heard since the window's end. An item",
      "goes by itself once one of them is heard, or when somebody resolves it."
    },
    footer = {
      "  lastgasp worklist --distributor 20",
      "  lastgasp worklist --resolve 4711 --reason \"SR 7.4 says the supply is on\""
    })
final class WorkListVerb implements Callable<Integer> {
  private static final int PAGE = 1_000;
  private static final List<String> COLUMNS =
      List.of(
          "number", "distributor", "mpxn", "meter", "received_at", "window_until", "assessment",
          "task");

  @Option(
      names = "--distributor",
      paramLabel = "N",
      description = "Only of this distributor: 0 to 99, or unknown.")
  private String distributor = "";

  @Option(
      names = "--resolve",
      paramLabel = "NUMBER",
      description = "Resolve this item; it is recorded with your name.")
  private @Nullable Long number;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; must be given to resolve.")
  private String reason = "";

  @Mixin private GatewayOption gateway = new GatewayOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  WorkListVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Long item = number;
    if (item == null) {
      if (!reason.isEmpty()) {
        throw new VerbFailed(Exit.WRONG_USE, "--reason without --resolve");
      }
      list(gateway.client(console));
    } else {
      if (reason.isBlank()) {
        throw new VerbFailed(Exit.WRONG_USE, "resolving an item needs a --reason");
      }
      resolve(gateway.client(console), item);
    }
    return Exit.DONE;
  }

  private void list(GatewayClient client) {
    ArrayNode items = items(client);
    if (output.isJson()) {
      ObjectNode json = Console.JSON.createObjectNode();
      json.set("worklist", items);
      console.say(json);
    } else if (items.isEmpty()) {
      console.remark("nothing to look at");
    } else {
      Table.of(items, COLUMNS).lines().forEach(console::say);
    }
  }

  /** All of them, page by page. */
  private ArrayNode items(GatewayClient client) {
    WorkList.Whose whose = whose();
    ArrayNode all = Console.JSON.createArrayNode();
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("distributor", distributor);
    parameters.put("limit", String.valueOf(PAGE));
    while (true) {
      switch (client.get("/api/v1/worklist", parameters)) {
        case GatewayClient.Answer.Done done -> {
          done.body().path("worklist").forEach(all::add);
          JsonNode next = done.body().path("next");
          if (!next.isTextual()) {
            return all;
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

  private static ArrayNode offline(WorkList list, WorkList.Whose whose) {
    ArrayNode all = Console.JSON.createArrayNode();
    OptionalLong after = OptionalLong.of(0);
    while (after.isPresent()) {
      WorkList.Page page =
          list.page(whose, InstantSource.system().instant(), after.getAsLong(), PAGE);
      WorkListView.of(page).path("worklist").forEach(all::add);
      after = page.next();
    }
    return all;
  }

  private WorkList.Whose whose() {
    if (distributor.isEmpty()) {
      return new WorkList.Whose.All();
    }
    if (distributor.equals("unknown")) {
      return new WorkList.Whose.Of(OptionalInt.empty());
    }
    if (!distributor.matches("[0-9]{1,2}")) {
      throw new VerbFailed(
          Exit.WRONG_USE,
          "--distributor: expected a number from 0 to 99, or unknown, but was '"
              + distributor + "'");
    }
    return new WorkList.Whose.Of(OptionalInt.of(Integer.parseInt(distributor)));
  }

  private void resolve(GatewayClient client, long item) {
    ObjectNode order = Console.JSON.createObjectNode();
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
