package org.lastgasp.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import org.lastgasp.client.HttpCaller.CallFailed;

/**
 * A caller that posts JSON documents to other people's addresses, which take one by answering 2xx.
 * Safe for any number of threads.
 */
public final class JsonPost implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration REST = Duration.ofSeconds(2); // of an answer, behind its head
  private static final int LONGEST_ANSWER = 64 << 10; // a longer one costs its connection

  private final HttpCaller caller;

  /** One that is open; empty: trusts what the platform trusts. */
  public JsonPost(Optional<Supplier<SSLContext>> tls) {
    this.caller = new HttpCaller(new HttpCaller.Settings(TIMEOUT, Duration.ZERO, tls));
  }

  /** Posts a document with further header fields; gives why it was not taken, empty if it was. */
  public Optional<String> post(URI url, Map<String, String> fields, byte[] body) {
    Map<String, List<String>> all = new HashMap<>();
    all.put("Content-Type", List.of("application/json"));
    fields.forEach((name, value) -> all.put(name, List.of(value)));
    try {
      int status = caller.post(url, target(url), all, body, JsonPost::status);
      return status >= 200 && status < 300
          ? Optional.empty()
          : Optional.of("it answered " + status);
    } catch (CallFailed failed) {
      return Optional.of(String.valueOf(failed.getMessage()));
    }
  }

  private static String target(URI url) {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  /** Reads the answer to its end, so that the connection can be used again. */
  private static int status(Answer answer) {
    answer.hurry(REST);
    try {
      var unused = answer.body(LONGEST_ANSWER);
    } catch (IOException cutOff) {
      // The head has said what became of it.
    }
    return answer.status();
  }

  /** {@code t=1894701600,v1=…}: HMAC-SHA256 over the time, a dot and the body. */
  public static String signature(String secret, long time, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      mac.update((time + ".").getBytes(UTF_8));
      return "t=" + time + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (NoSuchAlgorithmException | InvalidKeyException everyJavaCan) {
      throw new IllegalStateException("no HMAC-SHA256 in this Java", everyJavaCan);
    }
  }

  @Override
  public void close() {
    caller.close();
  }
}
