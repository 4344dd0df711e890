package org.lastgasp.duis;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/**
 * An immutable reading of one received document that keeps the exact bytes.
 *
 * <p>Every kind of the DUIS 5.4 schema is recognised, also those that nothing here acts on. A field
 * that is absent or cannot be read is an empty {@code Optional} or an empty text; only a document
 * that is no well-formed XML without a doctype is {@link Unreadable}.
 */
public sealed interface Message {

  /** The document as it came. */
  Document document();

  /** A message from a Service User to the DSP. */
  record Request(
      Document document,
      Optional<RequestId> id,
      Optional<Integer> commandVariant,
      String serviceReference,
      String serviceReferenceVariant,
      String body,
      Optional<Activation> activation)
      implements Message {

    /** The reference of the one service that activates firmware on a meter: SRV 11.3. */
    public static final String ACTIVATE_FIRMWARE = "11.3";

    /** Returns true if this is SRV 11.3, of any command variant, readable or not. */
    public boolean activatesFirmware() {
      return activation.isPresent()
          || serviceReferenceVariant.equals(ACTIVATE_FIRMWARE)
          || (serviceReferenceVariant.isEmpty() && serviceReference.equals(ACTIVATE_FIRMWARE));
    }
  }

  /**
   * The body of an SRV 11.3, whichever step it is.
   *
   * @param executionTime the XML's ExecutionDateTime, if there is one that can be read
   * @param firmwareHash upper-case hexadecimal, of step 1 ({@code ActivateFirmware}); else empty
   * @param payload the GBCS bytes of step 2 ({@code SignedPreCommand}), base64 decoded
   * @param faults what is wrong with the document, in words; empty if nothing
   * @param rivalIds where the RequestID is there more than once: each that can be read
   * @param rivalPayloads where the payload is there more than once: each that can be decoded
   */
  record Activation(
      Optional<Instant> executionTime,
      String firmwareHash,
      Optional<byte[]> payload,
      List<String> faults,
      List<RequestId> rivalIds,
      List<byte[]> rivalPayloads) {

    /** A body that names one request and one payload at most. */
    public Activation(
        Optional<Instant> executionTime,
        String firmwareHash,
        Optional<byte[]> payload,
        List<String> faults) {
      this(executionTime, firmwareHash, payload, faults, List.of(), List.of());
    }
  }

  /** A message from the DSP to a Service User: anything but a request. */
  sealed interface Northbound extends Message {
    /** What {@link #kind} may be, alerts about power aside. */
    List<String> OTHER_KINDS =
        List.of(
            DccAlert.KIND, DccAlert.HUB_FIRMWARE, "device-alert", "future-dated-alert", "response",
            "smets1-response", "smets1-signed-response", "s1sp-alert", "unknown");

    /** The RequestID in its header, if there is one that can be read. */
    Optional<RequestId> requestId();

    /** The ResponseID in its header, if there is one that can be read. */
    Optional<ResponseId> responseId();

    /** The device it comes from or is about, or a party that is none. */
    default Optional<Eui64> device() {
      return responseId().map(ResponseId::sender).or(() -> requestId().map(RequestId::target));
    }

    /** The kind, as counted and listed: {@code ad1}, {@code response}, {@code unknown}, … */
    String kind();
  }

  /**
   * The header that every {@code Response} has.
   *
   * @param code {@code I0}, {@code I99}, {@code E…}; empty if absent
   */
  record Header(
      Optional<RequestId> requestId,
      Optional<ResponseId> responseId,
      String code,
      Optional<Instant> dateTime) {}

  /** A {@code Response} element of any kind. */
  sealed interface InResponse extends Northbound {
    Header header();

    @Override
    default Optional<RequestId> requestId() {
      return header().requestId();
    }

    @Override
    default Optional<ResponseId> responseId() {
      return header().responseId();
    }
  }

