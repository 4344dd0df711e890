package org.lastgasp.duis;

import java.util.HashSet;
import java.util.Set;
import javax.xml.stream.Location;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** One pass through one document, from its first event to its last. Used by one thread. */
final class StaxPass {
  private static final int MOST_NAMES = 2048; // different ones; DUIS and MMC have 1,142

  private final FieldValues reading = new FieldValues();
  private final StringBuilder text = new StringBuilder();
  private final Set<String> differentNames;
  private final SchemaPath[] places;
  private final boolean large;
  private int depth;
  private int names;
  private String root = "";
  private boolean duis;

  /**
   * @param large whether the document is so large that the names in it have to be counted
   */
  StaxPass(int maxDepth, boolean large) {
    this.places = new SchemaPath[maxDepth + 1];
    this.large = large;
    this.differentNames = large ? new HashSet<>() : Set.of();
  }

  FieldValues reading() {
    return reading;
  }

  /** Returns how many names of elements, attributes and prefixes there were. */
  int names() {
    return names;
  }

  /** The local name of the root element. */
  String root() {
    return root;
  }

  /** Returns true if the root element is of the DUIS namespace. */
  boolean duis() {
    return duis;
  }

  void through(XMLStreamReader xml) throws XMLStreamException {
    places[0] = SchemaPath.DOCUMENT;
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> start(xml);
        case XMLStreamConstants.END_ELEMENT -> end();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            text(xml);
        case XMLStreamConstants.PROCESSING_INSTRUCTION -> note(xml, xml.getPITarget());
        case XMLStreamConstants.DTD -> throw fault("a doctype is not allowed", xml);
        case XMLStreamConstants.ENTITY_REFERENCE ->
            throw fault("an entity that is not declared", xml);
        default -> {} // comments, the end
      }
    }
  }

  private void start(XMLStreamReader xml) throws XMLStreamException {
    String name = xml.getLocalName();
    String namespace = String.valueOf(xml.getNamespaceURI());
    if (depth == 0) {
      root = FieldValues.brief(name);
      duis = namespace.equals(SchemaPath.DUIS);
    }
    if (depth == places.length - 1) {
      throw fault("deeper than " + depth + " elements", xml);
    }
    SchemaPath above = places[depth];
    SchemaPath place = above.step(namespace, name);
    if (above.text() != Field.NONE) {
      reading.put(above.text(), text.toString());
      reading.spoil(above.text());
    }
    if (place.isContainer() && place.named() == Field.NONE) {
      reading.enter(place);
    }
    Field named = place.unlisted() ? above.others() : place.named();
    if (named != Field.NONE) {
      reading.put(named, FieldValues.brief(name));
    }
    places[++depth] = place;
    text.setLength(0);
    names(xml, name);
  }

  private void names(XMLStreamReader xml, String name) throws XMLStreamException {
    note(xml, name);
    for (int i = 0; i < xml.getNamespaceCount(); i++) {
      String prefix = String.valueOf(xml.getNamespacePrefix(i));
      if (!prefix.isEmpty()) {
        note(xml, prefix);
        if (xml.getNamespaceURI(i).isEmpty()) {
          throw fault("a prefix bound to no namespace", xml);
        }
      }
    }
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      note(xml, xml.getAttributeLocalName(i));
    }
  }

  private void note(XMLStreamReader xml, String name) throws XMLStreamException {
    names++;
    if (name.isEmpty() || "-.0123456789".indexOf(name.charAt(0)) >= 0) {
      throw fault("a name that begins as none may", xml); // the parser lets it after a colon
    }
    if (large && differentNames.add(name) && differentNames.size() > MOST_NAMES) {
      throw fault("more than " + MOST_NAMES + " different names", xml);
    }
  }

  private void text(XMLStreamReader xml) {
    Field field = places[depth].text();
    if (field == Field.NONE) {
      if (places[depth].isContainer() && depth > 0 && !xml.isWhiteSpace()) {
        reading.odd("there is text in " + places[depth].name());
      }
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

  private static XMLStreamException fault(String words, XMLStreamReader xml) {
    Location at = xml.getLocation();
    return new XMLStreamException(
        "line " + at.getLineNumber() + ", column " + at.getColumnNumber() + ": " + words);
  }
}
