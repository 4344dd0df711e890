package org.lastgasp.duis;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.ByteArrayInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.io.Stax2ByteArraySource;

/**
 * The character encoding of a document's bytes: by its byte order mark, its first bytes and its XML
 * declaration.
 *
 * <p>The parser's own decoders are fast but take some byte sequences that are no UTF-8, so only
 * what is plain ASCII goes to them; all else goes through the strict decoders of the JDK.
 *
 * @param charset what the bytes are to be read as
 * @param start where the first character begins, after a byte order mark
 */
record Encoding(Charset charset, int start) {
  static final int SMALL = 16 << 10; // bytes; what is smaller cannot hold up a core

  private static final int LONGEST_DECLARATION = 1024; // characters
  private static final String USUAL = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
  private static final Set<String> LIKE_ASCII = Set.of("", "UTF-8", "US-ASCII", "ISO-8859-1");
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  /** The document, ready to be parsed; whoever gets it closes it. */
  static XMLStreamReader open(InputFactoryImpl factory, byte[] bytes) throws XMLStreamException {
    if (bytes[0] == '<' && LIKE_ASCII.contains(declared(bytes, 0, 1)) && ascii(bytes)) {
      if (bytes.length > SMALL) {
        guard(bytes);
      }
      return factory.createXMLStreamReader(new Stax2ByteArraySource(bytes, 0, bytes.length));
    }
    Encoding encoding = of(bytes);
    Reader characters =
        new InputStreamReader(
            new ByteArrayInputStream(bytes, encoding.start, bytes.length - encoding.start),
            encoding
                .charset
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    return factory.createXMLStreamReader(new Guarded(characters));
  }

  private static Encoding of(byte[] bytes) throws XMLStreamException {
    int first = bytes.length < 2 ? 0 : ((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF);
    return switch (first) {
      case 0xFEFF -> wide(StandardCharsets.UTF_16BE, bytes, 2);
      case 0xFFFE -> wide(StandardCharsets.UTF_16LE, bytes, 2);
      case 0x003C -> wide(StandardCharsets.UTF_16BE, bytes, 0);
      case 0x3C00 -> wide(StandardCharsets.UTF_16LE, bytes, 0);
      default -> {
        boolean marked = first == 0xEFBB && bytes.length > 2 && (bytes[2] & 0xFF) == 0xBF;
        int start = marked ? 3 : 0;
        String declared = declared(bytes, start, 1);
        if (declared.startsWith("UTF-16") || (marked && !LIKE_ASCII.contains(declared))) {
          throw contradiction(declared);
        }
        yield new Encoding(charset(declared), start);
      }
    };
  }

  private static Encoding wide(Charset charset, byte[] bytes, int start)
      throws XMLStreamException {
    int lowByte = charset.equals(StandardCharsets.UTF_16BE) ? 1 : 0;
    String declared = declared(bytes, start + lowByte, 2);
    if (!declared.isEmpty() && !declared.startsWith("UTF-16")) {
      throw contradiction(declared);
    }
    return new Encoding(charset, start);
  }

  private static XMLStreamException contradiction(String declared) {
    return new XMLStreamException(
        "the declared encoding '" + FieldValues.brief(declared) + "' contradicts the bytes");
  }

  private static Charset charset(String declared) throws XMLStreamException {
    try {
      return declared.isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(declared);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      throw new XMLStreamException(
          "no known encoding: '" + FieldValues.brief(declared) + "'", unknown);
    }
  }

  /**
   * The encoding that the XML declaration names, in upper case, or an empty text.
   *
   * @param start the first byte of the first character that has its ASCII code in it
   * @param step bytes from one character to the next
   */
  private static String declared(byte[] bytes, int start, int step) throws XMLStreamException {
    if (begins(USUAL, bytes, start, step)) {
      return "UTF-8";
    }
    if (!begins("<?xml", bytes, start, step)) {
      return "";
    }
    StringBuilder declaration = new StringBuilder();
    for (int i = start; i < bytes.length; i += step) {
      char c = (char) (bytes[i] & 0xFF);
      if (c == '>') {
        break;
      }
      if (c < ' ' && c != '\t' && c != '\n' && c != '\r') {
        throw new XMLStreamException("a control character in the XML declaration");
      }
      declaration.append(c);
      if (declaration.length() > LONGEST_DECLARATION) {
        throw new XMLStreamException("an XML declaration without an end");
      }
    }
    int name = declaration.indexOf("encoding");
    return name < 0 ? "" : quoted(declaration, name + "encoding".length());
  }

  private static boolean begins(String opening, byte[] bytes, int start, int step) {
    for (int i = 0; i < opening.length(); i++) {
      int at = start + i * step;
      if (at >= bytes.length || bytes[at] != opening.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static String quoted(StringBuilder text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\'') {
      at++;
    }
    if (at == text.length()) {
      return "";
    }
    int end = text.indexOf(text.substring(at, at + 1), at + 1);
    return end < 0 ? "" : text.substring(at + 1, end).toUpperCase(Locale.ROOT);
  }

  /**
   * Returns true if every byte is one of 01 to 7F. Zeros go the strict way too: the parser
   * overlooks some in an end tag, and UTF-16 is full of them.
   */
  private static boolean ascii(byte[] bytes) {
    int i = 0;
    for (; i <= bytes.length - Long.BYTES; i += Long.BYTES) {
      long eight = (long) LONGS.get(bytes, i);
      if (((eight | (eight - ONES)) & HIGH_BITS) != 0) {
        return false;
      }
    }
    while (i < bytes.length && bytes[i] > 0) {
      i++;
    }
    return i == bytes.length;
  }

  private static void guard(byte[] bytes) throws XMLStreamException {
    AttributeLimit guard = new AttributeLimit();
    for (byte b : bytes) {
      if (!guard.pass(b)) {
        throw new XMLStreamException(Guarded.FAULT);
      }
    }
  }

  /** A reader that passes characters until a tag has too many attributes. */
  private static final class Guarded extends FilterReader {
    static final String FAULT =
        "more than " + AttributeLimit.MOST_ATTRIBUTES + " attributes in one tag";

    private final AttributeLimit guard = new AttributeLimit();

    Guarded(Reader characters) {
      super(characters);
    }

    @Override
    public int read() throws IOException {
      char[] one = new char[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      for (int i = offset; i < offset + count; i++) {
        if (!guard.pass(buffer[i])) {
          throw new IOException(FAULT);
        }
      }
      return count;
    }
  }
}
