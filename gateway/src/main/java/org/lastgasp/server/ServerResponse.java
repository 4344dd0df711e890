package org.lastgasp.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** An answer, collected by a handler and sent when the handler has returned. For one thread. */
public final class ServerResponse {
  private final HttpFields.Mutable headers = HttpFields.build();
  private Optional<SupplyPointMask> mask = Optional.empty();
  private Optional<Explained> explained = Optional.empty();
  private int status = 200;
  private byte[] body = new byte[0];
  private Optional<Continuation> continuation = Optional.empty();

  /** What is wrong, in words. */
  record Explained(String title, String detail) {}

  /** Keeps what a problem document says, for whom it is shown otherwise. */
  ServerResponse explained(String title, String detail) {
    explained = Optional.of(new Explained(title, detail));
    return this;
  }

  /** What a problem document says; empty if the answer is none. */
  Optional<Explained> explained() {
    return explained;
  }

  /** Has supply points masked in what is answered as JSON. */
  void mask(SupplyPointMask with) {
    mask = Optional.of(with);
  }

  /** The mask over supply points; empty for who may see them. */
  public Optional<SupplyPointMask> mask() {
    return mask;
  }

  public ServerResponse status(int code) {
    this.status = code;
    return this;
  }

  /** Sets a field, in place of what was there of that name. */
  public ServerResponse header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  ServerResponse header(String name, List<String> values) {
    headers.put(name, values);
    return this;
  }

  /** Returns true if a field of that name is set. */
  boolean has(String name) {
    return headers.contains(name);
  }

  /** The connection ends with this answer. */
  ServerResponse closing() {
    return header(HttpHeader.CONNECTION.asString(), "close");
  }

  public void send() {
    send(new byte[0]);
  }

  public void send(String text) {
    send(text.getBytes(UTF_8));
  }

  public void send(byte[] bytes) {
    this.body = bytes;
  }

  /** A way to go on with an answer once its head is known. */
  interface Continuation {
    void begin(Response response, Callback callback);
  }

  /** Goes on with the answer by other means, when the handler has returned. */
  void continued(Continuation by) {
    this.continuation = Optional.of(by);
  }

  int status() {
    return status;
  }

  byte[] body() {
    return body;
  }

  /** Forgets what was collected: another answer is given. */
  void reset() {
    headers.clear();
    status = 200;
    body = new byte[0];
    continuation = Optional.empty();
    explained = Optional.empty();
  }

  /** Hands it to Jetty, which sends it while the thread does something else. */
  void write(Response response, Callback callback) {
    response.setStatus(status);
    response.getHeaders().add(headers);
    if (continuation.isPresent()) {
      continuation.get().begin(response, callback);
    } else {
      response.write(true, ByteBuffer.wrap(body), callback);
    }
  }
}
