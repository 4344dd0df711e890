package org.lastgasp.kafka;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.lastgasp.duis.Document;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.journal.EntryCodec;
import org.lastgasp.policy.Area;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.HubLocation;
import org.lastgasp.policy.RequestVerifier;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;

/**
 * A codec of the records of {@code input}. The first byte is the version of the format, which is no
 * character that an XML document begins with; a record that begins with another byte is a document
 * that another system wrote. The numbers of the kinds are never used again for something else.
 *
 * <p>For one thread.
 */
final class InputCodec {
  private static final int VERSION = 1;
  private static final int ALERT = 1;
  private static final int UNJUDGED = 2;
  private static final int OTHER = 3;
  private static final int ACTIVATION = 4;
  private static final int EVENT = 5;
  private static final int ANSWER = 6;
  private static final int RELEASE = 7;
  private static final int ORDER = 8;
  private static final int HANDOVER = 9;
  private static final int SWITCH = 10;
  private static final int STORM = 11;
  private static final int END_STORMS = 12;
  private static final int MOVED_HUB = 13;
  private static final int MOVED_GLOBAL = 14;
  private static final int HEARTBEAT = 15;

  private final EntryCodec entries = new EntryCodec();
  private final MessageReader reader = new MessageReader();

  /**
   * The bytes of a record.
   *
   * @throws IllegalArgumentException of a command that cannot be judged in a partition
   */
  byte[] encode(Input input) {
    Fields.Writer to = new Fields.Writer().small(VERSION);
    switch (input) {
      case Input.Decide decide -> write(to, decide.command());
      case Input.Answer answer ->
          to.small(ANSWER).number(answer.offset()).row(entries.encode(answer.answered()));
      case Input.Order order -> {
        to.small(ORDER).text(order.id()).instant(order.at());
        write(to, order.command());
      }
      case Input.Handover handover ->
          to.small(HANDOVER)
              .eui(handover.meter())
              .eui(handover.to())
              .text(entries.encode(handover.old()));
      case Input.MovedHub moved -> to.small(MOVED_HUB).text(entries.encode(moved.hub()));
      case Input.MovedGlobal moved ->
          to.small(MOVED_GLOBAL).text(entries.encode(moved.global()));
      case Input.Heartbeat _ -> to.small(HEARTBEAT);
      case Input.Posted posted -> {
        return posted.document().bytes();
      }
      case Input.Unreadable unreadable -> {
        return unreadable.document().bytes();
      }
    }
    return to.bytes();
  }

  private void write(Fields.Writer to, Command command) {
    switch (command) {
      case Command.Alert c -> {
        to.small(ALERT).instant(c.received()).eui(c.recipient());
        write(to, c.where());
        to.bytes(c.alert().document().bytes());
      }
      case Command.UnjudgedAlert c ->
          to.small(UNJUDGED)
              .instant(c.received())
              .eui(c.recipient())
              .bytes(c.alert().document().bytes());
      case Command.OtherMessage c ->
          to.small(OTHER)
              .instant(c.received())
              .eui(c.recipient())
              .bytes(c.message().document().bytes());
      case Command.Activation c -> write(to, c);
      case Command.RecordEvent c -> to.small(EVENT).row(entries.encode(c.event()));
      case Command.Release c ->
          to.small(RELEASE)
              .number(c.alert())
              .text(c.because())
              .row(entries.encode(c.held()));
      case Command.SetSwitch c ->
          to.small(SWITCH).constant(c.to()).text(c.by()).text(c.reason());
      case Command.SetStorm c -> write(to, c);
      case Command.EndStorms c -> to.small(END_STORMS);
      default ->
          throw new IllegalArgumentException(
              "a command that no partition can judge: " + command.getClass().getSimpleName());
    }
  }

  private static void write(Fields.Writer to, HubLocation where) {
    to.small(where.area().isPresent() ? 1 : 0);
    where.area().ifPresent(area -> to.constant(area.kind()).text(area.name()));
    to.maybe(where.region());
  }

  private static void write(Fields.Writer to, Command.SetStorm c) {
    to.small(STORM).small(c.place().distributor().isPresent() ? 1 : 0);
    c.place().distributor().ifPresent(to::number);
    to.maybe(c.place().region()).constant(c.order());
    to.small(c.until().isPresent() ? 1 : 0);
    c.until().ifPresent(to::instant);
    to.text(c.by()).text(c.reason());
  }

  private static void write(Fields.Writer to, Command.Activation c) {
    to.small(ACTIVATION).instant(c.received()).text(c.path());
    to.small(c.device().isPresent() ? 1 : 0);
    c.device().ifPresent(device -> write(to, device));
    to.small(c.listed() ? 1 : 0).texts(c.accepted().stream().map(Step::name).sorted().toList());
    switch (c.signature()) {
      case RequestVerifier.SignatureCheck.Valid _ -> to.small(0);
      case RequestVerifier.SignatureCheck.Missing _ -> to.small(1);
      case RequestVerifier.SignatureCheck.Invalid invalid -> to.small(2).text(invalid.fault());
    }
    switch (c.sender()) {
      case Command.Sender.Unchecked _ -> to.small(0);
      case Command.Sender.Nameless _ -> to.small(1);
      case Command.Sender.Proven proven -> to.small(2).eui(proven.eui());
    }
    to.bytes(c.request().document().bytes());
  }

