package org.lastgasp.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** A problem document (RFC 9457): what is wrong and what to do. */
public final class Problem {
  static final String TYPE = "application/problem+json";

  private final int status;
  private final ObjectNode members = Json.object();

  private Problem(int status, String title, String detail) {
    this.status = status;
    members.put("title", title);
    members.put("status", status);
    members.put("detail", detail);
  }

  public static Problem of(int status, String title, String detail) {
    return new Problem(status, title, detail);
  }

  /** A list of faults besides the detail. */
  public ArrayNode list(String name) {
    return members.putArray(name);
  }

  /** An object besides the detail. */
  public ObjectNode member(String name) {
    return members.putObject(name);
  }

  byte[] bytes() {
    return members.toString().getBytes(StandardCharsets.UTF_8);
  }

  public void send(ServerResponse response) {
    if (status == 503) {
      response.header("Retry-After", "30");
    }
    response
        .status(status)
        .header("Content-Type", TYPE)
        .send(bytes());
  }
}
