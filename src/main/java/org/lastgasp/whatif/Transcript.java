package org.lastgasp.whatif;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.lastgasp.duis.Compose;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.policy.Device;
import org.lastgasp.recording.Item;
import org.lastgasp.recording.RecordingWriter;

/**
 * The traffic of a simulated country as DUIS documents, with the lists that a gateway needs for it:
 * what replay, or a gateway, makes of it can be compared with what the simulation made.
 */
public final class Transcript {
  private static final String PATH = "/api/v1/serviceS";
  private static final String ACTIVATE = "11.3";
  private static final String READ = "4.1.1";
  private static final String VERSION = "01020304";
  private static final byte[] SIGNATURE = new byte[64];

  private final Country country;
  private final List<Happening> happenings;
  private long counter = 9_000_000;

  private Transcript(Country country, List<Happening> happenings) {
    this.country = country;
    this.happenings = happenings;
  }

  /** The traffic of a country, in order of time; all of it is kept in memory. */
  public static Transcript of(Country country) {
    List<Happening> all = new ArrayList<>();
    int keys = 0;
    for (int area = 0; area < country.areas(); area++) {
      int before = keys;
      for (Happening each : Feeder.happenings(country, area)) {
        Happening own = renumbered(each, before);
        keys = own instanceof Happening.Requested r ? Math.max(keys, r.key()) : keys;
        all.add(own);
      }
    }
    all.sort(Comparator.comparing(Happening::at));
    return new Transcript(country, all);
  }

  /** Tries are numbered feeder by feeder; here each needs a number of its own. */
  private static Happening renumbered(Happening each, int before) {
    return switch (each) {
      case Happening.Requested r ->
          new Happening.Requested(r.at(), before + r.key(), r.request(), r.device(), r.listed());
      case Happening.Answered a ->
          new Happening.Answered(a.at(), before + a.key(), a.request(), a.step(), a.answer());
      case Happening other -> other;
    };
  }

  List<Happening> happenings() {
    return happenings;
  }

  /** Writes it as a recording. */
  public void write(OutputStream out) throws IOException {
    RecordingWriter writer = new RecordingWriter(out);
    for (Happening each : happenings) {
      writer.write(item(each));
    }
  }

  /** The devices that are asked for and the hubs that alert, as lines of an inventory file. */
  public void inventory(Consumer<String> lines) {
    lines.accept(
        "device_id,device_type,smets_version,manufacturer,model,chf_id,mpan,region,postcode,"
            + "feeder");
    for (Device each : devices().values()) {
      lines.accept(
          String.join(
              ",",
              each.id().toString(),
              each.type(),
              each.smetsVersion(),
              each.manufacturer(),
              each.model(),
              each.hub().map(Eui64::toString).orElse(""),
              each.mpan().map(Mpan::toString).orElse(""),
              each.region(),
              each.postcode(),
              each.feeder()));
    }
  }

  /** The list of GUIDs. */
  public void guids(Consumer<String> lines) {
    TreeMap<Eui64, Boolean> listed = new TreeMap<>();
    for (Happening each : happenings) {
      if (each instanceof Happening.Requested r && r.listed()) {
        listed.put(r.device().orElseThrow().id(), true);
      }
    }
    listed.keySet().forEach(id -> lines.accept(id.toString()));
  }

  private Map<Eui64, Device> devices() {
    TreeMap<Eui64, Device> devices = new TreeMap<>();
    for (Happening each : happenings) {
      if (each instanceof Happening.Requested r) {
        r.device().ifPresent(device -> devices.put(device.id(), device));
      } else if (each instanceof Happening.Alerted a) {
        Eui64 hub = a.alert().hub().orElseThrow();
        devices.computeIfAbsent(hub, id -> Premises.row(country, id));
      }
    }
    return devices;
  }

  /** The document of what happened. */
  Item item(Happening happening) {
    return switch (happening) {
      case Happening.Requested r ->
          new Item.ForDsp(r.at(), r.key(), PATH, Transcript.request(r.request()));
      case Happening.Answered a -> answer(a);
      case Happening.Alerted a -> new Item.FromDsp(a.at(), alert(a.alert()));
      case Happening.Concluded c -> new Item.FromDsp(c.at(), concluded(c));
      case Happening.Restored r -> new Item.FromDsp(r.at(), restored(r));
      case Happening.Heard h ->
          new Item.FromDsp(
              h.at(),
              Compose.deviceResponse(
                  new RequestId(Rollout.SUPPLIER, h.meter(), ++counter),
                  READ,
                  new byte[] {1, 2, 3},
                  h.at()));
    };
  }

  private static byte[] request(Message.Request request) {
    return Compose.signedActivation(
        request.id().orElseThrow(),
        request.commandVariant().orElseThrow(),
        request.activation().orElseThrow().payload().orElseThrow());
  }

  private static Item answer(Happening.Answered a) {
    return switch (a.answer()) {
      case ACCEPTED -> new Item.Answer(a.at(), a.key(), 200, acknowledgement(a, "I0"));
      case REFUSED -> new Item.Answer(a.at(), a.key(), 200, acknowledgement(a, "E1"));
      case UNCONFIRMED -> new Item.Answer(a.at(), a.key(), 503, new byte[0]);
    };
  }

  private static byte[] acknowledgement(Happening.Answered a, String code) {
    return Compose.acknowledgement(a.request(), ACTIVATE, code, a.at());
  }

  private static byte[] alert(Message.Ad1 alert) {
    return Compose.ad1(
        alert.responseId().orElseThrow(),
        alert.hub().orElseThrow(),
        alert.start().orElseThrow(),
        alert.mpxn(),
        OptionalLong.empty(),
        alert.header().dateTime().orElseThrow());
  }

  private byte[] concluded(Happening.Concluded c) {
    RequestId id = c.request();
    int outcome = c.success() ? 0 : 2;
    if (!c.futureDated()) {
      byte[] payload =
          org.lastgasp.gbcs.Compose.activationOutcome(
              id.target(), id.originator(), id.counter(), outcome, VERSION, c.done(), SIGNATURE);
      return Compose.deviceResponse(id, ACTIVATE, payload, c.at());
    }
    int code = c.success() ? 0x8F66 : 0x8F67;
    byte[] payload =
        org.lastgasp.gbcs.Compose.futureDatedActivation(
            id.target(),
            id.originator(),
            ++counter,
            code,
            c.done(),
            id.counter(),
            outcome,
            VERSION,
            SIGNATURE);
    return Compose.futureDatedAlert(id, ACTIVATE, hex(code), payload, c.at());
  }

  private byte[] restored(Happening.Restored r) {
    int code = r.code();
    byte[] payload =
        org.lastgasp.gbcs.Compose.supplyRestored(
            r.meter(),
            Rollout.SUPPLIER,
            ++counter,
            code,
            r.at(),
            r.interrupted(),
            r.restored(),
            SIGNATURE);
    ResponseId id = new ResponseId(r.meter(), Rollout.SUPPLIER, counter);
    Instant at = r.at();
    return Compose.deviceAlert(id, hex(code), payload, at);
  }

  private static String hex(int code) {
    return String.format(Locale.ROOT, "%04X", code);
  }
}
