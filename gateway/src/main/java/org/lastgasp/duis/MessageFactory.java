package org.lastgasp.duis;

import static org.lastgasp.duis.Field.BODY;
import static org.lastgasp.duis.Field.COMMAND_VARIANT;
import static org.lastgasp.duis.Field.CONTENT;
import static org.lastgasp.duis.Field.DCC_ALERT_CODE;
import static org.lastgasp.duis.Field.DEVICE_ALERT_CODE;
import static org.lastgasp.duis.Field.DEVICE_ID;
import static org.lastgasp.duis.Field.EVENT;
import static org.lastgasp.duis.Field.EXECUTION_TIME;
import static org.lastgasp.duis.Field.FIRMWARE_HASH;
import static org.lastgasp.duis.Field.HUB;
import static org.lastgasp.duis.Field.MPXN;
import static org.lastgasp.duis.Field.PAYLOAD;
import static org.lastgasp.duis.Field.REQUEST_ID;
import static org.lastgasp.duis.Field.RESPONSE_CODE;
import static org.lastgasp.duis.Field.RESPONSE_ID;
import static org.lastgasp.duis.Field.RESPONSE_TIME;
import static org.lastgasp.duis.Field.SERVICE_REFERENCE;
import static org.lastgasp.duis.Field.SERVICE_REFERENCE_VARIANT;
import static org.lastgasp.duis.Field.SMETS1_COUNTER;
import static org.lastgasp.duis.Field.SMETS1_ORIGINATOR;
import static org.lastgasp.duis.Field.SMETS1_TARGET;
import static org.lastgasp.duis.Field.START;
import static org.lastgasp.duis.Field.THROTTLED_COUNT;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/** A factory that makes a message of the values picked out of a well-formed document. */
final class MessageFactory {
  private static final int HASH_DIGITS = 64; // 32 octets

  /** Fields whose faults are told with words of their own. */
  private static final Set<Field> TOLD =
      EnumSet.of(BODY, DCC_ALERT_CODE, EVENT, HUB, START, EXECUTION_TIME, FIRMWARE_HASH, PAYLOAD);

  private MessageFactory() {}

  static Message of(Document document, boolean duis, String root, FieldValues reading) {
    if (!duis) {
      return new Message.Unknown(document, root, Optional.empty(), Optional.empty());
    }
    return switch (root) {
      case "Request" -> request(document, reading);
      case "Response" -> response(document, reading);
      case "SMETS1SignedResponse" ->
          new Message.Smets1SignedResponse(document, Optional.empty(), smets1Id(reading));
      case "S1SPAlert" ->
          new Message.S1spAlert(
              document, reading.parsed(REQUEST_ID, RequestId::parse), reading.eui(DEVICE_ID));
      default -> new Message.Unknown(document, root, Optional.empty(), Optional.empty());
    };
  }

  private static Message.Request request(Document document, FieldValues reading) {
    Message.Request request =
        new Message.Request(
            document,
            reading.parsed(REQUEST_ID, RequestId::parse),
            reading.small(COMMAND_VARIANT),
            reading.text(SERVICE_REFERENCE),
            reading.text(SERVICE_REFERENCE_VARIANT),
            reading.first(BODY),
            Optional.empty());
    if (!reading.activation()) {
      return request;
    }
    return new Message.Request(
        document,
        request.id(),
        request.commandVariant(),
        request.serviceReference(),
        request.serviceReferenceVariant(),
        request.body(),
        Optional.of(activation(request.body(), reading)));
  }

  private static Message.Activation activation(String body, FieldValues reading) {
    List<String> faults = new ArrayList<>();
    if (reading.spoilt(BODY)) {
      faults.add("Body holds more than one element");
    }
    faults.addAll(reading.faultsBeside(TOLD));
    faults.addAll(otherService(reading));
    Optional<Instant> time = reading.moment(EXECUTION_TIME, faults);
    String hash = reading.hex(FIRMWARE_HASH, HASH_DIGITS, faults);
    Optional<byte[]> payload = reading.payload(faults);
    switch (body) {
      case "ActivateFirmware" -> {
        if (hash.isEmpty() && faults.isEmpty()) {
          faults.add("FirmwareHash is absent");
        }
      }
      case "SignedPreCommand" -> {
        if (payload.isEmpty() && faults.isEmpty()) {
          faults.add("GBCSPayload is absent");
        }
      }
      case "" -> faults.add("Body is absent or empty");
      default -> faults.add("Body holds " + FieldValues.brief(body));
    }
    return new Message.Activation(
        time,
        hash,
        payload,
        List.copyOf(faults),
        reading.rivals(REQUEST_ID).stream().flatMap(id -> RequestId.parse(id).stream()).toList(),
        reading.rivals(PAYLOAD).stream().flatMap(p -> FieldValues.decoded(p).stream()).toList());
  }

