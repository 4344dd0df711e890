package org.lastgasp.cli;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.lastgasp.api.ChangesResponse;
import org.lastgasp.api.Paged;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.audit.AuditQuery;
import org.lastgasp.audit.ChangePage;
import org.lastgasp.audit.ChangePage.Changed;
import org.lastgasp.audit.Visible;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

  @Mixin private ListOptions list = new ListOptions();
  @Mixin private GatewayOption gateway;
  private final Console console;

  ChangesCommand(Console console) {
    this.console = console;
    this.gateway = new GatewayOption(console);
  }

  @Override
  public Integer call() {
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

  /** The newest twenty if nothing else is asked for; else all, or as many as are asked for. */
  private ChangesResponse changes() {
    int newest =
        list.last().orElse(list.since().isEmpty() && list.limit().isEmpty() ? USUAL : 0);
    String since = list.since().map(Instant::toString).orElse("");
    if (newest > 0 && newest <= PAGE) {
      ChangesResponse found =
          gateway.ask(
              "/api/v1/changes",
              GatewayOption.query("since", since, "last", newest, "limit", PAGE),
              ChangesResponse.class,
              folder -> folder.told(queries -> ChangesResponse.of(last(queries, newest))));
      return new ChangesResponse(list.cut(found.changes()), null);
    }
    ChangesResponse all =
        gateway.askAll(
            "/api/v1/changes",
            GatewayOption.query("since", since, "limit", PAGE),
            ChangesResponse.class,
            folder -> folder.told(queries -> Paged.all(after -> page(queries, after))));
    return new ChangesResponse(list.cut(all.changes()), null);
  }

  private ChangePage last(AuditQueries queries, int newest) {
    return queries.lastChanges(asked("0"), newest, Visible.ALL);
  }

  private ChangesResponse page(AuditQueries queries, String after) {
    return ChangesResponse.of(queries.changes(asked(after), Visible.ALL));
  }

  private AuditQuery.Changes asked(String after) {
    return new AuditQuery.Changes(list.since(), Optional.empty(), Long.parseLong(after), PAGE);
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
