package org.lastgasp.bench;

import java.io.ByteArrayInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * An unsigned AD1 of some 750 bytes. The peers only pull every name and text out of it: they know
 * no kinds, check no limits, parse no identifiers and keep no digest.
 */
@State(Scope.Thread)
public class Reading {
  private final byte[][] alerts = new byte[1024][];
  private final MessageReader reader = new MessageReader();
  private final XMLInputFactory woodstox = plain(new com.ctc.wstx.stax.WstxInputFactory());
  private final XMLInputFactory jdk = plain(XMLInputFactory.newDefaultFactory());
  private final XMLInputFactory aalto =
      plain(new com.fasterxml.aalto.stax.InputFactoryImpl());
  private int next;

  /** With a thousand different alerts. */
  public Reading() {
    for (int i = 0; i < alerts.length; i++) {
      alerts[i] = Mail.ad1(i * 31L, i);
    }
  }

  private static XMLInputFactory plain(XMLInputFactory factory) {
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    return factory;
  }

  private byte[] alert() {
    return alerts[next++ & (alerts.length - 1)];
  }

  /** The reading of the gateway: hardened, with every identifier read. */
  @Benchmark
  public Message message() {
    return reader.read(alert());
  }

  /** The same, and the digest that goes into the log if it is suppressed. */
  @Benchmark
  public String messageAndDigest() {
    return reader.read(alert()).document().sha256();
  }

  /** The parser below, alone. */
  @Benchmark
  public long aaltoAlone() throws XMLStreamException {
    return pulled(aalto);
  }

  /** A peer. */
  @Benchmark
  public long woodstoxAlone() throws XMLStreamException {
    return pulled(woodstox);
  }

  /** A peer. */
  @Benchmark
  public long jdkAlone() throws XMLStreamException {
    return pulled(jdk);
  }

  private long pulled(XMLInputFactory factory) throws XMLStreamException {
    XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(alert()));
    long sum = 0;
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> sum += xml.getLocalName().hashCode();
        case XMLStreamConstants.CHARACTERS -> sum += xml.getText().length();
        default -> {}
      }
    }
    xml.close();
    return sum;
  }
}