  private static void write(Fields.Writer to, Device device) {
    to.eui(device.id())
        .text(device.type())
        .text(device.smetsVersion())
        .text(device.manufacturer())
        .text(device.model())
        .maybeEui(device.hub())
        .maybe(device.mpan().map(Mpan::digits))
        .text(device.region())
        .text(device.postcode())
        .text(device.feeder());
  }

  /** The record of bytes; never throws: what cannot be read is a value. */
  Input decode(byte[] bytes) {
    if (bytes.length == 0 || bytes[0] != VERSION) {
      return bytes.length > 0 && Byte.toUnsignedInt(bytes[0]) < ' ' && !isSpace(bytes[0])
          ? new Input.Unreadable(Document.of(bytes), "a format of version " + bytes[0])
          : new Input.Posted(Document.of(bytes));
    }
    try {
      Fields.Reader from = new Fields.Reader(bytes);
      int unusedVersion = from.small();
      int kind = from.small();
      return switch (kind) {
        case ANSWER ->
            new Input.Answer(
                from.number(), (Event.ActivationAnswered) EntryCodec.decode(from.row()));
        case ORDER -> new Input.Order(from.text(), from.instant(), command(from, from.small()));
        case HANDOVER ->
            new Input.Handover(from.eui(), from.eui(), EntryCodec.hub(from.text()));
        case MOVED_HUB -> new Input.MovedHub(EntryCodec.hub(from.text()));
        case MOVED_GLOBAL -> new Input.MovedGlobal(EntryCodec.global(from.text()));
        case HEARTBEAT -> new Input.Heartbeat();
        default -> new Input.Decide(command(from, kind));
      };
    } catch (RuntimeException broken) {
      return new Input.Unreadable(Document.of(bytes), String.valueOf(broken.getMessage()));
    }
  }

  private static boolean isSpace(byte first) {
    return first == '\n' || first == '\r' || first == '\t';
  }

  private Command command(Fields.Reader from, int kind) {
    return switch (kind) {
      case ALERT -> {
        Instant received = from.instant();
        Eui64 recipient = from.eui();
        HubLocation where = where(from);
        yield new Command.Alert(received, alert(from), where, recipient);
      }
      case UNJUDGED -> {
        Instant received = from.instant();
        Eui64 recipient = from.eui();
        yield new Command.UnjudgedAlert(received, alert(from), recipient);
      }
      case OTHER -> {
        Instant received = from.instant();
        Eui64 recipient = from.eui();
        yield new Command.OtherMessage(
            received,
            (Message.Northbound) reader.read(from.bytes()),
            recipient,
            Optional.empty());
      }
      case ACTIVATION -> activation(from);
      case EVENT -> new Command.RecordEvent(EntryCodec.decode(from.row()));
      case RELEASE -> {
        long alert = from.number();
        String because = from.text();
        yield new Command.Release(
            alert, (Event.AlertJudged) EntryCodec.decode(from.row()), because);
      }
      case SWITCH ->
          new Command.SetSwitch(
              from.constant(Switch.class), from.text(), from.text());
      case STORM -> storm(from);
      case END_STORMS -> new Command.EndStorms();
      default -> throw new IllegalArgumentException("a command of the unknown kind " + kind);
    };
  }

  private Message.Ad1 alert(Fields.Reader from) {
    return (Message.Ad1) reader.read(from.bytes());
  }

  private static HubLocation where(Fields.Reader from) {
    Optional<Area> area =
        from.flag()
            ? Optional.of(
                new Area(
                    from.constant(Area.Kind.class), from.text()))
            : Optional.empty();
    return new HubLocation(area, from.maybe());
  }

  private static Command storm(Fields.Reader from) {
    OptionalInt distributor =
        from.flag() ? OptionalInt.of(Math.toIntExact(from.number())) : OptionalInt.empty();
    StormOrder.Scope place = new StormOrder.Scope(distributor, from.maybe());
    StormOrder.Order order = from.constant(StormOrder.Order.class);
    Optional<Instant> until = from.flag() ? Optional.of(from.instant()) : Optional.empty();
    return new Command.SetStorm(place, order, until, from.text(), from.text());
  }

  private Command activation(Fields.Reader from) {
    Instant received = from.instant();
    String path = from.text();
    Optional<Device> device = from.flag() ? Optional.of(device(from)) : Optional.empty();
    boolean listed = from.flag();
    Set<Step> accepted = EnumSet.noneOf(Step.class);
    from.texts().forEach(step -> accepted.add(Step.valueOf(step)));
    RequestVerifier.SignatureCheck signature =
        switch (from.small()) {
          case 0 -> new RequestVerifier.SignatureCheck.Valid();
          case 1 -> new RequestVerifier.SignatureCheck.Missing();
          default -> new RequestVerifier.SignatureCheck.Invalid(from.text());
        };
    Command.Sender sender =
        switch (from.small()) {
          case 0 -> new Command.Sender.Unchecked();
          case 1 -> new Command.Sender.Nameless();
          default -> new Command.Sender.Proven(from.eui());
        };
    Message.Request request = (Message.Request) reader.read(from.bytes());
    return new Command.Activation(
        received, path, request, device, listed, accepted, signature, sender);
  }

  private static Device device(Fields.Reader from) {
    return new Device(
        from.eui(),
        from.text(),
        from.text(),
        from.text(),
        from.text(),
        from.maybeEui(),
        from.maybe().map(Mpan::new),
        from.text(),
        from.text(),
        from.text());
  }
}
