package org.lastgasp.cli;

import java.time.Instant;
import java.util.List;
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
      description = "From this time, as 2030-01-15T10:00:00Z.")
  private @Nullable Instant from;

  @Option(names = "--to", paramLabel = "TIME", description = "Before this time.")
  private @Nullable Instant to;

  @Mixin private GatewayOption gateway;

  AuditCommand(Console console) {
    this.gateway = new GatewayOption(console);
  }

  @Override
  public Integer call() {
    AuditResponse trail =
        gateway.askAll(
            "/api/v1/audit",
            GatewayOption.query(
                "device", device, "user", user, "from", from, "to", to, "limit", PAGE),
            AuditResponse.class,
            folder -> folder.told(this::offline));
    gateway.print(trail, trail.audit(), COLUMNS, "nothing like that in the audit trail");
    return Exit.DONE;
  }

  private AuditResponse offline(AuditQueries queries) {
    return Paged.all(
        after ->
            AuditResponse.of(
                queries.audit(
                    new AuditQuery.Audit(
                        Optional.ofNullable(device),
                        Optional.ofNullable(user),
                        Optional.ofNullable(from),
                        Optional.ofNullable(to),
                        Long.parseLong(after),
                        PAGE))));
  }
}
