package org.lastgasp.cli;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.ChangesResponse;
import org.lastgasp.api.Paged;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.audit.AuditQuery;
import org.lastgasp.audit.Changed;
import org.lastgasp.audit.Visible;
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

  @Mixin private GatewayOption gateway;
  private final Console console;

  ChangesCommand(Console console) {
    this.console = console;
    this.gateway = new GatewayOption(console);
  }

  @Override
  public Integer call() {
    check("--last", Optional.ofNullable(last));
    check("--limit", Optional.ofNullable(limit));
    ChangesResponse changes = changes();
    gateway.print(changes, () -> print(changes));
    return Exit.DONE;
  }

  private void print(ChangesResponse changes) {
    if (changes.changes().isEmpty()) {
      console.remark("nothing was changed in that time");
    }
    changes.changes().forEach(this::print);
  }

  private static void check(String option, Optional<Integer> number) {
    if (number.filter(n -> n < 1 || n > PAGE).isPresent()) {
      throw new CommandFailed(
          Exit.WRONG_USE, option + ": expected 1 to " + PAGE + " but was '" + number.get() + "'");
    }
  }

  /** Returns how many of the newest are asked for; 0 for all from a time on. */
  private int newest() {
    if (last != null) {
      return limit == null ? last : Math.min(last, limit);
    }
    return since == null && limit == null ? USUAL : 0;
  }

  /** One page if a number of them is asked for, which is at most a page; else all. */
  private ChangesResponse changes() {
    Map<String, String> query =
        GatewayOption.query(
            "since", since, "last", newest() > 0 ? newest() : null, "limit", page());
    return newest() > 0 || limit != null
        ? gateway.ask(
            "/api/v1/changes", query, ChangesResponse.class,
            folder -> folder.told(queries -> page(queries, "0")))
        : gateway.askAll(
            "/api/v1/changes", query, ChangesResponse.class,
            folder -> folder.told(queries -> Paged.all(after -> page(queries, after))));
  }

  private int page() {
    return limit == null ? PAGE : limit;
  }

  private ChangesResponse page(AuditQueries queries, String after) {
    AuditQuery.Changes asked =
        new AuditQuery.Changes(
            Optional.ofNullable(since), Optional.empty(), Long.parseLong(after), page());
    return ChangesResponse.of(
        newest() > 0
            ? queries.lastChanges(asked, newest(), Visible.ALL)
            : queries.changes(asked, Visible.ALL));
  }

  private void print(Changed change) {
    console.say(time(change.at()) + "  " + change.what() + ", by " + change.by());
    say(
        change.before().isEmpty()
            ? change.after() : change.before() + " → " + change.after());
    if (!change.reason().isEmpty()) {
      say("why: " + change.reason());
    }
  }

  private void say(String text) {
    Wrapped.lines(text, WIDTH - 4).forEach(line -> console.say("    " + line));
  }

  private static String time(Instant at) {
    return at.toString().replace('T', ' ').replaceFirst("(\\.\\d+)?Z$", "Z");
  }
}
