package org.lastgasp.duis;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A reader that turns bytes into a {@link Message}. Never throws: what is no well-formed XML, has a
 * doctype or is too deep or too long becomes a {@link Message.Unreadable} that says so.
 *
 * <p>The whole document is checked, but only the few texts that are asked for are kept: a firmware
 * image of 14.9 MB in one text node costs no memory beyond the bytes themselves. Any number of
 * threads may share one reader.
 */
public final class MessageReader {
  private static final int USUAL_DEPTH = 64; // elements; the schema needs about fifteen
  private static final int LONGEST_FAULT = 200; // characters
  private static final int NAMES_PER_FACTORY = 4_000; // about 200 alerts; time grows faster
  private static final int SHORTEST_MARKUP = 4; // bytes, <a/>
  private static final Pattern POSITION =
      Pattern.compile("(.*?) at \\[row,col \\{unknown-source}]: \\[(\\d+),(\\d+)]");

  private final int maxDepth;
  private final int maxBytes;

  /**
   * A factory remembers every name it ever met, which makes the usual ones fast, and lets a
   * stranger fill it with others: so it is replaced after a number of names.
   */
  private volatile InputFactoryImpl factory = factory();

  private final AtomicInteger names = new AtomicInteger();

  /** A reader for elements up to 64 deep and documents of any length. */
  public MessageReader() {
    this(USUAL_DEPTH);
  }

  /** A reader for elements up to this deep and documents of any length. */
  MessageReader(int maxDepth) {
    this(maxDepth, Integer.MAX_VALUE);
  }

  /** A reader for elements up to this deep and documents of up to this many bytes. */
  MessageReader(int maxDepth, int maxBytes) {
    this.maxDepth = maxDepth;
    this.maxBytes = maxBytes;
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
    Optional<FastReader.Picked> plain = FastReader.through(bytes, maxDepth);
    if (plain.isPresent()) {
      return MessageFactory.of(document, true, plain.get().root(), plain.get().reading());
    }
    return parsed(document);
  }

  /** Whatever it is, as the parser has it. */
  Message parsed(Document document) {
    byte[] bytes = document.bytes();
    StaxPass pass = new StaxPass(maxDepth, bytes.length > Encoding.SMALL);
    try {
      XMLStreamReader xml = Encoding.open(factory, bytes);
      try {
        pass.through(xml);
      } finally {
        xml.close();
      }
    } catch (XMLStreamException | RuntimeException malformed) {
      // The parser meets some malformed documents with a bare RuntimeException, e.g. an element
      // with the prefix xmlns: to whoever sent it, that is a document that cannot be read.
      wear(bytes.length / SHORTEST_MARKUP);
      return new Message.Unreadable(document, words(String.valueOf(malformed.getMessage())));
    }
    wear(pass.names());
    return MessageFactory.of(document, pass.duis(), pass.root(), pass.reading());
  }

  private void wear(int more) {
    int worn = names.addAndGet(more);
    if (worn > NAMES_PER_FACTORY && names.compareAndSet(worn, 0)) {
      factory = factory();
    }
  }

  private static InputFactoryImpl factory() {
    InputFactoryImpl factory = new InputFactoryImpl();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    return factory;
  }

  /** The parser's complaint, with the place first and nothing in it that a log could trip over. */
  private static String words(String complaint) {
    String plain = complaint.replaceAll("[^\\p{Print}]+", " ");
    Matcher position = POSITION.matcher(plain);
    if (position.matches()) {
      plain = "line " + position.group(2) + ", column " + position.group(3) + ": "
          + position.group(1).strip();
    }
    if (plain.contains("General entity reference")) {
      plain = plain.substring(0, plain.indexOf("General")) + "an entity that is not declared";
    } else if (plain.startsWith("Input length =")) {
      plain = "bytes that are no characters in the document's encoding";
    }
    return plain.length() <= LONGEST_FAULT ? plain : plain.substring(0, LONGEST_FAULT) + "…";
  }
}