  /**
   * A Power Outage Alert: {@code DCCAlertCode} AD1, readable or not.
   *
   * @param hub the CommsHubDeviceID; the alert names no meter
   * @param start the StartDateTime, only if it has a zone
   * @param mpxn the MPxN as written, stripped; the schema allows nonsense
   * @param throttledCount how many alerts this one stands for, if it says so
   * @param faults what could not be read of hub and start, and what is there twice or where it
   *     cannot be, in words: an alert with a fault is not understood
   */
  record Ad1(
      Document document,
      Header header,
      Optional<Eui64> hub,
      Optional<Instant> start,
      String mpxn,
      OptionalLong throttledCount,
      List<String> faults)
      implements InResponse {
    /** Its hub: the ResponseID of an alert the DSP raises begins with the DSP's own EUI. */
    @Override
    public Optional<Eui64> device() {
      return hub;
    }

    @Override
    public String kind() {
      return "ad1";
    }
  }

  /**
   * An alert of any other kind that the DSP itself raises.
   *
   * @param code N1, N16, AD1's neighbours, …
   * @param event the element that says what happened, e.g. {@code CommsHubFirmwareActivation}
   * @param hub whose own firmware was activated, if that is what happened
   */
  record DccAlert(
      Document document, Header header, String code, String event, Optional<Eui64> hub)
      implements InResponse {
    /** The kind of any other alert of the DSP's in counts and lists. */
    public static final String KIND = "dcc-alert";

    /** The kind of a hub's own firmware activation in counts and lists. */
    static final String HUB_FIRMWARE = "hub-firmware-activation";

    /**
     * Returns what is named in its body, if anything: its ResponseID begins with the DSP's own EUI.
     */
    @Override
    public Optional<Eui64> device() {
      return hub;
    }

    @Override
    public String kind() {
      return event.equals("CommsHubFirmwareActivation") ? HUB_FIRMWARE : KIND;
    }
  }

  /**
   * An alert of a device.
   *
   * @param code four hexadecimal digits in upper case, e.g. 8F36
   * @param payload the GBCS bytes, if they could be decoded
   */
  record DeviceAlert(
      Document document,
      Header header,
      String code,
      OptionalLong throttledCount,
      Optional<byte[]> payload)
      implements InResponse {
    @Override
    public String kind() {
      return "device-alert";
    }
  }

  /**
   * The alert that says what became of a future-dated command: 8F66 done, 8F67 failed.
   *
   * @param payload the GBCS bytes, if they could be decoded
   */
  record FutureDatedAlert(
      Document document,
      Header header,
      String serviceReferenceVariant,
      String code,
      Optional<byte[]> payload)
      implements InResponse {
    @Override
    public String kind() {
      return "future-dated-alert";
    }
  }

  /**
   * The answer to a request, at once or later; acknowledgements too.
   *
   * @param content the element inside the ResponseMessage after its references, or empty
   * @param payload the GBCS bytes, if there are any that could be decoded
   */
  record Response(
      Document document,
      Header header,
      String serviceReferenceVariant,
      String content,
      Optional<byte[]> payload)
      implements InResponse {
    @Override
    public String kind() {
      return "response";
    }
  }

  /** A {@code Response} that carries a SMETS1 response. */
  record Smets1Response(Document document, Header header) implements InResponse {
    @Override
    public String kind() {
      return "smets1-response";
    }
  }

  /** A {@code SMETS1SignedResponse} document. */
  record Smets1SignedResponse(
      Document document, Optional<RequestId> requestId, Optional<ResponseId> responseId)
      implements Northbound {
    @Override
    public String kind() {
      return "smets1-signed-response";
    }
  }

  /** An alert of a SMETS1 service provider. */
  record S1spAlert(Document document, Optional<RequestId> requestId, Optional<Eui64> deviceId)
      implements Northbound {
    @Override
    public Optional<ResponseId> responseId() {
      return Optional.empty();
    }

    @Override
    public Optional<Eui64> device() {
      return deviceId.or(Northbound.super::device);
    }

    @Override
    public String kind() {
      return "s1sp-alert";
    }
  }

  /**
   * A document of well-formed XML with a root, or a Response body, that this version does not know;
   * forwarded all the same.
   *
   * @param root the local name of the root element
   */
  record Unknown(
      Document document,
      String root,
      Optional<RequestId> requestId,
      Optional<ResponseId> responseId)
      implements Northbound {
    @Override
    public String kind() {
      return "unknown";
    }
  }

  /**
   * A document that is not well-formed XML, has a doctype, or is nested deeper than allowed.
   *
   * @param fault what is wrong, where, in words
   */
  record Unreadable(Document document, String fault) implements Message {}
}
