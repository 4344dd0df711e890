package org.lastgasp.server;

import java.util.LinkedHashMap;
import java.util.Map;

/** A problem document (RFC 9457): what is wrong and what to do. */
public final class Problem {
  static final String TYPE = "application/problem+json";

  private final int status;
  private final Map<String, Object> members = new LinkedHashMap<>();

  private Problem(int status, String title, String detail) {
    this.status = status;
    members.put("title", title);
    members.put("status", status);
    members.put("detail", detail);
  }

  public static Problem of(int status, String title, String detail) {
    return new Problem(status, title, detail);
  }

  /** The same with a member more: a list of faults, or a record. */
  public Problem with(String name, Object value) {
    members.put(name, value);
    return this;
  }

  byte[] bytes() {
    return Json.bytes(members, "");
  }

  public void send(ServerResponse response) {
    if (status == 503 && !response.has("Retry-After")) {
      response.header("Retry-After", "30");
    }
    response
        .explained(String.valueOf(members.get("title")), String.valueOf(members.get("detail")))
        .status(status)
        .header("Content-Type", TYPE)
        .send(bytes());
  }
}
