package org.lastgasp.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;

/**
 * The answer to a call, whose head has come. Its body is read while the call lasts. For the thread
 * that calls.
 */
public final class Answer {
  private static final int RESET_CONTENT = 205;
  private static final int PIECE = 8 << 10; // bytes
  private static final int SMALL = 64 << 10; // bytes; so many are believed before they come

  private final ClassicHttpResponse response;
  private final Call call;

  Answer(ClassicHttpResponse response, Call call) {
    this.response = response;
    this.call = call;
  }

  /** The status, from 200 on: what says that the answer is still to come is skipped. */
  public int status() {
    return response.getCode();
  }

  /** The first field of that name. */
  public Optional<String> field(String name) {
    return Optional.ofNullable(response.getFirstHeader(name)).map(Answer::value);
  }

  /** All fields, in any case of letters. */
  public Map<String, List<String>> fields() {
    Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Header header : response.getHeaders()) {
      fields.computeIfAbsent(header.getName(), name -> new ArrayList<>()).add(value(header));
    }
    return fields;
  }

  private static String value(Header header) {
    String value = header.getValue();
    return value == null ? "" : value;
  }

  /** The rest of the answer matters less than its head: it may take so long and no longer. */
  public void hurry(Duration rest) {
    call.hurry(rest);
  }

  /**
   * The body, read to its end; of a longer one the first bytes, and the connection is given up.
   *
   * @throws IOException if it is cut off or does not come in time
   */
  public byte[] body(int most) throws IOException {
    HttpEntity entity = response.getEntity();
    if (entity == null || isEmptyByDefinition()) {
      return new byte[0];
    }
    InputStream in = entity.getContent(); // closing it would read on to the end
    long announced = entity.getContentLength();
    if (announced >= 0 && announced <= Math.min(most, SMALL)) {
      return in.readNBytes((int) announced + 1); // one more, to have its end seen
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE];
    int read = in.read(piece);
    while (read >= 0 && bytes.size() + read <= most) {
      bytes.write(piece, 0, read);
      read = in.read(piece);
    }
    if (read > 0) {
      bytes.write(piece, 0, most - bytes.size());
    }
    return bytes.toByteArray();
  }

  /** Some servers send this status without saying that no body follows (RFC 9110, 15.3.6). */
  private boolean isEmptyByDefinition() {
    return status() == RESET_CONTENT
        && response.getFirstHeader("Content-Length") == null
        && response.getFirstHeader("Transfer-Encoding") == null;
  }
}
