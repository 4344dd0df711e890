package org.lastgasp.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.lastgasp.access.AdminToken;
import org.lastgasp.access.Authenticator;
import org.lastgasp.access.Identities;
import org.lastgasp.access.SignatureVerifier;
import org.lastgasp.access.TrustedCertificates;
import org.lastgasp.access.TrustedProxy;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigResult.ConfigFault;
import org.lastgasp.config.IdentitiesReader;
import org.lastgasp.files.SecretFile;
import org.lastgasp.files.Sha256;
import org.lastgasp.logging.EventLog;
import org.lastgasp.policy.RequestVerifier;

/** The wiring of access control: the identities, secrets and certificates that are configured. */
final class AccessWiring {
  private static final EventLog LOG = EventLog.of(AccessWiring.class);

  private AccessWiring() {}

  /**
   * Reads the settings.
   *
   * @param token the administrator's token from the environment; without it and without identities
   *     one is kept in the data folder
   * @throws FaultyFiles if a file cannot be used
   */
  static Authenticator.Settings settings(Config config, Path data, Optional<String> token) {
    Optional<Identities> identities = config.access().identities().map(AccessWiring::identities);
    Optional<TrustedProxy> proxy =
        config.access().proxy().map(from -> proxy("identities", from));
    Optional<Authenticator.Administrator> administrator =
        identities.isPresent()
            ? Optional.empty()
            : Optional.of(administrator(data, token));
    return new Authenticator.Settings(
        identities, proxy, administrator, identities.isEmpty() && token.isEmpty());
  }

  /**
   * Reads the certificates that requests may be signed by, unless signatures are not checked.
   *
   * @throws FaultyFiles if a file cannot be used
   */
  static RequestVerifier signatures(Config config, InstantSource clock) {
    SignatureVerifier.Requirement requirement = config.signatures().requests();
    if (requirement == SignatureVerifier.Requirement.OFF) {
      return RequestVerifier.OFF;
    }
    return switch (TrustedCertificates.read(config.signatures().trust())) {
      case TrustedCertificates.Result.Loaded loaded -> {
        loaded
            .certificates()
            .notValid(clock.instant())
            .forEach(each -> LOG.warn("certificate-not-valid", "what", each));
        yield new SignatureVerifier(requirement, loaded.certificates());
      }
      case TrustedCertificates.Result.Faulty faulty ->
          throw FaultyFiles.of(
              faulty.faults().stream()
                  .map(
                      each ->
                          new ConfigFault(
                              each.file().toString(), "signatures.trust", each.found(),
                              each.allowed()))
                  .toList());
    };
  }

  private static Authenticator.Administrator administrator(Path data, Optional<String> token) {
    return token
        .map(given -> new Authenticator.Administrator("LASTGASP_TOKEN", Identities.hash(given)))
        .orElseGet(
            () ->
                new Authenticator.Administrator(
                    AdminToken.FILE, Identities.hash(AdminToken.of(data))));
  }

  private static Identities identities(Path file) {
    warnIfOthersRead(file);
    return switch (IdentitiesReader.read(file)) {
      case IdentitiesReader.Result.Loaded loaded -> loaded.identities();
      case IdentitiesReader.Result.Faulty faulty ->
          throw FaultyFiles.of(faulty.faults());
    };
  }

  /** Logs a warning if other users of the machine can read a file that only the gateway should. */
  static void warnIfOthersRead(Path file) {
    try {
      if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
        LOG.warn("file-open-to-others", "file", file, "action", "chmod-o-rwx");
      }
    } catch (IOException | UnsupportedOperationException unknown) {
      LOG.debug("permissions-unknown", "file", file);
    }
  }

  /**
   * Reads the secret by which a proxy is recognized.
   *
   * @param section of the configuration that names it
   * @throws FaultyFiles if its secret cannot be used
   */
  static TrustedProxy proxy(String section, Config.Proxy proxy) {
    warnIfOthersRead(proxy.secretFile());
    String secret =
        secret(
            section + ".proxy.secret-file", proxy.secretFile(), Config.Proxy.SHORTEST_SECRET);
    return new TrustedProxy(proxy.from(), Sha256.of(secret), proxy.clientHeader());
  }

  /**
   * Reads a secret.
   *
   * @throws FaultyFiles if the file holds none that is long enough
   */
  static String secret(String key, Path file, int shortest) {
    return switch (SecretFile.read(file, shortest)) {
      case SecretFile.Result.Secret secret -> secret.text();
      case SecretFile.Result.Unusable not ->
          throw FaultyFiles.of(
              List.of(new ConfigFault(file.toString(), key, not.found(), not.allowed())));
    };
  }
}
