package org.lastgasp.access;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.lastgasp.logging.EventLog;
import org.lastgasp.worker.HealthIssue;

/**
 * The authenticator of the admin listener: credentials to identity. Safe for any number of threads.
 *
 * <p>With identities configured only they count. Without, whoever shows the administrator's token
 * may give orders, and a caller on this machine may read.
 */
public final class Authenticator {
  private static final EventLog LOG = EventLog.of(Authenticator.class);
  private static final Duration SHOUTED = Duration.ofHours(24);

  private final InstantSource clock;
  private final Sessions sessions = new Sessions();
  private volatile Settings settings;
  private volatile Optional<Use> breakGlass = Optional.empty();

  /**
   * The settings of an authenticator.
   *
   * @param identities empty if none are configured
   * @param administrator the token that stands for an administrator where no identities are
   *     configured
   * @param localReads whether a caller on this machine may read without credentials
   */
  public record Settings(
      Optional<Identities> identities,
      Optional<TrustedProxy> proxy,
      Optional<Administrator> administrator,
      boolean localReads) {}

  /** The administrator's token of a gateway without identities. */
  public record Administrator(String name, String tokenSha256) {}

  private record Use(String name, Instant at) {}

  /** A session that was opened: the cookie's value. */
  public record Opened(String cookie, Identity identity) {}

  public Authenticator(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Puts other settings in force: what was revoked ends at once, sessions with it. */
  public void replace(Settings next) {
    settings = next;
  }

  /** True if nobody is configured who could log in. */
  public boolean isWithoutIdentities() {
    return settings.identities().isEmpty();
  }

  /** Returns who sent a request. */
  public Result authenticate(Credentials credentials) {
    Instant now = clock.instant();
    Settings in = settings;
    Result found = look(in, credentials, now);
    if (found instanceof Result.Known known) {
      watch(known.identity(), now);
    }
    return found;
  }

  private Result look(Settings in, Credentials credentials, Instant now) {
    Optional<String> user = in.proxy().flatMap(proxy -> proxy.user(credentials));
    if (user.isPresent()) {
      return known(in.identities().flatMap(all -> all.ofProxy(user.get(), now)));
    }
    Optional<String> token = credentials.token();
    if (token.isPresent()) {
      return known(ofToken(in, Identities.hash(token.get()), now));
    }
    Optional<String> certificate = credentials.certificateSha256();
    Optional<Identity> certified =
        certificate.flatMap(
            sha256 -> in.identities().flatMap(all -> all.ofCertificate(sha256, now)));
    if (certified.isPresent()) {
      return known(certified);
    }
    Optional<Sessions.Session> session =
        credentials.session().flatMap(id -> sessions.find(id, now));
    if (session.isPresent()) {
      return ofToken(in, session.get().tokenSha256(), now)
          .<Result>map(
              who -> new Result.Known(who, Optional.of(session.get().csrf())))
          .orElseGet(Result.Refused::new);
    }
    return in.localReads() && credentials.isLocal()
        ? new Result.Known(Identity.LOCAL, Optional.empty())
        : new Result.Anonymous();
  }

  private static Result known(Optional<Identity> identity) {
    return identity
        .<Result>map(who -> new Result.Known(who, Optional.empty()))
        .orElseGet(Result.Refused::new);
  }

  private static Optional<Identity> ofToken(Settings in, String sha256, Instant now) {
    Optional<Identity> administrator =
        in.administrator()
            .filter(known -> known.tokenSha256().equals(sha256))
            .map(known -> Identity.of(known.name(), Role.ADMINISTRATOR));
    return administrator.or(() -> in.identities().flatMap(all -> all.ofToken(sha256, now)));
  }

  /** Opens a session of a browser; empty if the token proves nobody. */
  public Optional<Opened> logIn(String token) {
    Instant now = clock.instant();
    String sha256 = Identities.hash(token.strip());
    Optional<Identity> identity = ofToken(settings, sha256, now);
    identity.ifPresent(who -> watch(who, now));
    return identity.map(who -> new Opened(sessions.open(sha256, now).id(), who));
  }

  /** Ends a session. */
  public void logOut(String cookie) {
    sessions.close(cookie);
  }

  private void watch(Identity identity, Instant now) {
    if (identity.kind() != Identity.Kind.BREAK_GLASS) {
      return;
    }
    LOG.warn(
        "break-glass-used", "by", identity.name(),
        "action", "find-out-why-then-revoke-the-token-and-issue-another");
    breakGlass = Optional.of(new Use(identity.name(), now));
  }

  /** That a break-glass token was used in the last 24 hours. */
  public List<HealthIssue> issues() {
    Instant now = clock.instant();
    return breakGlass
        .filter(use -> now.isBefore(use.at().plus(SHOUTED)))
        .map(
            use ->
                new HealthIssue(
                    "break-glass-used",
                    "the break-glass token of " + use.name() + " was last used at " + use.at()
                        + "; find out why, then revoke it and issue another"))
        .stream()
        .toList();
  }

  /** The result of looking at the credentials of a request. */
  public sealed interface Result {
    /**
     * A proven identity.
     *
     * @param csrf what a change in this session has to repeat; empty if no session proved it
     */
    record Known(Identity identity, Optional<String> csrf) implements Result {}

    /** No credentials, where some are needed. */
    record Anonymous() implements Result {}

    /** Credentials that prove nobody: wrong, expired or revoked. */
    record Refused() implements Result {}
  }

  /**
   * The credentials that came with one request.
   *
   * @param from the address that the connection comes from
   * @param header the first field of a name
   * @param session the value of the session's cookie
   * @param certificateSha256 of the client certificate, if the connection proved one
   */
  public record Credentials(
      InetAddress from,
      Function<String, Optional<String>> header,
      Optional<String> session,
      Optional<String> certificateSha256) {
    private static final String BEARER = "Bearer ";

    /** The fields that a proxy adds. */
    private static final List<String> OF_A_PROXY =
        List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

    /** The bearer token that was sent; what is sent in another form proves nobody. */
    Optional<String> token() {
      return header
          .apply("Authorization")
          .map(sent -> sent.regionMatches(true, 0, BEARER, 0, BEARER.length())
              ? sent.substring(BEARER.length()).strip() : "");
    }

    /** True if the request comes straight from this machine, not through a proxy on it. */
    boolean isLocal() {
      return from.isLoopbackAddress()
          && OF_A_PROXY.stream().allMatch(name -> header.apply(name).isEmpty());
    }
  }
}
