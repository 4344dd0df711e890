package org.lastgasp.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.lastgasp.api.ExplainResponse;
import org.lastgasp.api.Paged;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.audit.Visible;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lastgasp explain}. */
@Command(
    name = "explain",
    description = {
      "Explains why alerts were suppressed or not.",
      "For each alert also what would have changed the verdict. Times are UTC."
    },
    footer = {
      "  lastgasp explain 90-B3-D5-1F-30-00-00-01",
      "  lastgasp explain 2012345678903 -o json"
    })
final class ExplainCommand implements Callable<Integer> {
  private static final int PAGE = 100;

  @Parameters(
      paramLabel = "ID",
      description = {"A hub or meter (EUI-64), an MPAN, a ResponseID", "or a RequestID."})
  private String id = "";

  @Mixin private GatewayOption gateway;

  ExplainCommand(Console console) {
    this.gateway = new GatewayOption(console);
  }

  @Override
  public Integer call() {
    ExplainResponse told =
        gateway.askAll(
            "/api/v1/explain/" + GatewayClient.segment(id),
            GatewayOption.query("limit", PAGE),
            ExplainResponse.class,
            folder -> folder.told(this::offline),
            Optional.of(unknown()));
    gateway.print(told, new ExplanationPrinter().lines(told));
    return Exit.DONE;
  }

  private ExplainResponse offline(AuditQueries queries) {
    return Paged.all(
        after ->
            queries
                .explain(id, Long.parseLong(after), PAGE, Visible.ALL)
                .map(ExplainResponse::of)
                .orElseThrow(this::unknown));
  }

  private CommandFailed unknown() {
    return new CommandFailed(
        Exit.FAILED, "nothing is known of '" + id.strip() + "'", ExplainResponse.UNKNOWN);
  }
}
