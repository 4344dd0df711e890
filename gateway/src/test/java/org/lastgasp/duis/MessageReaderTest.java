package org.lastgasp.duis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.duis.Samples.HASH;
import static org.lastgasp.duis.Samples.HUB;
import static org.lastgasp.duis.Samples.NOW;
import static org.lastgasp.duis.Samples.OUTAGE;
import static org.lastgasp.duis.Samples.PAYLOAD;
import static org.lastgasp.duis.Samples.REQUEST;
import static org.lastgasp.duis.Samples.START;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

class MessageReaderTest {
  private static final String RA = "http://www.dccinterface.co.uk/ResponseAndAlert";

  private final MessageReader reader = new MessageReader();

  @Test
  void readsAPowerOutageAlert() {
    Message.Ad1 ad1 = ad1(Samples.text(Samples.ad1()));

    assertThat(ad1.hub()).contains(HUB);
    assertThat(ad1.start()).contains(START);
    assertThat(ad1.mpxn()).isEqualTo("1712345678907");
    assertThat(ad1.throttledCount()).isEmpty();
    assertThat(ad1.faults()).isEmpty();
    assertThat(ad1.device()).contains(HUB);
    assertThat(ad1.header())
        .isEqualTo(
            new Message.Header(Optional.empty(), Optional.of(OUTAGE), "I0", Optional.of(NOW)));
    assertThat(ad1.document().bytes()).isEqualTo(Samples.ad1());
  }

