package org.lastgasp.client;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.lastgasp.client.HttpCaller.CallFailed;

/** The words for a call that failed, as an operator would say them. */
final class FailureText {
  private static final Pattern ALERT = Pattern.compile("fatal alert: (\\w+)");

  private FailureText() {}

  /**
   * Why there is no answer.
   *
   * @param timeout how long a call may last
   */
  static String of(CallFailed.Why why, Exception failed, Duration timeout) {
    return switch (why) {
      case STOPPED -> "the gateway stops";
      case LATE ->
          caused(failed, ConnectTimeoutException.class).isPresent()
              ? "no connection in time: the host does not answer"
              : "no answer within " + seconds(timeout);
      case BROKEN -> broken(failed);
    };
  }

  private static String seconds(Duration length) {
    return length.toMillis() % 1000 == 0
        ? length.toSeconds() + " s"
        : String.format(Locale.ROOT, "%.1f s", length.toMillis() / 1e3);
  }

  private static String broken(Exception failed) {
    Optional<UnknownHostException> unknown = caused(failed, UnknownHostException.class);
    if (unknown.isPresent()) {
      return "unknown host " + host(String.valueOf(unknown.get().getMessage()));
    }
    Optional<SSLException> tls = caused(failed, SSLException.class);
    if (tls.isPresent()) {
      return "TLS: " + tls(tls.get());
    }
    if (caused(failed, NoRouteToHostException.class).isPresent()) {
      return "no route to the host";
    }
    if (caused(failed, ConnectException.class).isPresent()) {
      return said(failed).contains("refused") ? "connection refused" : "no connection: "
          + String.valueOf(root(failed).getMessage());
    }
    if (caused(failed, NoHttpResponseException.class).isPresent()) {
      return "the connection was closed without an answer";
    }
    if (caused(failed, ConnectionClosedException.class).isPresent()
        || caused(failed, SocketException.class).isPresent()) {
      return "the connection broke off";
    }
    if (caused(failed, HttpException.class).isPresent()
        || caused(failed, MessageConstraintException.class).isPresent()) {
      return "what came is no HTTP answer: " + root(failed).getMessage();
    }
    String words = String.valueOf(root(failed).getMessage());
    return words.equals("null") ? "the connection failed" : words;
  }

  /** The name alone: platforms add words of their own behind it. */
  private static String host(String message) {
    return message.replaceFirst(":.*", "");
  }

  private static String tls(SSLException failed) {
    if (caused(failed, CertificateExpiredException.class).isPresent()) {
      return "the certificate has expired";
    }
    if (caused(failed, CertificateNotYetValidException.class).isPresent()) {
      return "the certificate is not valid yet";
    }
    if (caused(failed, CertPathBuilderException.class).isPresent()) {
      return "certificate not trusted";
    }
    if (caused(failed, CertPathValidatorException.class).isPresent()) {
      return "certificate not trusted: " + root(failed).getMessage();
    }
    if (caused(failed, SSLPeerUnverifiedException.class).isPresent()
        || said(failed).contains("subject alternative")) {
      return "the certificate is for another host";
    }
    Matcher alert = ALERT.matcher(said(failed));
    if (alert.find()) {
      return "refused by the other side (" + alert.group(1).replace('_', ' ') + ")";
    }
    if (said(failed).contains("plaintext") || said(failed).contains("unrecognized ssl message")) {
      return "the other side does not speak TLS";
    }
    return String.valueOf(root(failed).getMessage());
  }

  private static String said(Throwable failed) {
    return String.valueOf(root(failed).getMessage()).toLowerCase(Locale.ROOT);
  }

  private static Throwable root(Throwable failed) {
    Throwable root = failed;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  private static <T extends Throwable> Optional<T> caused(Throwable failed, Class<T> type) {
    Throwable each = failed;
    while (each != null) {
      if (type.isInstance(each)) {
        return Optional.of(type.cast(each));
      }
      each = each.getCause() == each ? null : each.getCause();
    }
    return Optional.empty();
  }
}