  /** One reference that says 11.3 beside one that says something else. */
  private static List<String> otherService(FieldValues reading) {
    for (Field reference : List.of(SERVICE_REFERENCE, SERVICE_REFERENCE_VARIANT)) {
      String text = reading.text(reference);
      if (!text.isEmpty() && !text.equals(Message.Request.ACTIVATE_FIRMWARE)) {
        return List.of(reference.element() + " is " + FieldValues.brief(text));
      }
    }
    return List.of();
  }

  private static Message response(Document document, FieldValues reading) {
    Message.Header header =
        new Message.Header(
            reading.parsed(REQUEST_ID, RequestId::parse),
            reading.parsed(RESPONSE_ID, ResponseId::parse),
            reading.text(RESPONSE_CODE),
            reading.moment(RESPONSE_TIME));
    if (reading.outage()) {
      return ad1(document, header, reading);
    }
    return switch (reading.first(BODY)) {
      case "ResponseMessage", "" -> answer(document, header, reading);
      case "DeviceAlertMessage" ->
          new Message.DeviceAlert(
              document,
              header,
              reading.text(DEVICE_ALERT_CODE).toUpperCase(Locale.ROOT),
              reading.count(THROTTLED_COUNT),
              payload(reading));
      case "DCCAlertMessage" ->
          new Message.DccAlert(
              document,
              header,
              reading.text(DCC_ALERT_CODE),
              reading.first(EVENT),
              reading.eui(DEVICE_ID));
      case "SMETS1ResponseMessage" -> new Message.Smets1Response(document, header);
      default ->
          new Message.Unknown(document, "Response", header.requestId(), header.responseId());
    };
  }

  private static Message.Ad1 ad1(Document document, Message.Header header, FieldValues reading) {
    List<String> faults = new ArrayList<>();
    for (Field single : List.of(BODY, DCC_ALERT_CODE, EVENT)) {
      if (reading.spoilt(single)) {
        faults.add(single.element() + " is there twice or holds more than one element");
      }
    }
    faults.addAll(reading.faultsBeside(TOLD));
    Optional<Eui64> hub = reading.eui(HUB);
    if (hub.isEmpty()) {
      faults.add(noHub(reading));
    }
    int before = faults.size();
    Optional<Instant> start = reading.moment(START, faults);
    if (start.isEmpty() && faults.size() == before) {
      faults.add("StartDateTime is absent");
    }
    return new Message.Ad1(
        document,
        header,
        hub,
        start,
        reading.text(MPXN),
        reading.count(THROTTLED_COUNT),
        List.copyOf(faults));
  }

  private static String noHub(FieldValues reading) {
    if (reading.spoilt(HUB)) {
      return "CommsHubDeviceID is there twice, holds elements or is too long";
    }
    String text = reading.text(HUB);
    return text.isEmpty()
        ? "CommsHubDeviceID is absent or empty"
        : "CommsHubDeviceID is no EUI-64: '" + FieldValues.brief(text) + "'";
  }

  private static Message answer(Document document, Message.Header header, FieldValues reading) {
    String variant = reading.text(SERVICE_REFERENCE_VARIANT);
    String content = reading.first(CONTENT);
    if (content.equals("FutureDatedDeviceAlertMessage")) {
      return new Message.FutureDatedAlert(
          document,
          header,
          variant,
          reading.text(DEVICE_ALERT_CODE).toUpperCase(Locale.ROOT),
          payload(reading));
    }
    return new Message.Response(document, header, variant, content, payload(reading));
  }

  private static Optional<byte[]> payload(FieldValues reading) {
    return reading.text(PAYLOAD).isEmpty()
        ? Optional.empty()
        : reading.payload(new ArrayList<>());
  }

  /** A SMETS1 response's header names its sender, its recipient and the request's counter. */
  private static Optional<ResponseId> smets1Id(FieldValues reading) {
    return ResponseId.parse(
        reading.text(SMETS1_ORIGINATOR)
            + ":"
            + reading.text(SMETS1_TARGET)
            + ":"
            + reading.text(SMETS1_COUNTER));
  }
}
