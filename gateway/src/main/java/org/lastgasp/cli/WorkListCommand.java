package org.lastgasp.cli;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.CaseResponse;
import org.lastgasp.api.Paged;
import org.lastgasp.api.WorkListResponse;
import org.lastgasp.files.CountText;
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
      names = "--resolve",
      paramLabel = "NUMBER",
      description = "Resolve this item; recorded with your name.")
  private @Nullable Long number;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; required with --resolve.")
  private String reason = "";

  @Mixin private DistributorOption distributor;
  @Mixin private ListOptions list = new ListOptions();
  @Mixin private GatewayOption gateway;
  private final Console console;

  WorkListCommand(Console console) {
    this.console = console;
    this.distributor = new DistributorOption(console);
    this.gateway = new GatewayOption(console);
  }

  @Override
  public Integer call() {
    Long item = number;
    if (item == null) {
      if (!reason.isEmpty()) {
        throw new CommandFailed(Exit.WRONG_USE, "--reason without --resolve");
      }
      list();
    } else {
      if (reason.isBlank()) {
        throw new CommandFailed(Exit.WRONG_USE, "resolving an item needs a --reason");
      }
      resolve(item);
    }
    return Exit.DONE;
  }

  /** The members that a program gets. */
  private record Listed(
      List<WorkListResponse.Item> worklist, WorkListResponse.LookedAt lookedAt) {}

  private void list() {
    WorkList.Whose whose = distributor.whose();
    WorkListResponse found =
        gateway.askAll(
            "/api/v1/worklist",
            GatewayOption.query("distributor", distributor.text(), "limit", PAGE),
            WorkListResponse.class,
            folder -> folder.found(cases -> offline(cases, whose, folder.now())));
    List<WorkListResponse.Item> items =
        list.cut(
            found.worklist().stream()
                .filter(item -> list.isWanted(item.about().receivedAt()))
                .toList());
    Listed listed = new Listed(items, found.lookedAt());
    gateway.print(listed, () -> print(listed));
  }

  private void print(Listed all) {
    if (all.worklist().isEmpty()) {
      console.remark("nothing to look at: " + lookedAt(all.lookedAt()));
    } else {
      Table.of(all.worklist(), COLUMNS).lines().forEach(console::say);
      console.remark(lookedAt(all.lookedAt()));
    }
  }

  /** Returns what the list was made from. */
  private static String lookedAt(WorkListResponse.LookedAt figures) {
    String since = figures.since() == null ? "" : ", since " + figures.since();
    String first = looked(Optional.ofNullable(figures.alerts()));
    long behind = figures.entriesBehind();
    String lag =
        behind == 0
            ? ""
            : "; " + behind + " entries of the journal were not taken up yet: ask again";
    return first + since + ", up to " + figures.upTo() + lag;
  }

  private static String looked(Optional<Long> alerts) {
    return alerts
        .map(n -> CountText.of(n, "suppressed alert was", "suppressed alerts were") + " looked at")
        .orElse("the suppressed alerts of your distributors were looked at");
  }

  private static WorkListResponse offline(
      WorkList list, WorkList.Whose whose, Instant now) {
    return Paged.all(
        after ->
            WorkListResponse.of(
                list.page(whose, now, Long.parseLong(after), PAGE), list.standing(now)));
  }

  /** The distributor that an option names; every one if it is empty. */
  static WorkList.Whose whose(String distributor) {
    if (distributor.isEmpty()) {
      return new WorkList.Whose.All();
    }
    if (distributor.equals("unknown")) {
      return new WorkList.Whose.Of(OptionalInt.empty());
    }
    if (!distributor.matches("[0-9]{1,2}")) {
      throw new CommandFailed(
          Exit.WRONG_USE,
          "--distributor: expected a number from 0 to 99, unknown or all, but was '"
              + distributor + "'");
    }
    return new WorkList.Whose.Of(OptionalInt.of(Integer.parseInt(distributor)));
  }

  private void resolve(long item) {
    CaseResponse resolved =
        gateway.order(
            "/api/v1/worklist/" + item + "/resolve",
            Map.of(),
            GatewayOption.reasoned("", reason),
            CaseResponse.class,
            "");
    gateway.print(resolved, () -> console.say("resolved " + item));
  }
}
