package org.lastgasp.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;

/** Where a verb speaks, and the environment it was called in. */
record Console(PrintWriter out, PrintWriter err, Map<String, String> environment) {
  static final ObjectMapper JSON = new ObjectMapper();

  /** A result. */
  void say(String line) {
    out.println(line);
  }

  /** A remark beside the result. */
  void remark(String line) {
    err.println("lastgasp: " + line);
  }

  /** A result for a program. */
  void say(JsonNode json) {
    try {
      out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("writing JSON from memory", impossible);
    }
  }

  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }
}
