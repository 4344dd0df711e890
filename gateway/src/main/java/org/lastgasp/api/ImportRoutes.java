package org.lastgasp.api;

import java.util.Optional;
import java.util.function.Function;
import org.lastgasp.access.Role;
import org.lastgasp.id.Eui64;
import org.lastgasp.inventory.DatasetStatus;
import org.lastgasp.inventory.Findings;
import org.lastgasp.inventory.Inventory.ImportMode;
import org.lastgasp.inventory.Inventory.PrepareResult;
import org.lastgasp.inventory.Inventory.ShrinkPolicy;
import org.lastgasp.inventory.Prepared;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.logging.EventLog;
import org.lastgasp.motorway.OperatorCommands;
import org.lastgasp.policy.Device;
import org.lastgasp.server.Json;
import org.lastgasp.server.Problem;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of inventory and list of GUIDs: imports, dry runs and look-ups. */
public final class ImportRoutes implements Routes {
  private static final EventLog LOG = EventLog.of(ImportRoutes.class);

  /** The header with the signature of a list of GUIDs, as base64. */
  public static final String SIGNATURE = "X-Lastgasp-Signature";

  private final AdminServices parts;

  ImportRoutes(AdminServices parts) {
    this.parts = parts;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .list("/api/v1/guids", Role.ADMINISTRATOR, this::guids)
        .list("/api/v1/inventory", Role.ADMINISTRATOR, this::inventory)
        .get("/api/v1/inventory/{id}", Role.ANALYST, this::device);
  }

  private void guids(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    boolean dryRun = query.flag("dry-run");
    ShrinkPolicy shrinking = query.flag("force") ? ShrinkPolicy.FORCED : ShrinkPolicy.GUARDED;
    String name = query.text("name").orElse("guids");
    query.check();
    PrepareResult preparation =
        parts.inventory().prepareGuids(name, request.list(), shrinking);
    boolean forced = shrinking == ShrinkPolicy.FORCED;
    Order order = new Order("guids", name, request.by(), dryRun, forced);
    settle(preparation, order, prepared -> untrusted(prepared, request), response);
  }

  private Optional<String> untrusted(Prepared prepared, ServerRequest request) {
    return parts
        .guidsTrust()
        .get()
        .refusal(
            prepared.about().sha256(), request.list()::open, request.header(SIGNATURE));
  }

  private void inventory(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    boolean dryRun = query.flag("dry-run");
    boolean forced = query.flag("force");
    ImportMode mode = query.flag("replace") ? ImportMode.REPLACE : ImportMode.ADD_AND_UPDATE;
    String name = query.text("name").orElse("inventory");
    query.check();
    PrepareResult preparation = parts.inventory().prepareDevices(name, request.list(), mode);
    Order order = new Order("inventory", name, request.by(), dryRun, forced);
    settle(preparation, order, prepared -> Optional.empty(), response);
  }

  private record Order(String what, String name, String by, boolean dryRun, boolean forced) {}

  private void settle(
      PrepareResult preparation,
      Order order,
      Function<Prepared, Optional<String>> untrusted,
      ServerResponse response) {
    switch (preparation) {
      case PrepareResult.Refused refused -> refused(refused.faults(), response);
      case Prepared prepared -> {
        Runnable answer;
        try (prepared) {
          answer = settled(prepared, order, untrusted, response);
        }
        answer.run(); // whoever hears of it may send the next one
      }
    }
  }

  private static void refused(Findings faults, ServerResponse response) {
    String detail = faults.counted() + "; nothing was imported";
    Problem.of(422, "The file was refused", detail)
        .with("faults", ImportResponse.LineFault.of(faults))
        .send(response);
  }

  /** The answer to give. */
  private Runnable settled(
      Prepared prepared,
      Order order,
      Function<Prepared, Optional<String>> untrusted,
      ServerResponse response) {
    if (order.dryRun()) {
      ImportResponse would =
          ImportResponse.dryRun(prepared, parts.controls().foreseen(prepared));
      return () -> Json.send(response, would);
    }
    Optional<String> why = untrusted.apply(prepared);
    if (why.isPresent()) {
      LOG.warn(
          "guids-not-trusted", "file", order.name(), "by", order.by(), "detail", why.get(),
          "action", "find-out-who");
      Problem problem =
          Problem.of(422, "The list is not trusted", why.get() + "; nothing was imported");
      return () -> problem.send(response);
    }
    Optional<String> doubt = prepared.needsConfirmation().filter(d -> !order.forced());
    if (doubt.isPresent()) {
      Problem problem =
          Problem.of(
              422,
              "The import has to be confirmed",
              doubt.get() + "; nothing was imported: send it with force=true if that is meant")
          .with(
              "preview",
              ImportResponse.unconfirmed(prepared, parts.controls().foreseen(prepared)));
      return () -> problem.send(response);
    }
    ImportResponse done;
    DatasetStatus.InForce about = prepared.about();
    OperatorCommands.Supply supply =
        new OperatorCommands.Supply(
            order.what(), order.name(), about.sha256(), about.rows(), order.by());
    try {
      done =
          ImportResponse.committed(
              prepared, parts.controls().supply(supply, prepared, prepared::commit));
    } catch (JournalUnavailable unavailable) {
      Problem problem =
          Problem.of(503, "Not recorded", unavailable.getMessage() + "; import it again later");
      return () -> problem.send(response);
    }
    LOG.info(
        "list-imported", "what", order.what(), "file", order.name(), "by", order.by(),
        "rows", done.total(), "added", done.added(), "removed", done.removed(),
        "windows-moved", done.windowsMoved(), "windows-ended", done.windowsEnded());
    return () -> Json.send(response, done);
  }

  private void device(ServerRequest request, ServerResponse response) {
    String text = request.parameter("id");
    Optional<Eui64> id = Eui64.parse(text);
    if (id.isEmpty()) {
      Problem.of(400, "Not an EUI-64", "'" + text + "' has not 16 hexadecimal digits")
          .send(response);
      return;
    }
    Optional<Device> device = parts.inventory().device(id.get());
    if (device.isEmpty()) {
      Problem.of(404, "Unknown device", "the inventory does not know " + id.get())
          .send(response);
      return;
    }
    boolean listed = parts.inventory().isListed(id.get());
    Json.send(response, DeviceResponse.of(device.get(), listed, parts.rules().get().policy()));
  }
}
