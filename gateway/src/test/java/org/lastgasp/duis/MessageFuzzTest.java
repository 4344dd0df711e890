package org.lastgasp.duis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Random;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.Test;
import org.lastgasp.Mutations;
import org.lastgasp.Seeds;

class MessageFuzzTest {
  private static final List<byte[]> MESSAGES = List.copyOf(Samples.all().values());

  private final MessageReader reader = new MessageReader();
  private final XMLInputFactory platform = platform();

  @Test
  void whateverHappensToAMessageItIsReadAsAValueThatAgreesWithItself() {
    Seeds.each(
        20_000,
        seed -> {
          Random random = new Random(seed);
          byte[] message = MESSAGES.get(random.nextInt(MESSAGES.size()));
          byte[] bytes = Mutations.of(message, random);
          Message read = reader.read(bytes);
          agreesWithItself(read, bytes);
          if (!(read instanceof Message.Unreadable)) {
            assertThat(platformsFault(bytes)).as(Samples.text(bytes)).isEmpty();
          }
        });
  }

  private static void agreesWithItself(Message message, byte[] bytes) {
    assertThat(message.document().bytes()).isSameAs(bytes);
    switch (message) {
      case Message.Ad1 ad1 -> {
        if (ad1.faults().isEmpty()) {
          assertThat(ad1.hub()).isPresent();
          assertThat(ad1.start()).isPresent();
        } else {
          assertThat(ad1.faults()).noneMatch(String::isBlank);
        }
      }
      case Message.Request request -> {
        assertThat(request.activation().isPresent()).isEqualTo(request.activatesFirmware());
        request
            .activation()
            .filter(activation -> activation.faults().isEmpty())
            .ifPresent(
                activation ->
                    assertThat(activation.payload().isPresent())
                        .isNotEqualTo(activation.firmwareHash().length() == 64));
      }
      case Message.Unreadable unreadable -> assertThat(unreadable.fault()).isNotBlank();
      case Message.Northbound northbound -> assertThat(northbound.kind()).isNotBlank();
    }
  }

  /** The platform's own parser is the reference: nothing it refuses may pass. */
  private String platformsFault(byte[] bytes) {
    try {
      XMLStreamReader xml = platform.createXMLStreamReader(new ByteArrayInputStream(bytes));
      while (xml.hasNext()) {
        xml.next();
      }
      return "";
    } catch (XMLStreamException malformed) {
      String fault = String.valueOf(malformed.getMessage());
      return fault.contains("Invalid encoding name") ? "" : fault; // we know more aliases
    }
  }

  private static XMLInputFactory platform() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    return factory;
  }
}
