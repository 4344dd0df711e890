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
import static org.lastgasp.duis.Field.NONE;
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
import static org.lastgasp.duis.Field.THROTTLED_SEQUENCE;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A place in the tree of a document, so that an element counts only where the schema has it: a
 * RequestID inside a Body is not the header's.
 *
 * @param ascii the name again, for those who compare bytes
 * @param text what the text at this place is
 * @param named what the name of the element at this place is
 * @param others what the names of unlisted elements just below are
 * @param below a handful, so that looking through them is the fastest
 */
record SchemaPath(
    String namespace,
    String name,
    byte[] ascii,
    Field text,
    Field named,
    Field others,
    SchemaPath[] below) {

  static final String DUIS = "http://www.dccinterface.co.uk/ServiceUserGateway";
  static final String MMC = "http://www.dccinterface.co.uk/ResponseAndAlert";

  /** A place the schema does not have, or that nobody here asks about. */
  static final SchemaPath ELSEWHERE = of("", "", NONE);

  /** Above the root: what DUIS 5.4 has, as far as it is asked about. */
  static final SchemaPath DOCUMENT =
      in("", request(), response(), smets1SignedResponse(), s1spAlert());

  /** Returns where an element just below this place is. */
  SchemaPath step(String elementNamespace, String element) {
    for (SchemaPath place : below) {
      if (place.name.equals(element) && place.namespace.equals(elementNamespace)) {
        return place;
      }
    }
    return ELSEWHERE;
  }

  /** Returns where an element of the DUIS namespace, its local name given as ASCII, is. */
  SchemaPath step(byte[] document, int from, int to) {
    for (SchemaPath place : below) {
      if (place.isNamed(document, from, to) && place.namespace.equals(DUIS)) {
        return place;
      }
    }
    return ELSEWHERE;
  }

  private boolean isNamed(byte[] document, int from, int to) {
    return ascii.length == to - from
        && Arrays.equals(ascii, 0, ascii.length, document, from, to);
  }

  /** Returns true if this is a place that nobody here asks about. */
  boolean unlisted() {
    return name.isEmpty();
  }

  /** Returns true if it holds elements, and no text of its own. */
  boolean isContainer() {
    return below.length > 0;
  }

  private static SchemaPath request() {
    return in(
        "Request",
        in(
            "Header",
            text("RequestID", REQUEST_ID),
            text("CommandVariant", COMMAND_VARIANT),
            text("ServiceReference", SERVICE_REFERENCE),
            text("ServiceReferenceVariant", SERVICE_REFERENCE_VARIANT)),
        in(
                "Body",
                in(
                        "ActivateFirmware",
                        text("ExecutionDateTime", EXECUTION_TIME),
                        text("FirmwareHash", FIRMWARE_HASH))
                    .naming(BODY),
                in(
                        "SignedPreCommand",
                        text("ExecutionDateTime", EXECUTION_TIME),
                        text("GBCSPayload", PAYLOAD))
                    .naming(BODY))
            .namingOthers(BODY));
  }

  private static SchemaPath response() {
    return in(
        "Response",
        in(
            "Header",
            text("RequestID", REQUEST_ID),
            text("ResponseID", RESPONSE_ID),
            text("ResponseCode", RESPONSE_CODE),
            text("ResponseDateTime", RESPONSE_TIME)),
        in(
                "Body",
                responseMessage(),
                in(
                        "DeviceAlertMessage",
                        text("AlertCode", DEVICE_ALERT_CODE),
                        text("ThrottledAlertCount", THROTTLED_COUNT),
                        text("GBCSPayload", PAYLOAD))
                    .naming(BODY),
                dccAlertMessage())
            .namingOthers(BODY));
  }

  private static SchemaPath responseMessage() {
    return in(
            "ResponseMessage",
            text("ServiceReference", SERVICE_REFERENCE),
            text("ServiceReferenceVariant", SERVICE_REFERENCE_VARIANT),
            text("GBCSPayload", PAYLOAD).naming(CONTENT),
            in(
                    "FutureDatedDeviceAlertMessage",
                    text("FutureDatedAlertCode", DEVICE_ALERT_CODE),
                    text("GBCSPayload", PAYLOAD))
                .naming(CONTENT),
            in("PreCommand", text("GBCSPayload", PAYLOAD)).naming(CONTENT),
            in("LocalCommand", text("GBCSPayload", PAYLOAD)).naming(CONTENT),
            in("CINMessage", text("GBCSPayload", PAYLOAD)).naming(CONTENT),
            in("DSPScheduledMessage", text("GBCSPayload", PAYLOAD)).naming(CONTENT))
        .naming(BODY)
        .namingOthers(CONTENT);
  }

  private static SchemaPath dccAlertMessage() {
    return in(
            "DCCAlertMessage",
            text("DCCAlertCode", DCC_ALERT_CODE),
            text("ThrottledAlertSequenceId", THROTTLED_SEQUENCE),
            text("ThrottledAlertCount", THROTTLED_COUNT),
            in(
                    "DCCAlert",
                    in(
                            "PowerOutageEvent",
                            text("CommsHubDeviceID", HUB),
                            text("StartDateTime", START),
                            text("MPxN", MPXN))
                        .naming(EVENT),
                    in("CommsHubFirmwareActivation", text("DeviceID", DEVICE_ID)).naming(EVENT))
                .namingOthers(EVENT))
        .naming(BODY);
  }

  private static SchemaPath smets1SignedResponse() {
    return in(
        "SMETS1SignedResponse",
        in(
            "SMETS1Response",
            in(
                "Header",
                text("BusinessOriginatorID", SMETS1_ORIGINATOR).of(MMC),
                text("BusinessTargetID", SMETS1_TARGET).of(MMC),
                text("OriginatorCounter", SMETS1_COUNTER).of(MMC))));
  }

  private static SchemaPath s1spAlert() {
    return in("S1SPAlert", text("RequestID", REQUEST_ID), text("DeviceID", DEVICE_ID));
  }

  private static SchemaPath in(String name, SchemaPath... below) {
    SchemaPath empty = of(DUIS, name, NONE);
    return new SchemaPath(DUIS, name, empty.ascii, NONE, NONE, NONE, below);
  }

  private static SchemaPath text(String name, Field field) {
    return of(DUIS, name, field);
  }

  private static SchemaPath of(String namespace, String name, Field text) {
    byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
    return new SchemaPath(namespace, name, ascii, text, NONE, NONE, new SchemaPath[0]);
  }

  private SchemaPath naming(Field field) {
    return new SchemaPath(namespace, name, ascii, text, field, others, below);
  }

  private SchemaPath namingOthers(Field field) {
    return new SchemaPath(namespace, name, ascii, text, named, field, below);
  }

  private SchemaPath of(String otherNamespace) {
    return new SchemaPath(otherNamespace, name, ascii, text, named, others, below);
  }
}
