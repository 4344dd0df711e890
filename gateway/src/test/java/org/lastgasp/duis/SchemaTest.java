package org.lastgasp.duis;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.lastgasp.Wire;
import org.w3c.dom.bootstrap.DOMImplementationRegistry;
import org.w3c.dom.ls.DOMImplementationLS;
import org.w3c.dom.ls.LSInput;

class SchemaTest {

  @Test
  void everyComposedMessageIsValidAgainstTheSchema() throws Exception {
    Schema schema = schema();
    Samples.all()
        .forEach(
            (name, xml) ->
                assertThatCode(
                        () ->
                            schema
                                .newValidator()
                                .validate(new StreamSource(new ByteArrayInputStream(xml))))
                    .as(name)
                    .doesNotThrowAnyException());
  }

  private static Schema schema() throws Exception {
    Path main = Wire.path("duis/DUIS Schema V5.4.xsd");
    SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "all");
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "all");
    // This parser counts the choices of a schema as if each were an attack.
    factory.setProperty("jdk.xml.maxOccurLimit", "0");
    factory.setResourceResolver(SchemaTest::local);
    return factory.newSchema(new StreamSource(Files.newInputStream(main), "duis.xsd"));
  }

  /** Everything a schema refers to lies beside it, whatever address it names. */
  private static LSInput local(
      String type, String namespace, String publicId, String systemId, String base) {
    String file = systemId.substring(systemId.lastIndexOf('/') + 1).replace("%20", " ");
    try {
      LSInput input =
          ((DOMImplementationLS)
                  DOMImplementationRegistry.newInstance().getDOMImplementation("LS"))
              .createLSInput();
      input.setByteStream(new ByteArrayInputStream(Files.readAllBytes(Wire.path("duis/" + file))));
      input.setSystemId(file);
      return input;
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no DOM in this JDK", e);
    }
  }
}
