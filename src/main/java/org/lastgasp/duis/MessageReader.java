package org.lastgasp.duis;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.io.Stax2ByteArraySource;

/**
 * Reads bytes into a {@link Message}. Never throws: what is no well-formed XML, has a doctype or is
 * too deep or too long becomes a {@link Message.Unreadable} that says so.
 *
 * <p>The whole document is checked, but only the few texts that are asked for are kept: a firmware
 * image of 14.9 MB in one text node costs no memory beyond the bytes themselves. Any number of
 * threads may share one reader.
 */
public final class MessageReader {
  private static final int USUAL_DEPTH = 64; // elements; the schema needs about fifteen
  private static final int LONGEST_FAULT = 200; // characters

  private final int maxDepth;
  private final int maxBytes;
  private final InputFactoryImpl factory = new InputFactoryImpl();

  /** A reader for elements up to 64 deep and documents of any length. */
  public MessageReader() {
    this(USUAL_DEPTH);
  }

  /** A reader for elements up to this deep and documents of any length. */
  public MessageReader(int maxDepth) {
    this(maxDepth, Integer.MAX_VALUE);
  }

  /** A reader for elements up to this deep and documents up to this long. */
  public MessageReader(int maxDepth, int maxBytes) {
    this.maxDepth = maxDepth;
    this.maxBytes = maxBytes;
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
  }

  /** Takes the array over: the caller must not write to it afterwards. */
  public Message read(byte[] bytes) {
    Document document = Document.of(bytes);
    if (bytes.length == 0) {
      return new Message.Unreadable(document, "no bytes at all");
    }
    if (bytes.length > maxBytes) {
      return new Message.Unreadable(document, "more than " + maxBytes + " bytes");
    }
    Pass pass = new Pass();
    try {
      XMLStreamReader xml = open(bytes);
      try {
        pass.through(xml);
      } finally {
        xml.close();
      }
    } catch (XMLStreamException malformed) {
      return new Message.Unreadable(document, words(malformed));
    }
    return Kinds.of(document, pass.duis, pass.root, pass.reading);
  }

  private XMLStreamReader open(byte[] bytes) throws XMLStreamException {
    Optional<Charset> wide = wide(bytes);
    if (wide.isEmpty()) {
      return factory.createXMLStreamReader(new Stax2ByteArraySource(bytes, 0, bytes.length));
    }
    return factory.createXMLStreamReader(
        new InputStreamReader(
            new ByteArrayInputStream(bytes),
            wide.get()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)));
  }

  /** UTF-16, by its byte order mark or its first character; the parser knows the others. */
  private static Optional<Charset> wide(byte[] bytes) {
    if (bytes.length < 2) {
      return Optional.empty();
    }
    return switch ((bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF)) {
      case 0xFEFF, 0xFFFE -> Optional.of(StandardCharsets.UTF_16);
      case 0x003C -> Optional.of(StandardCharsets.UTF_16BE);
      case 0x3C00 -> Optional.of(StandardCharsets.UTF_16LE);
      default -> Optional.empty();
    };
  }

  private static String words(XMLStreamException malformed) {
    String message = String.valueOf(malformed.getMessage()).replaceAll("\\s+", " ");
    return message.length() <= LONGEST_FAULT ? message : message.substring(0, LONGEST_FAULT) + "…";
  }

  /** One pass through one document. */
  private final class Pass {
    private final Reading reading = new Reading();
    private final StringBuilder text = new StringBuilder();
    private final Place[] places = new Place[maxDepth + 1];
    private int depth;
    private String root = "";
    private boolean duis;

    void through(XMLStreamReader xml) throws XMLStreamException {
      places[0] = Place.DOCUMENT;
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> start(xml);
          case XMLStreamConstants.END_ELEMENT -> end();
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
              text(xml);
          case XMLStreamConstants.DTD -> throw new XMLStreamException("a doctype is not allowed");
          case XMLStreamConstants.ENTITY_REFERENCE ->
              throw new XMLStreamException("an entity that is not declared", xml.getLocation());
          default -> {} // comments, processing instructions, the end
        }
      }
    }

    private void start(XMLStreamReader xml) throws XMLStreamException {
      String name = xml.getLocalName();
      String namespace = String.valueOf(xml.getNamespaceURI());
      if (depth == 0) {
        root = name;
        duis = namespace.equals(Place.DUIS);
      }
      if (depth == maxDepth) {
        throw new XMLStreamException("deeper than " + maxDepth + " elements", xml.getLocation());
      }
      Place above = places[depth];
      Place place = above.step(namespace, name);
      if (above.text() != Field.NONE) {
        reading.spoil(above.text());
      }
      Field named = place.unlisted() ? above.others() : place.named();
      if (named != Field.NONE) {
        reading.put(named, name);
      }
      places[++depth] = place;
      text.setLength(0);
    }

    private void text(XMLStreamReader xml) {
      Field field = places[depth].text();
      if (field == Field.NONE) {
        return;
      }
      if (text.length() + xml.getTextLength() > field.most()) {
        reading.spoil(field);
        return;
      }
      text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
    }

    private void end() {
      Field field = places[depth].text();
      if (field != Field.NONE) {
        reading.put(field, text.toString());
      }
      depth--;
    }
  }
}
