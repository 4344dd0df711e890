package org.lastgasp.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.DeadLettersResponse;
import org.lastgasp.id.Eui64;
import org.lastgasp.server.Query;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastgasp dead-letters}: the list, and what can be ordered about one. */
@Command(
    name = "dead-letters",
    description = {
      "Lists the messages that are not sent any more unless you say so.",
      "Their receiver refused them or failed with them again and again, or nobody configured is",
      "their recipient. Each stays here until it is sent again and taken, or dropped."
    },
    synopsisSubcommandLabel = "[resend|drop]",
    footer = {
      "  lastgasp dead-letters --user 90-B3-D5-1F-30-02-00-00 --since 2h",
      "  lastgasp dead-letters resend 4711 --reason \"their certificate is renewed\"",
      "  lastgasp dead-letters drop 4711 --reason \"a test message\""
    })
final class DeadLetterCommands implements Callable<Integer> {
  private static final int PAGE = 1_000;
  private static final String PATH = "/api/v1/dead-letters";
  private static final List<String> COLUMNS =
      List.of("number", "at", "name", "lane", "device", "reason", "answer");

  @Option(names = "--user", paramLabel = "ID", description = "Only for this Service User.")
  private @Nullable Eui64 user;

  @Mixin private ListOptions list = new ListOptions();
  @Mixin private GatewayOption gateway;

  private DeadLetterCommands(Console console) {
    this.gateway = new GatewayOption(console);
  }

  /** The group with its verbs. */
  static CommandLine all(Console console) {
    return new CommandLine(new DeadLetterCommands(console))
        .addSubcommand(new Resend(console))
        .addSubcommand(new Drop(console));
  }

  @Override
  public Integer call() {
    List<DeadLettersResponse.Item> rows =
        list.cut(
            all(gateway, Optional.ofNullable(user)).stream()
                .filter(each -> list.isWanted(each.at()))
                .toList());
    gateway.print(
        new DeadLettersResponse(rows, null), rows, COLUMNS,
        "no dead letter: every message was taken, or is still tried");
    return Exit.DONE;
  }

  private static List<DeadLettersResponse.Item> all(GatewayOption gateway, Optional<Eui64> user) {
    return gateway
        .askAll(
            PATH,
            GatewayOption.query("limit", PAGE),
            DeadLettersResponse.class,
            DataFolder::deadLetters)
        .deadLetters()
        .stream()
        .filter(each -> user.isEmpty() || each.user().equals(user.get().toString()))
        .toList();
  }

  /** Which of them an order is about, and why. */
  static final class Which {
    @Parameters(
        arity = "0..*",
        paramLabel = "ID",
        description = "Their numbers, from 'lastgasp dead-letters'.")
    private List<String> ids = List.of();

    @Option(names = "--all", description = "All that are listed.")
    private boolean all;

    @Option(
        names = "--of",
        paramLabel = "ID",
        description = "With --all: only those for this Service User.")
    private @Nullable Eui64 user;

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "Why. Recorded with your name.")
    private String reason = "";

    List<Long> numbers(GatewayOption gateway) {
      List<Long> numbers = ids.stream().map(Which::number).toList();
      if (all != numbers.isEmpty()) {
        throw new CommandFailed(Exit.WRONG_USE, "name the dead letters, or --all of them");
      }
      if (user != null && !all) {
        throw new CommandFailed(Exit.WRONG_USE, "--of without --all");
      }
      if (reason.isBlank()) {
        throw new CommandFailed(Exit.WRONG_USE, "--reason: say why, it is recorded");
      }
      return all
          ? DeadLetterCommands.all(gateway, Optional.ofNullable(user)).stream()
              .map(DeadLettersResponse.Item::number)
              .toList()
          : numbers;
    }

    private static long number(String id) {
      return Query.counted(id)
          .orElseThrow(
              () ->
                  new CommandFailed(
                      Exit.WRONG_USE, "ID: expected a number from the list but was '" + id + "'"));
    }

    Map<String, Object> order() {
      return new LinkedHashMap<>(GatewayOption.reasoned("", reason));
    }
  }

  /** What was done. */
  private record Done(List<DeadLettersResponse.Ordered> deadLetters) {}

  private static int order(
      GatewayOption gateway, List<Long> numbers, String verb, Map<String, Object> order) {
    Map<Long, String> paths = new LinkedHashMap<>();
    numbers.forEach(number -> paths.put(number, PATH + "/" + number + "/" + verb));
    List<String> refused = new ArrayList<>();
    List<DeadLettersResponse.Ordered> done =
        gateway.orderEach(
            paths,
            order,
            DeadLettersResponse.Ordered.class,
            (number, why) -> refused.add(number + " was refused: " + why));
    List<String> lines =
        numbers.isEmpty()
            ? List.of("there is none")
            : done.stream().map(each -> each.done() + " " + each.number()).toList();
    gateway.print(new Done(done), lines);
    if (!refused.isEmpty()) {
      throw new CommandFailed(Exit.FAILED, refused);
    }
    return Exit.DONE;
  }

  /** {@code lastgasp dead-letters resend}. */
  @Command(
      name = "resend",
      description = {
        "Sends dead letters again.",
        "Repair first what they failed of. One that is refused again is listed again."
      },
      footer = {
        "  lastgasp dead-letters resend 4711 --reason \"their certificate is renewed\"",
        "  lastgasp dead-letters resend --all --of 90-B3-D5-1F-30-02-00-00 --reason \"repaired\""
      })
  static final class Resend implements Callable<Integer> {
    @Mixin private Which which = new Which();

    @Option(
        names = "--to",
        paramLabel = "ID",
        description = "To this Service User instead of whom they were for.")
    private @Nullable Eui64 to;

    @Mixin private GatewayOption gateway;

    Resend(Console console) {
      this.gateway = new GatewayOption(console);
    }

    @Override
    public Integer call() {
      List<Long> numbers = which.numbers(gateway);
      Map<String, Object> order = which.order();
      if (to != null) {
        order.put("user", to.toString());
      }
      return order(gateway, numbers, "resend", order);
    }
  }

  /** {@code lastgasp dead-letters drop}. */
  @Command(
      name = "drop",
      description = {
        "Gives dead letters up for good: they are never delivered.",
        "It cannot be undone. Who dropped which and why stays in the journal: see 'lastgasp",
        "changes'; 'lastgasp reconcile' counts them apart."
      },
      footer = "  lastgasp dead-letters drop 4711 --reason \"a test message\"")
  static final class Drop implements Callable<Integer> {
    @Mixin private Which which = new Which();
    @Mixin private GatewayOption gateway;

    Drop(Console console) {
      this.gateway = new GatewayOption(console);
    }

    @Override
    public Integer call() {
      return order(gateway, which.numbers(gateway), "drop", which.order());
    }
  }
}
