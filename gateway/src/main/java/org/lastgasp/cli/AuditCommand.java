package org.lastgasp.cli;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.AuditResponse;
import org.lastgasp.api.Paged;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.audit.AuditQuery;
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
      description = "The same as --since.")
  private @Nullable Instant from;

  @Option(names = "--to", paramLabel = "TIME", description = "Before this time.")
  private @Nullable Instant to;

  @Mixin private ListOptions list = new ListOptions();
  @Mixin private GatewayOption gateway;

  AuditCommand(Console console) {
    this.gateway = new GatewayOption(console);
  }

  @Override
  public Integer call() {
    int limit = list.last().isPresent() ? PAGE : Math.min(PAGE, list.limit().orElse(PAGE));
    Map<String, String> query =
        GatewayOption.query(
            "device", device, "user", user, "from", first(), "to", to, "limit", limit);
    boolean onePage = limit < PAGE; // the first ones are enough
    AuditResponse trail =
        onePage
            ? gateway.ask(
                "/api/v1/audit",
                query,
                AuditResponse.class,
                folder -> folder.told(this::offline))
            : gateway.askAll(
                "/api/v1/audit",
                query,
                AuditResponse.class,
                folder -> folder.told(this::offline));
    AuditResponse shown = new AuditResponse(list.cut(trail.audit()), null);
    gateway.print(shown, shown.audit(), COLUMNS, "nothing like that in the audit trail");
    return Exit.DONE;
  }

  private @Nullable Instant first() {
    if (from != null && list.since().isPresent()) {
      throw new CommandFailed(Exit.WRONG_USE, "--from and --since mean the same: give one of them");
    }
    return from == null ? list.since().orElse(null) : from;
  }

  private AuditResponse offline(AuditQueries queries) {
    return Paged.all(
        after ->
            AuditResponse.of(
                queries.audit(
                    new AuditQuery.Audit(
                        Optional.ofNullable(device),
                        Optional.ofNullable(user),
                        Optional.ofNullable(first()),
                        Optional.ofNullable(to),
                        Long.parseLong(after),
                        PAGE))));
  }
}
