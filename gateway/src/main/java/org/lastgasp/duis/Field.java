package org.lastgasp.duis;

/** The fields that are picked out of a document; everything else is skipped unread. */
enum Field {
  REQUEST_ID("RequestID"),
  RESPONSE_ID("ResponseID"),
  COMMAND_VARIANT("CommandVariant"),
  SERVICE_REFERENCE("ServiceReference"),
  SERVICE_REFERENCE_VARIANT("ServiceReferenceVariant"),
  RESPONSE_CODE("ResponseCode"),
  RESPONSE_TIME("ResponseDateTime"),
  /** The name of the element in the Body. */
  BODY("Body"),
  /** The name of the element in a ResponseMessage, after its references. */
  CONTENT("ResponseMessage"),
  /** The name of the element in a DCCAlert. */
  EVENT("DCCAlert"),
  EXECUTION_TIME("ExecutionDateTime"),
  FIRMWARE_HASH("FirmwareHash"),
  PAYLOAD("GBCSPayload"),
  DCC_ALERT_CODE("DCCAlertCode"),
  DEVICE_ALERT_CODE("AlertCode"),
  THROTTLED_SEQUENCE("ThrottledAlertSequenceId"),
  THROTTLED_COUNT("ThrottledAlertCount"),
  HUB("CommsHubDeviceID"),
  START("StartDateTime"),
  MPXN("MPxN"),
  DEVICE_ID("DeviceID"),
  SMETS1_ORIGINATOR("BusinessOriginatorID"),
  SMETS1_TARGET("BusinessTargetID"),
  SMETS1_COUNTER("OriginatorCounter"),
  /** Nothing: the place is only passed through. */
  NONE("");

  private static final int USUAL = 4096; // characters; the longest legal value has 68
  private static final int PAYLOADS = 2 << 20; // characters of base64: 1.5 MB of GBCS

  private final String element;

  Field(String element) {
    this.element = element;
  }

  /** The element as the schema calls it. */
  String element() {
    return element;
  }

  /** The most characters that are kept of it. */
  int most() {
    return this == PAYLOAD ? PAYLOADS : USUAL;
  }
}