  @Test
  void readsHowManyAlertsOneStandsFor() {
    assertThat(reader.read(Samples.all().get("throttled ad1")))
        .isInstanceOfSatisfying(
            Message.Ad1.class,
            ad1 -> {
              assertThat(ad1.throttledCount()).isEqualTo(OptionalLong.of(3));
              assertThat(ad1.mpxn()).isEqualTo("BANANA");
              assertThat(ad1.faults()).isEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16BE", "UTF-16LE", "ISO-8859-1", "windows-1252"})
  void readsAnyEncodingThatTheDeclarationNames(String name) {
    String declared = Samples.text(Samples.ad1()).replace("\"UTF-8\"", "\"" + name + "\"");

    assertThat(reader.read(declared.getBytes(Charset.forName(name))))
        .isInstanceOfSatisfying(
            Message.Ad1.class, ad1 -> assertThat(ad1.hub()).contains(HUB));
  }

  @Test
  void readsUtf8AndUtf16WithAByteOrderMarkAndWithoutADeclaration() {
    String bare = "\uFEFF" + Samples.text(Samples.ad1()).replaceFirst("^<\\?xml.*?\\?>", "");
    for (Charset charset :
        List.of(
            StandardCharsets.UTF_8, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
      assertThat(reader.read(bare.getBytes(charset)))
          .as("%s", charset)
          .isInstanceOf(Message.Ad1.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sr:                          | x:
          schemaVersion="5.4"          | schemaVersion='99.1' other="1"
          <sr:Body>                    | \\n\\t <!-- c --> <?pi x?> <sr:Body>
          >AD1<                        | > &#65;D<![CDATA[1]]><!-- c --><
          88-73-84-90-6A-10-02-DB      | 88-73-84-90-6a-10-02-db
          88-73-84-90-6A               | <![CDATA[88-73]]>-&#56;4-90-6A
          09:01:00Z                    | 09:01:00.0000000000000Z
          2030-01-15T09:01:00Z         | 2030-01-15T10:01:00+01:00
          </sr:Response>               | </sr:Response>\\n<!-- after --><?pi?>\\n
          """)
  void readsTheSameWhateverTheSpelling(String usual, String other) {
    String xml = Samples.text(Samples.ad1());
    String spelt =
        usual.equals("sr:")
            ? xml.replace("sr:", "x:").replace("xmlns:sr", "xmlns:x")
            : xml.replace(usual, other.replace("\\n", "\n").replace("\\t", "\t"));

    Message.Ad1 ad1 = ad1(spelt);
    assertThat(spelt).isNotEqualTo(xml);
    assertThat(ad1.hub()).contains(HUB);
    assertThat(ad1.start()).contains(START);
    assertThat(ad1.faults()).isEmpty();
  }

  @Test
  void readsTheDefaultNamespace() {
    String xml = Samples.text(Samples.ad1()).replace("sr:", "").replace("xmlns:sr", "xmlns");

    assertThat(ad1(xml.replace(":sr=", "=")).hub()).contains(HUB);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          88-73-84-90-6A-10-02-DB | 88738490 | CommsHubDeviceID is no EUI-64: '88738490'
          88-73-84-90-6A-10-02-DB | 887384906A1002DB | CommsHubDeviceID is no EUI-64: '8873
          88-73-84-90-6A-10-02-DB | '' | CommsHubDeviceID is absent or empty
          09:01:00Z | 09:01:00 | StartDateTime has no zone: '2030-01-15T09:01:00'
          01-15T09:01 | 02-30T09:01 | StartDateTime is an impossible date or time: '2030-02-30T
          2030-01-15T09:01:00Z | '' | StartDateTime is empty
          StartDateTime> | Other> | StartDateTime is absent
          >88-73 | ><b/>88-73 | CommsHubDeviceID is there twice, holds elements
          <sr:MPxN> | <sr:StartDateTime/><sr:MPxN> | StartDateTime is there twice, holds elements
          <sr:DCCAlert> | <sr:DCCAlert><sr:Other/> | DCCAlert is there twice or holds more than
          <sr:DCCAlert> | <sr:DCCAlertCode>N</sr:DCCAlertCode><sr:DCCAlert> | DCCAlertCode is
          <sr:Body> | <sr:Body><sr:ResponseMessage/> | Body is there twice or holds more than one
          <sr:Body> | <sr:Body/><sr:Body> | Body is there twice
          <sr:Header> | <sr:Header/><sr:Header> | Header is there twice
          <sr:DCCAlert> | <sr:DCCAlert/><sr:DCCAlert> | DCCAlert is there twice
          <sr:Body> | <sr:Body><sr:DCCAlertMessage/> | Body is there twice or holds more than one
          <sr:MPxN> | <sr:MPxN/><sr:MPxN> | MPxN is there twice, holds elements or is too long
          <sr:ResponseID> | <sr:ResponseID>1</sr:ResponseID><sr:ResponseID> | ResponseID is there
          <sr:ResponseCode> | <sr:ResponseCode/><sr:ResponseCode> | ResponseCode is there twice
          <sr:ResponseDateTime> | <sr:ResponseDateTime/><sr:ResponseDateTime> | ResponseDateTime is
          <sr:DCCAlert> | TWICE(ThrottledAlertCount)<sr:DCCAlert> | ThrottledAlertCount is there
          <sr:DCCAlert> | TWICE(ThrottledAlertSequenceId)<sr:DCCAlert> | ThrottledAlertSequenceId
          <sr:DCCAlert> | <sr:DCCAlert>AD1 | there is text in DCCAlert
          <sr:Header> | <sr:Header>x | there is text in Header
          </sr:Body> | </sr:Body>&#65; | there is text in Response
          >AD1< | >AD1<b/>N1< | DCCAlertCode is there twice or holds more than one element
          """)
  void saysWhatIsWrongWithAnAlertAndStillKnowsIt(String usual, String other, String fault) {
    String xml = Samples.text(Samples.ad1());

    Message.Ad1 ad1 = ad1(xml.replace(usual, twice(other)));
    assertThat(ad1.faults()).hasSize(1).first().asString().startsWith(fault);
  }

  @Test
  void keepsAllThatAnActivationNamesWhereItNamesMoreThanOne() {
    String xml = Samples.text(Samples.all().get("signedActivation 5"));
    String other = "00-00-00-00-00-00-00-01:00-00-00-00-00-00-00-02:3";
    String twice =
        xml.replace("<sr:RequestID>", MessageBuilder.element("RequestID", other) + "<sr:RequestID>")
            .replace(
                "<sr:GBCSPayload>",
                MessageBuilder.element("GBCSPayload", "AQ==") + "<sr:GBCSPayload>");

    Message.Activation activation =
        ((Message.Request) reader.read(Samples.bytes(twice))).activation().orElseThrow();

    assertThat(activation.rivalIds()).hasSize(2).contains(RequestId.of(other));
    assertThat(activation.rivalPayloads()).containsExactly(new byte[] {1}, PAYLOAD);
    assertThat(((Message.Request) reader.read(Samples.bytes(xml))).activation().orElseThrow())
        .extracting(Message.Activation::rivalIds)
        .isEqualTo(List.of());
  }

  @Test
  void isAnActivationIfAnyReferenceSaysSo() {
    String xml = Samples.text(Samples.all().get("signedActivation 5"));
    for (String reference : List.of("ServiceReference", "ServiceReferenceVariant")) {
      String element = "<sr:" + reference + ">11.3<";
      assertThat(xml).contains(element);
      Message.Request request =
          (Message.Request)
              reader.read(Samples.bytes(xml.replace(element, "<sr:" + reference + ">8.2<")));
      assertThat(request.activatesFirmware()).as(reference).isTrue();
      assertThat(request.activation().orElseThrow().faults())
          .containsExactly(reference + " is 8.2");
    }
  }

  @Test
  void aFieldAtTheWrongPlaceIsNotTheField() {
    String hub = "<sr:CommsHubDeviceID>88-73-84-90-6A-10-02-DB</sr:CommsHubDeviceID>";
    String xml = Samples.text(Samples.ad1());
    String wrapped = xml.replace(hub, "<sr:Wrapped>" + hub + "</sr:Wrapped>");
    String foreign = xml.replace(hub, "<CommsHubDeviceID>1</CommsHubDeviceID>" + hub);

    assertThat(ad1(wrapped).hub()).isEmpty();
    assertThat(ad1(foreign).hub()).contains(HUB);
    assertThat(ad1(foreign).faults()).isEmpty();
  }

  @Test
  void aRequestIdInTheBodyIsNotTheHeaders() {
    byte[] quarantined = Samples.all().get("quarantined");

    assertThat(reader.read(quarantined))
        .isInstanceOfSatisfying(
            Message.DccAlert.class,
            alert -> {
              assertThat(alert.requestId()).isEmpty();
              assertThat(alert.responseId()).isPresent();
              assertThat(alert.event()).isEqualTo("QuarantinedRequest");
            });
  }

  @Test
  void readsBothStepsOfAnActivation() {
    Message.Request first = request("activateFirmware");
    assertThat(first.id()).contains(REQUEST);
    assertThat(first.commandVariant()).contains(4);
    assertThat(first.body()).isEqualTo("ActivateFirmware");
    assertThat(first.activation())
        .contains(new Message.Activation(Optional.of(NOW), HASH, Optional.empty(), List.of()));

    Message.Request second = request("signedActivation 5");
    assertThat(second.commandVariant()).contains(5);
    assertThat(second.body()).isEqualTo("SignedPreCommand");
    Message.Activation activation = second.activation().orElseThrow();
    assertThat(activation.executionTime()).isEmpty();
    assertThat(activation.payload().orElseThrow()).isEqualTo(PAYLOAD);
    assertThat(activation.faults()).isEmpty();
    assertThat(request("signedActivation 6").commandVariant()).contains(6);
  }

  @Test
  void otherServicesHaveNoActivationWhateverTheirBody() {
    Message.Request signed = request("signedPreCommand");

    assertThat(signed.serviceReferenceVariant()).isEqualTo("1.1.1");
    assertThat(signed.serviceReference()).isEqualTo("1.1");
    assertThat(signed.body()).isEqualTo("SignedPreCommand");
    assertThat(signed.activation()).isEmpty();
    assertThat(request("request").body()).isEqualTo("ReadInventory");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          AQIDBA== | AQ ID\\n BA= = | ''
          AQIDBA== | AQIDBA | GBCSPayload is no base64
          AQIDBA== | AQID*A== | GBCSPayload is no base64
          AQIDBA== | '' | GBCSPayload is empty
          <sr:GBCSPayload>AQIDBA==</sr:GBCSPayload> | '' | GBCSPayload is absent
          GBCSPayload> | ExecutionDateTime> | ExecutionDateTime is no date and time: 'AQIDBA=='
          SignedPreCommand | SomethingElse | Body holds SomethingElse
          <sr:Body> | <sr:Body><sr:Other/> | Body holds more than one element
          <sr:Header> | <sr:Header/><sr:Header> | Header is there twice
          <sr:RequestID> | TWICE(RequestID)<sr:RequestID> | RequestID is there twice
          <sr:CommandVariant> | TWICE(CommandVariant)<sr:CommandVariant> | CommandVariant is there
          <sr:ServiceReference>11.3 | <sr:ServiceReference>4.1 | ServiceReference is 4.1
          <sr:ServiceReference> | TWICE(ServiceReference)<sr:ServiceReference> | ServiceReference is
          <sr:SignedPreCommand> | <sr:SignedPreCommand>x | there is text in SignedPreCommand
          """)
  void saysWhatIsWrongWithAnActivation(String usual, String other, String fault) {
    String xml = Samples.text(Samples.all().get("signedActivation 5"));
    byte[] bytes = Samples.bytes(xml.replace(usual, twice(other).replace("\\n", "\n")));

    Message.Request request = (Message.Request) reader.read(bytes);
    List<String> faults = request.activation().orElseThrow().faults();
    if (fault.isEmpty()) {
      assertThat(faults).isEmpty();
      assertThat(request.activation().orElseThrow().payload().orElseThrow()).isEqualTo(PAYLOAD);
    } else {
      assertThat(faults).anyMatch(each -> each.startsWith(fault));
    }
  }

  /** TWICE(Name) is this element two times. */
  private static String twice(String text) {
    return text.replaceAll("TWICE\\((\\w+)\\)", "<sr:$1>1</sr:$1><sr:$1>2</sr:$1>");
  }

  @Test
  void readsAcknowledgementsAndAnswers() {
    Message.Response accepted =
        (Message.Response) reader.read(Samples.all().get("acknowledgement"));
    assertThat(accepted.header().code()).isEqualTo("I99");
    assertThat(accepted.header().requestId()).contains(REQUEST);
    assertThat(accepted.serviceReferenceVariant()).isEqualTo("11.3");
    assertThat(accepted.content()).isEmpty();

    Message.Response toSign = (Message.Response) reader.read(Samples.all().get("preCommand"));
    assertThat(toSign.content()).isEqualTo("PreCommand");
    assertThat(toSign.payload().orElseThrow()).isEqualTo(PAYLOAD);

    Message.Response device = (Message.Response) reader.read(Samples.all().get("deviceResponse"));
    assertThat(device.content()).isEqualTo("GBCSPayload");
    assertThat(device.payload().orElseThrow()).isEqualTo(PAYLOAD);
    assertThat(device.responseId()).contains(REQUEST.response());
  }

  @Test
  void readsTheAlertsOfDevices() {
    Message.DeviceAlert alert = (Message.DeviceAlert) reader.read(Samples.all().get("deviceAlert"));
    assertThat(alert.code()).isEqualTo("8F36");
    assertThat(alert.payload().orElseThrow()).isEqualTo(PAYLOAD);

    Message.FutureDatedAlert done =
        (Message.FutureDatedAlert) reader.read(Samples.all().get("futureDatedAlert"));
    assertThat(done.code()).isEqualTo("8F66");
    assertThat(done.serviceReferenceVariant()).isEqualTo("11.3");
    assertThat(done.payload().orElseThrow()).isEqualTo(PAYLOAD);

    Message.DccAlert other = (Message.DccAlert) reader.read(Samples.all().get("dccAlert"));
    assertThat(other.code()).isEqualTo("N55");
    assertThat(other.event()).isEqualTo("CommsHubFirmwareActivation");
    assertThat(other.kind()).isEqualTo("hub-firmware-activation");
    assertThat(other.device()).as("the hub it is about").contains(Samples.HUB);
  }

  @Test
  void anAlertOfTheDspIsAboutTheDeviceInItsBodyAndNeverAboutTheDsp() {
    String event = MessageBuilder.inside("DeviceStatusChange", "");
    Message.DccAlert alert =
        (Message.DccAlert) reader.read(MessageBuilder.dccAlert(OUTAGE, "N16", event, NOW));
    assertThat(alert.responseId()).contains(OUTAGE);
    assertThat(alert.device()).isEmpty();
    String noHub = Samples.text(Samples.ad1()).replace("CommsHubDeviceID", "SomebodyElse");
    assertThat(ad1(noHub).device()).isEmpty();
  }

  @Test
  void readsWhatSmets1ProvidersSend() {
    String signed =
        "<sr:SMETS1SignedResponse xmlns:sr='" + SchemaPath.DUIS + "' xmlns:ra='" + RA + "'>"
            + "<sr:SMETS1Response><sr:Header>"
            + "<ra:BusinessOriginatorID>00-DB-12-34-56-78-90-A0</ra:BusinessOriginatorID>"
            + "<ra:BusinessTargetID>90-B3-D5-1F-30-01-00-00</ra:BusinessTargetID>"
            + "<ra:OriginatorCounter>1000</ra:OriginatorCounter>"
            + "</sr:Header></sr:SMETS1Response></sr:SMETS1SignedResponse>";
    assertThat(reader.read(Samples.bytes(signed)))
        .isInstanceOfSatisfying(
            Message.Smets1SignedResponse.class,
            response -> assertThat(response.responseId()).contains(REQUEST.response()));

    String alert =
        "<S1SPAlert xmlns='" + SchemaPath.DUIS + "'><RequestID>" + REQUEST + "</RequestID>"
            + "<DeviceID>88-73-84-90-6A-10-02-DB</DeviceID></S1SPAlert>";
    assertThat(reader.read(Samples.bytes(alert)))
        .isInstanceOfSatisfying(
            Message.S1spAlert.class,
            read -> {
              assertThat(read.requestId()).contains(REQUEST);
              assertThat(read.device()).contains(HUB);
            });
  }

  @Test
  void whatItDoesNotKnowIsUnknownAndKeepsItsIds() {
    String body = Samples.text(Samples.ad1()).replace("DCCAlertMessage", "NextYearsMessage");
    assertThat(reader.read(Samples.bytes(body)))
        .isInstanceOfSatisfying(
            Message.Unknown.class,
            unknown -> {
              assertThat(unknown.root()).isEqualTo("Response");
              assertThat(unknown.responseId()).contains(OUTAGE);
            });
    assertThat(reader.read(Samples.bytes("<Response/>"))).isInstanceOf(Message.Unknown.class);
    assertThat(reader.read(Samples.bytes("<Request xmlns='urn:other'/>")))
        .isInstanceOf(Message.Unknown.class);
    assertThat(reader.read(Samples.bytes("<a xmlns='" + SchemaPath.DUIS + "'/>")))
        .isInstanceOf(Message.Unknown.class);
  }

  @Test
  void twoIdsInAHeaderAreNone() {
    String xml = Samples.text(Samples.ad1());
    String id = "<sr:ResponseID>" + OUTAGE + "</sr:ResponseID>";

    assertThat(ad1(xml.replace(id, id + id)).responseId()).isEmpty();
    assertThat(ad1(xml.replace(id, "")).responseId()).isEmpty();
    assertThat(ResponseId.parse(OUTAGE.toString())).contains(OUTAGE);
    assertThat(RequestId.parse(REQUEST.toString())).contains(REQUEST);
  }

  @Test
  void readsADateWithoutAZoneInTheHeaderAsNone() {
    String xml = Samples.text(Samples.ad1()).replace("05.678Z", "05.678");

    assertThat(ad1(xml).header().dateTime()).isEmpty();
    assertThat(ad1(xml).faults()).isEmpty();
    assertThat(XsdDateTime.read(NOW.toString()).instant()).contains(Instant.parse(NOW.toString()));
  }

  private Message.Request request(String sample) {
    return (Message.Request) reader.read(Samples.all().get(sample));
  }

  private Message.Ad1 ad1(String xml) {
    Message message = reader.read(Samples.bytes(xml));
    assertThat(message).as(xml).isInstanceOf(Message.Ad1.class);
    return (Message.Ad1) message;
  }
}
