package org.lastgasp.logging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** A formatter of log lines as one JSON object each, with the members of the other form. */
public final class JsonLineFormatter extends Formatter {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String format(LogRecord found) {
    ObjectNode node = JSON.createObjectNode();
    LineFormatter.fields(found)
        .forEach(
            (key, value) -> {
              switch (value) {
                case Integer number -> node.put(key, number);
                case Long number -> node.put(key, number);
                case Boolean truth -> node.put(key, truth);
                default -> node.put(key, value.toString());
              }
            });
    try {
      return JSON.writeValueAsString(node) + System.lineSeparator();
    } catch (JsonProcessingException never) {
      throw new IllegalStateException(never);
    }
  }
}
