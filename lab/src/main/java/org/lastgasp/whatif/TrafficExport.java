package org.lastgasp.whatif;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.recording.RecordedMessage;
import org.lastgasp.recording.RecordingWriter;
import org.lastgasp.sim.DeviceMessages;
import org.lastgasp.sim.Hub;
import org.lastgasp.sim.RandomTimes;
import org.lastgasp.sim.SupplyInterruption;

/**
 * The traffic of a simulated country as DUIS documents, with the lists that a gateway needs for it:
 * what replay, or a gateway, makes of it can be compared with what the simulation made.
 */
final class TrafficExport {
  private static final String PATH = "/api/v1/serviceS";
  private static final String ACTIVATE = "11.3";
  private static final String READ = "4.1.1";

  private final SimulatedGrid country;
  private final List<SimulatedEvent> events;
  private long counter = 9_000_000;

  private TrafficExport(SimulatedGrid country, List<SimulatedEvent> events) {
    this.country = country;
    this.events = events;
  }

  /** The traffic of a country, in order of time; all of it is kept in memory. */
  public static TrafficExport of(SimulatedGrid country) {
    List<SimulatedEvent> all = new ArrayList<>();
    int keys = 0;
    for (int area = 0; area < country.areas(); area++) {
      int before = keys;
      for (SimulatedEvent each : Feeder.events(country, area)) {
        SimulatedEvent own = renumbered(each, before);
        keys = own instanceof SimulatedEvent.Requested r ? Math.max(keys, r.key()) : keys;
        all.add(own);
      }
    }
    all.sort(Comparator.comparing(SimulatedEvent::at));
    return new TrafficExport(country, all);
  }

  /** Tries are numbered feeder by feeder; here each needs a number of its own. */
  private static SimulatedEvent renumbered(SimulatedEvent each, int before) {
    return switch (each) {
      case SimulatedEvent.Requested r ->
          new SimulatedEvent.Requested(
              r.at(), before + r.key(), r.request(), r.device(), r.listed());
      case SimulatedEvent.Answered a ->
          new SimulatedEvent.Answered(a.at(), before + a.key(), a.hub(), a.request(), a.answer());
      case SimulatedEvent other -> other;
    };
  }

  List<SimulatedEvent> events() {
    return events;
  }

  /** Writes it as a recording. */
  public void write(OutputStream out) throws IOException {
    RecordingWriter writer = new RecordingWriter(out);
    for (SimulatedEvent each : events) {
      writer.write(item(each));
    }
  }

  /** The hubs of the country and their meters. */
  public List<Hub> hubs() {
    return IntStream.range(0, country.areas())
        .mapToObj(area -> country.sites(area, RandomTimes.generator(country.seed(), area)))
        .flatMap(List::stream)
        .map(Site::hub)
        .toList();
  }

  /** The document of what happened. */
  RecordedMessage item(SimulatedEvent event) {
    return switch (event) {
      case SimulatedEvent.Requested r ->
          new RecordedMessage.ForDsp(r.at(), r.key(), PATH, TrafficExport.request(r.request()));
      case SimulatedEvent.Answered a -> answer(a);
      case SimulatedEvent.Alerted a -> new RecordedMessage.FromDsp(a.at(), alert(a.alert()));
      case SimulatedEvent.Concluded c -> new RecordedMessage.FromDsp(c.at(), concluded(c));
      case SimulatedEvent.Restored r -> new RecordedMessage.FromDsp(r.at(), restored(r));
      case SimulatedEvent.Heard h ->
          new RecordedMessage.FromDsp(
              h.at(),
              MessageBuilder.deviceResponse(
                  new RequestId(ActivationTraffic.SUPPLIER, h.meter(), ++counter),
                  READ,
                  new byte[] {1, 2, 3},
                  h.at()));
    };
  }

  private static byte[] request(Message.Request request) {
    return MessageBuilder.signedActivation(
        request.id().orElseThrow(),
        request.commandVariant().orElseThrow(),
        request.activation().orElseThrow().payload().orElseThrow());
  }

  private static RecordedMessage answer(SimulatedEvent.Answered a) {
    return switch (a.answer()) {
      case ACCEPTED -> new RecordedMessage.Answer(a.at(), a.key(), 200, acknowledgement(a, "I0"));
      case REFUSED -> new RecordedMessage.Answer(a.at(), a.key(), 200, acknowledgement(a, "E1"));
      case UNCONFIRMED -> new RecordedMessage.Answer(a.at(), a.key(), 503, new byte[0]);
    };
  }

  private static byte[] acknowledgement(SimulatedEvent.Answered a, String code) {
    return MessageBuilder.acknowledgement(a.request(), ACTIVATE, code, a.at());
  }

  private static byte[] alert(Message.Ad1 alert) {
    return MessageBuilder.ad1(
        alert.responseId().orElseThrow(),
        alert.hub().orElseThrow(),
        alert.start().orElseThrow(),
        alert.mpxn(),
        OptionalLong.empty(),
        alert.header().dateTime().orElseThrow());
  }

  private byte[] concluded(SimulatedEvent.Concluded c) {
    int outcome = c.success() ? 0 : 2;
    return c.futureDated()
        ? DeviceMessages.futureDated(c.request(), ++counter, outcome, c.done(), c.at())
        : DeviceMessages.activated(c.request(), outcome, c.done(), c.at());
  }

  private byte[] restored(SimulatedEvent.Restored r) {
    ResponseId id = new ResponseId(r.meter(), ActivationTraffic.SUPPLIER, ++counter);
    SupplyInterruption cut = new SupplyInterruption(r.interrupted(), r.restored());
    return DeviceMessages.restored(id, r.code(), cut, r.at());
  }
}
