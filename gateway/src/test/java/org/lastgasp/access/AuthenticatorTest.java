package org.lastgasp.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lastgasp.files.Sha256;

class AuthenticatorTest {
  private static final Instant NOON = Instant.parse("2030-01-15T12:00:00Z");
  private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.5");

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);

  private static Identities.Entry entry(
      String name, Identity.Kind kind, Optional<String> proxyUser, Optional<Instant> expires) {
    return new Identities.Entry(
        new Identity(name, Role.OPERATOR, new Identity.Scope.All(), kind),
        Optional.of(Identities.hash("token of " + name)),
        Optional.of(Sha256.of("certificate of " + name)), proxyUser, expires);
  }

  private Authenticator of(Identities.Entry... entries) {
    TrustedProxy proxy = new TrustedProxy(Set.of(PROXY), Sha256.of("shared"), "X-Remote-User");
    return new Authenticator(
        new Authenticator.Settings(
            Optional.of(new Identities(List.of(entries))), Optional.of(proxy), Optional.empty(),
            false),
        now::get);
  }

  private static Authenticator.Credentials sent(String from, Map<String, String> headers) {
    return new Authenticator.Credentials(
        InetAddress.ofLiteral(from), name -> Optional.ofNullable(headers.get(name)),
        Optional.empty(), Optional.empty());
  }

  private static Authenticator.Credentials bearer(String token) {
    return sent("127.0.0.1", Map.of("Authorization", "Bearer " + token));
  }

  private static String name(Authenticator.Result found) {
    return switch (found) {
      case Authenticator.Result.Known known -> known.identity().name();
      case Authenticator.Result.Anonymous _ -> "anonymous";
      case Authenticator.Result.Refused _ -> "refused";
    };
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.5,  shared, jane@dno, jane",
    "10.0.0.5,  shared, eve@dno,  refused",
    "10.0.0.5,  other,  jane@dno, anonymous",
    "10.0.0.6,  shared, jane@dno, anonymous",
    "127.0.0.1, shared, jane@dno, anonymous"
  })
  void aProxyIsBelievedFromItsAddressAndWithItsSecretOnly(
      String from, String secret, String user, String who) {
    Authenticator authenticator =
        of(entry("jane", Identity.Kind.ORDINARY, Optional.of("jane@dno"), Optional.empty()));
    Map<String, String> headers =
        Map.of(TrustedProxy.SECRET_HEADER, secret, "X-Remote-User", user);
    assertThat(name(authenticator.authenticate(sent(from, headers)))).isEqualTo(who);
  }

  @Test
  void aCertificateProvesItsOwner() {
    Authenticator authenticator =
        of(entry("meter-ops", Identity.Kind.ORDINARY, Optional.empty(), Optional.empty()));
    Authenticator.Credentials shown =
        new Authenticator.Credentials(
            PROXY, name -> Optional.empty(), Optional.empty(),
            Optional.of(Sha256.of("certificate of meter-ops")));
    assertThat(name(authenticator.authenticate(shown))).isEqualTo("meter-ops");
  }

  @Test
  void aTokenCountsUntilItsEndAndNotAtIt() {
    Authenticator authenticator =
        of(entry("jane", Identity.Kind.ORDINARY, Optional.empty(), Optional.of(NOON)));
    now.set(NOON.minusMillis(1));
    assertThat(name(authenticator.authenticate(bearer("token of jane")))).isEqualTo("jane");
    now.set(NOON);
    assertThat(name(authenticator.authenticate(bearer("token of jane")))).isEqualTo("refused");
  }

  @Test
  void aSessionEndsWithTheShift() {
    Authenticator authenticator =
        of(entry("jane", Identity.Kind.ORDINARY, Optional.empty(), Optional.empty()));
    String cookie = authenticator.logIn("token of jane").orElseThrow().cookie();
    Authenticator.Credentials shown =
        new Authenticator.Credentials(
            PROXY, name -> Optional.empty(), Optional.of(cookie), Optional.empty());
    now.set(NOON.plus(Duration.ofHours(12)).minusMillis(1));
    assertThat(name(authenticator.authenticate(shown))).isEqualTo("jane");
    now.set(NOON.plus(Duration.ofHours(12)));
    assertThat(name(authenticator.authenticate(shown))).isEqualTo("anonymous");
  }

  @Test
  void theUseOfABreakGlassTokenIsMadeKnownForADay() {
    Authenticator authenticator =
        of(entry("red", Identity.Kind.BREAK_GLASS, Optional.empty(), Optional.empty()));
    assertThat(authenticator.issues()).isEmpty();
    assertThat(name(authenticator.authenticate(bearer("token of red")))).isEqualTo("red");
    now.set(NOON.plus(Duration.ofHours(24)).minusMillis(1));
    assertThat(authenticator.issues())
        .singleElement()
        .satisfies(issue -> assertThat(issue.reason()).isEqualTo("break-glass-used"))
        .satisfies(issue -> assertThat(issue.detail()).contains("red", NOON.toString()));
    now.set(NOON.plus(Duration.ofHours(24)));
    assertThat(authenticator.issues()).isEmpty();
  }
}
