package org.lastgasp.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.lastgasp.access.Role;
import org.lastgasp.files.ErrorText;
import org.lastgasp.log.LogFile;
import org.lastgasp.log.SuppressionLog;
import org.lastgasp.report.ReportServer;
import org.lastgasp.server.Json;
import org.lastgasp.server.Problem;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of the files of the suppression log. */
final class LogRoutes implements Routes {
  private static final int MOST = 500;
  private static final int USUAL = 50;
  private static final long LARGEST = 64 << 20; // 64 MiB, about 100,000 records; in memory

  private final SuppressionLog log;
  private final ReportServer reports;

  LogRoutes(AdminServices parts) {
    this.log = parts.log();
    this.reports = parts.reports();
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/api/v1/log", Role.ANALYST, this::list)
        .get("/api/v1/log/{name}", Role.OPERATOR, this::file);
  }

  private void list(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    int last = query.number("last", USUAL, 1, MOST);
    Optional<String> name = query.text("before");
    Optional<LogFile> before = name.flatMap(LogFile::named);
    if (name.isPresent() && before.isEmpty()) {
      query.fault("before is the name of a file of this list, not '" + name.get() + "'");
    }
    query.check();
    try {
      SuppressionLog.Status status = log.status();
      Json.send(
          response,
          new LogResponse(
              log.lastFiles(last, before).stream().map(LogResponse.File::of).toList(),
              log.countFiles(),
              status.seq(),
              status.hash(),
              reports.lastStatement().map(LogResponse.Statement::of).orElse(null)));
    } catch (UncheckedIOException unreadable) {
      Problem.of(503, "The log cannot be read now", ErrorText.of(unreadable)).send(response);
    }
  }

  /** A file as it is, the one that is written as far as it came. */
  private void file(ServerRequest request, ServerResponse response) {
    String name = request.parameter("name");
    Optional<Path> file = log.file(name);
    if (file.isEmpty()) {
      Problem.of(404, "No such file", "/api/v1/log lists the files").send(response);
      return;
    }
    try {
      if (Files.size(file.get()) > LARGEST) {
        Problem.of(
                422, "Too large",
                "it has more than " + (LARGEST >> 20) + " MiB: take it from the folder of the log")
            .send(response);
        return;
      }
      byte[] bytes = Files.readAllBytes(file.get());
      response
          .header("Content-Type", "application/octet-stream")
          .header(
              "Content-Disposition",
              "attachment; filename=\"" + file.get().getFileName() + "\"")
          .send(bytes);
    } catch (IOException failed) {
      Problem.of(503, "It cannot be read now", ErrorText.of(failed)).send(response);
    }
  }
}
