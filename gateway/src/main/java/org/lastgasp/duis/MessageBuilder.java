package org.lastgasp.duis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/**
 * A builder of documents for the simulator and for tests: compact, unsigned, valid against the DUIS
 * 5.4 schema if what is put in is. A service is named by its reference variant, e.g. {@code 4.1.1};
 * its reference, {@code 4.1}, follows from it.
 */
public final class MessageBuilder {
  private static final String NOT_KNOWN = "N999"; // the public schema does not say which N it is

  private MessageBuilder() {}

  /** A request of any service with this one element, already XML, in its Body. */
  public static byte[] request(RequestId id, int commandVariant, String variant, String body) {
    return document(
        "Request",
        element("RequestID", id)
            + element("CommandVariant", commandVariant)
            + references(variant),
        body);
  }

  /** Step 1 of SRV 11.3, CV 4: asks the DSP for a Pre-Command. The hash has 64 hex digits. */
  public static byte[] activateFirmware(RequestId id, String hash, Optional<Instant> execution) {
    String body =
        inside("ActivateFirmware", executionTime(execution) + element("FirmwareHash", hash));
    return request(id, 4, Message.Request.ACTIVATE_FIRMWARE, body);
  }

  /** Step 2 of SRV 11.3, CV 5, 6 or 7, as it is in practice: no time but the payload's. */
  public static byte[] signedActivation(RequestId id, int commandVariant, byte[] payload) {
    return signedPreCommand(
        id, commandVariant, Message.Request.ACTIVATE_FIRMWARE, payload, Optional.empty());
  }

  /** Step 2 of any critical service. */
  public static byte[] signedPreCommand(
      RequestId id,
      int commandVariant,
      String variant,
      byte[] payload,
      Optional<Instant> execution) {
    String body = inside("SignedPreCommand", executionTime(execution) + payload(payload));
    return request(id, commandVariant, variant, body);
  }

  /** Returns what the DSP answers at once: {@code I0}, {@code I99} or a refusal {@code E…}. */
  public static byte[] acknowledgement(
      RequestId id, String variant, String code, Instant answered) {
    return response(
        element("RequestID", id), code, answered, inside("ResponseMessage", references(variant)));
  }

  /** The DSP's answer to step 1: the command to be signed. */
  public static byte[] preCommand(RequestId id, String variant, byte[] payload, Instant answered) {
    String content =
        inside("PreCommand", element("GBCSVersion", "4.3") + payload(payload));
    return response(
        element("RequestID", id),
        "I0",
        answered,
        inside("ResponseMessage", references(variant) + content));
  }

  /** A device's response, forwarded by the DSP. */
  public static byte[] deviceResponse(
      RequestId id, String variant, byte[] payload, Instant answered) {
    return response(
        element("RequestID", id) + element("ResponseID", id.response()),
        "I0",
        answered,
        inside("ResponseMessage", references(variant) + payload(payload)));
  }

  /** Returns what became of a future-dated command: code 8F66 or 8F67. */
  public static byte[] futureDatedAlert(
      RequestId id, String variant, String code, byte[] payload, Instant sent) {
    String content =
        inside(
            "FutureDatedDeviceAlertMessage",
            element("FutureDatedAlertCode", code)
                + payload(payload)
                + element("InstructionNumber", 1)
                + element("TotalCommandInstructions", 1));
    return response(
        element("RequestID", id) + element("ResponseID", id.response()),
        "I0",
        sent,
        inside("ResponseMessage", references(variant) + content));
  }

  /** An alert of a device; the code has four hexadecimal digits, e.g. 8F36. */
  public static byte[] deviceAlert(ResponseId id, String code, byte[] payload, Instant sent) {
    return response(
        element("ResponseID", id),
        "I0",
        sent,
        inside("DeviceAlertMessage", element("AlertCode", code) + payload(payload)));
  }

  /** A Power Outage Alert; {@code throttled} alerts in one, if given. */
  public static byte[] ad1(
      ResponseId id,
      Eui64 hub,
      Instant start,
      String mpxn,
      OptionalLong throttled,
      Instant sent) {
    String event =
        inside(
            "PowerOutageEvent",
            element("CommsHubDeviceID", hub)
                + element("StartDateTime", start)
                + element("MPxN", mpxn));
    return dccAlert(id, "AD1", throttled, event, sent);
  }

  /** Any other alert of the DSP, with this one element, already XML, saying what happened. */
  public static byte[] dccAlert(ResponseId id, String code, String event, Instant sent) {
    return dccAlert(id, code, OptionalLong.empty(), event, sent);
  }

  /** Tells a Service User that a request of its is quarantined as an anomaly. */
  static byte[] quarantined(ResponseId id, RequestId held, Instant sent) {
    String breach =
        inside(
            "ADUserThresholdBreach",
            element("RequestID", held) + element("QuarantineEventRef", 1));
    return dccAlert(id, NOT_KNOWN, inside("QuarantinedRequest", breach), sent);
  }

  private static byte[] dccAlert(
      ResponseId id, String code, OptionalLong throttled, String event, Instant sent) {
    String count =
        throttled.isPresent()
            ? element("ThrottledAlertSequenceId", 1)
                + element("ThrottledAlertCount", throttled.getAsLong())
            : "";
    return response(
        element("ResponseID", id),
        "I0",
        sent,
        inside(
            "DCCAlertMessage", element("DCCAlertCode", code) + count + inside("DCCAlert", event)));
  }

  private static byte[] response(String ids, String code, Instant at, String body) {
    return document(
        "Response", ids + element("ResponseCode", code) + element("ResponseDateTime", at), body);
  }

  private static byte[] document(String root, String header, String body) {
    String xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><sr:"
            + root
            + " xmlns:sr=\""
            + SchemaPath.DUIS
            + "\" schemaVersion=\"5.4\">"
            + inside("Header", header)
            + inside("Body", body)
            + "</sr:"
            + root
            + ">";
    return xml.getBytes(StandardCharsets.UTF_8);
  }

  private static String references(String variant) {
    int second = variant.indexOf('.', variant.indexOf('.') + 1);
    return element("ServiceReference", second < 0 ? variant : variant.substring(0, second))
        + element("ServiceReferenceVariant", variant);
  }

  private static String executionTime(Optional<Instant> time) {
    return time.map(at -> element("ExecutionDateTime", at)).orElse("");
  }

  private static String payload(byte[] bytes) {
    return element("GBCSPayload", Base64.getEncoder().encodeToString(bytes));
  }

  /** An element of the DUIS namespace that holds text, escaped. */
  public static String element(String name, Object text) {
    String escaped =
        text.toString().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return inside(name, escaped);
  }

  /** An element of the DUIS namespace around what is already XML. */
  public static String inside(String name, String xml) {
    return "<sr:" + name + ">" + xml + "</sr:" + name + ">";
  }
}
