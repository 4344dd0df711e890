package org.lastgasp.conformance;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A JUnit XML report with a test case for each trace, for the build server of a test bench: a
 * failure if the trace fails or is undecided, skipped if no meter was judged, an error if it cannot
 * be read. The same traces give the same bytes.
 */
final class MeterCheckJunit {
  private final XMLStreamWriter xml;

  /** A trace's result: what was read of it, or the verdict on it. */
  sealed interface Case {
    /** A trace with its verdict. */
    record Checked(MeterCheck check) implements Case {}

    /** A trace that cannot be read. */
    record Broken(TraceResult.Unreadable trace) implements Case {}
  }

  private MeterCheckJunit(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /** The document, in UTF-8 by its declaration. */
  static String of(List<Case> cases) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter writer =
          XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      new MeterCheckJunit(writer).document(cases);
      writer.close();
    } catch (XMLStreamException impossible) {
      throw new IllegalStateException("writing XML to memory", impossible);
    }
    return text.toString();
  }

  private void document(List<Case> cases) throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    line(0);
    xml.writeStartElement("testsuites");
    line(1);
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", "check-meter");
    count("tests", cases.size());
    count("failures", cases.stream().filter(MeterCheckJunit::isFailure).count());
    count("errors", cases.stream().filter(Case.Broken.class::isInstance).count());
    count("skipped", cases.stream().filter(MeterCheckJunit::isSkipped).count());
    for (Case each : cases) {
      switch (each) {
        case Case.Checked checked -> checked(checked.check());
        case Case.Broken broken -> broken(broken.trace());
      }
    }
    line(1);
    xml.writeEndElement();
    line(0);
    xml.writeEndElement();
    line(0);
    xml.writeEndDocument();
  }

  private static boolean isFailure(Case each) {
    return each instanceof Case.Checked checked && !checked.check().outcome().isKept();
  }

  private static boolean isSkipped(Case each) {
    return each instanceof Case.Checked checked && isSkipped(checked.check());
  }

  private static boolean isSkipped(MeterCheck check) {
    return switch (check.outcome()) {
      case NOT_JUDGED -> true;
      case PASSES, WARNING, UNDECIDED, FAILS -> false;
    };
  }

  private void checked(MeterCheck check) throws XMLStreamException {
    MeterUnderTest meter = check.trace().meter();
    begin("MP102A." + meter.kind().map(MeterKind::code).orElse("meter"), check.trace().name());
    properties(check);
    String said =
        check.outcome().words()
            + ", longest cut "
            + check.longest().map(MeterCheck.Judged::lasted).orElse("0 s");
    if (!check.outcome().isKept()) {
      xml.writeStartElement("failure");
      xml.writeAttribute("type", check.outcome().code());
      xml.writeAttribute("message", said);
      xml.writeEndElement();
      line(3);
    } else if (isSkipped(check)) {
      xml.writeStartElement("skipped");
      xml.writeAttribute("message", String.join("; ", check.remarks()));
      xml.writeEndElement();
      line(3);
    }
    xml.writeStartElement("system-out");
    StringBuilder text = new StringBuilder("\n");
    MeterCheckText.of(check).forEach(each -> text.append(each).append('\n'));
    check.remarks().forEach(each -> text.append("  remark: ").append(each).append('\n'));
    xml.writeCharacters(text.toString());
    xml.writeEndElement();
    line(2);
    xml.writeEndElement();
  }

  private void properties(MeterCheck check) throws XMLStreamException {
    MeterUnderTest meter = check.trace().meter();
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("rule", meter.rule());
    properties.put("verdict", check.outcome().words());
    meter.device().ifPresent(each -> properties.put("device", each));
    meter.model().ifPresent(each -> properties.put("model", each));
    meter.firmware().ifPresent(each -> properties.put("firmware", each));
    xml.writeStartElement("properties");
    for (Map.Entry<String, String> each : properties.entrySet()) {
      xml.writeEmptyElement("property");
      xml.writeAttribute("name", each.getKey());
      xml.writeAttribute("value", each.getValue());
    }
    xml.writeEndElement();
    line(3);
  }

  private void broken(TraceResult.Unreadable trace) throws XMLStreamException {
    begin("MP102A.meter", trace.name());
    xml.writeStartElement("error");
    xml.writeAttribute("type", "unreadable");
    xml.writeAttribute("message", trace.faults().getFirst());
    xml.writeCharacters(String.join("\n", trace.faults()));
    xml.writeEndElement();
    line(2);
    xml.writeEndElement();
  }

  private void begin(String kind, String name) throws XMLStreamException {
    line(2);
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", kind);
    xml.writeAttribute("name", name);
    line(3);
  }

  private void count(String name, long value) throws XMLStreamException {
    xml.writeAttribute(name, Long.toString(value));
  }

  private void line(int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
  }
}
