package org.lastgasp.report;

import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.ClientCredentialParameters;
import com.microsoft.aad.msal4j.ConfidentialClientApplication;
import com.microsoft.aad.msal4j.HttpRequest;
import com.microsoft.aad.msal4j.IClientCredential;
import com.microsoft.aad.msal4j.IHttpResponse;
import com.microsoft.aad.msal4j.MsalException;
import com.microsoft.aad.msal4j.MsalServiceException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.lastgasp.files.ErrorText;
import org.lastgasp.report.Target.SharePointSettings;

/**
 * A provider of the access tokens for Graph, cached while they are surely valid. The authority is
 * the one that the operator configured, so instance discovery is off.
 */
final class TokenProvider {
  /** The shortest token lifetime that an administrator can set. */
  private static final Duration SHORTEST_LIFE = Duration.ofMinutes(10);

  private final SharePointSettings settings;
  private final TimedHttpClient web;
  private Optional<Application> application = Optional.empty();
  private Optional<Held> held = Optional.empty();

  TokenProvider(SharePointSettings settings, TimedHttpClient web) {
    this.settings = settings;
    this.web = web;
  }

  /** An application and the files it was made of. */
  private record Application(ConfidentialClientApplication client, List<FileTime> times) {}

  /** A token, and when to ask for the next. */
  private record Held(String token, Instant until) {}

  /** The cached token if it is still valid, or a new one. */
  String token() {
    Instant now = web.clock().instant();
    if (held.isEmpty() || !now.isBefore(held.get().until())) {
      held = Optional.of(new Held(acquire(false), now.plus(SHORTEST_LIFE)));
    }
    return held.get().token();
  }

  /** A new token, after the last one was refused. */
  String renewed() {
    String token = acquire(true);
    held = Optional.of(new Held(token, web.clock().instant().plus(SHORTEST_LIFE)));
    return token;
  }

  private String acquire(boolean anew) {
    ClientCredentialParameters wanted =
        ClientCredentialParameters.builder(Set.of(scope())).skipCache(anew).build();
    try {
      return application().acquireToken(wanted).join().accessToken();
    } catch (CompletionException failed) {
      Throwable cause = Optional.ofNullable(failed.getCause()).orElse(failed);
      throw refused(cause);
    } catch (MsalException failed) {
      throw refused(failed);
    }
  }

  /** The scope of all permissions that the application was granted for Graph. */
  private String scope() {
    URI graph = settings.graph();
    return graph.getScheme() + "://" + graph.getRawAuthority() + "/.default";
  }

  private ConfidentialClientApplication application() {
    List<FileTime> times = files().stream().map(TokenProvider::changed).toList();
    if (application.isEmpty() || !application.get().times().equals(times)) {
      application = Optional.of(new Application(build(), times));
    }
    if (settings.credential() instanceof SharePointSettings.Credential.Certificate files) {
      checkEnd(files);
    }
    return application.get().client();
  }

  private List<Path> files() {
    return switch (settings.credential()) {
      case SharePointSettings.Credential.Certificate files ->
          List.of(files.certificate(), files.key());
      case SharePointSettings.Credential.Secret secret -> List.of(secret.file());
    };
  }

  private static FileTime changed(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException missing) {
      throw new TransferFailed(
          file + " cannot be read (" + ErrorText.of(missing) + "): put it there", missing);
    }
  }

  private void checkEnd(SharePointSettings.Credential.Certificate files) {
    CertificateFiles pair = CertificateFiles.read(files);
    if (!pair.end().isAfter(web.clock().instant())) {
      throw new TransferFailed(
          "the certificate in " + files.certificate() + " ended on "
              + CertificateFiles.day(pair.end())
              + ": make a new one, register it for the application " + settings.client()
              + " in " + settings.tenant() + ", and put it and its key in place");
    }
  }

  private ConfidentialClientApplication build() {
    try {
      return ConfidentialClientApplication.builder(settings.client(), credential())
          .authority(
              settings.authority().toString().replaceFirst("/+$", "") + "/" + settings.tenant())
          .instanceDiscovery(false)
          .httpClient(this::send)
          .build();
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException("an authority that was checked", impossible);
    }
  }

  private IClientCredential credential() {
    return switch (settings.credential()) {
      case SharePointSettings.Credential.Certificate files -> {
        CertificateFiles pair = CertificateFiles.read(files);
        yield ClientCredentialFactory.createFromCertificate(pair.key(), pair.certificate());
      }
      case SharePointSettings.Credential.Secret secret ->
          ClientCredentialFactory.createFromSecret(secret(secret.file()));
    };
  }

  static String secret(Path file) {
    try {
      String secret = Files.readString(file).strip();
      if (secret.isEmpty() || secret.lines().count() > 1) {
        throw new TransferFailed(
            file + " holds no secret: put the application's secret there, in one line");
      }
      return secret;
    } catch (IOException unreadable) {
      throw new TransferFailed(
          file + " cannot be read (" + ErrorText.of(unreadable) + ")", unreadable);
    }
  }

  private IHttpResponse send(HttpRequest request) throws IOException {
    java.net.http.HttpRequest.Builder asked =
        java.net.http.HttpRequest.newBuilder(URI.create(request.url().toString()));
    String body = Optional.ofNullable(request.body()).orElse("");
    asked.method(request.httpMethod().name(), BodyPublishers.ofString(body));
    Optional.ofNullable(request.headers()).orElse(Map.of()).forEach(asked::header);
    HttpResponse<byte[]> answer = web.ask(asked.build());
    if (TimedHttpClient.PASSING.contains(answer.statusCode())) {
      throw new TransferFailed(
          wanted() + " did not come, HTTP " + answer.statusCode() + ": it is tried again",
          web.retryAfter(answer.headers().allValues("Retry-After")));
    }
    com.microsoft.aad.msal4j.HttpResponse given = new com.microsoft.aad.msal4j.HttpResponse();
    given.addHeaders(answer.headers().map());
    return given
        .statusCode(answer.statusCode())
        .body(new String(answer.body(), StandardCharsets.UTF_8));
  }

  private String wanted() {
    return "the token for " + settings.client() + " from " + settings.authority();
  }

  private TransferFailed refused(Throwable failed) {
    for (Throwable each = failed; each != null; each = each.getCause()) {
      if (each instanceof TransferFailed ours) {
        return ours;
      }
    }
    if (failed instanceof MsalServiceException answer) {
      return new TransferFailed(
          wanted() + " was refused (" + firstLine(answer) + "): see that the application is known"
              + " in " + settings.tenant() + " and its certificate or secret is the one in "
              + files().getFirst() + " and has not ended",
          answer);
    }
    return new TransferFailed(
        wanted() + " did not come (" + SftpConnection.reason(failed)
            + "): see whether it can be reached from here",
        failed);
  }

  /** The answer's text, without the ids of its own log. */
  private static String firstLine(MsalServiceException answer) {
    String text = Optional.ofNullable(answer.getMessage()).orElse(answer.errorCode());
    return text.lines().findFirst().orElse("").replaceFirst(" ?Trace ID:.*", "").strip();
  }
}
