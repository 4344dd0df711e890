package org.lastgasp.acceptance;

import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A JUnit XML report with a test case for each acceptance case, for a build server. */
final class AcceptanceJunit {
  private final XMLStreamWriter xml;

  private AcceptanceJunit(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /** The document, in UTF-8 by its declaration. */
  static String of(List<CaseResult> results) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      new AcceptanceJunit(writer).document(results);
      writer.close();
    } catch (XMLStreamException impossible) {
      throw new IllegalStateException("writing XML to memory", impossible);
    }
    return text.toString();
  }

  private void document(List<CaseResult> results) throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuites");
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", "lastgasp-accept");
    xml.writeAttribute("tests", String.valueOf(results.size()));
    xml.writeAttribute("failures", count(results, Verdict.FAILED));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("skipped", count(results, Verdict.SKIPPED));
    for (CaseResult each : results) {
      testCase(each);
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
    xml.writeCharacters("\n");
    xml.writeEndElement();
    xml.writeCharacters("\n");
    xml.writeEndDocument();
  }

  private static String count(List<CaseResult> results, Verdict verdict) {
    return String.valueOf(results.stream().filter(each -> each.verdict() == verdict).count());
  }

  private void testCase(CaseResult each) throws XMLStreamException {
    xml.writeCharacters("\n  ");
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", "lastgasp.acceptance");
    xml.writeAttribute("name", each.about().id());
    for (Step step : each.steps()) {
      if (step.verdict() == Verdict.FAILED) {
        xml.writeStartElement("failure");
        xml.writeAttribute("message", step.action() + ": " + step.observed());
        xml.writeCharacters("expected: " + step.expected());
        xml.writeEndElement();
      }
    }
    if (each.verdict() == Verdict.SKIPPED) {
      xml.writeEmptyElement("skipped");
      xml.writeAttribute("message", each.note());
    }
    xml.writeStartElement("system-out");
    for (Step step : each.steps()) {
      xml.writeCharacters(
          "\n%s %s: %s: %s"
              .formatted(step.at(), step.verdict().word(), step.action(), step.observed()));
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
    xml.writeEndElement();
  }
}
