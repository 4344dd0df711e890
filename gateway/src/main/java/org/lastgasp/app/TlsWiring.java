package org.lastgasp.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.lastgasp.access.SignatureVerifier;
import org.lastgasp.access.TrustedProxy;
import org.lastgasp.config.Address;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigResult.ConfigFault;
import org.lastgasp.logging.EventLog;
import org.lastgasp.motorway.Northbound;
import org.lastgasp.server.DuisSenders;
import org.lastgasp.server.HttpServer;
import org.lastgasp.tls.EcdsaProvider;
import org.lastgasp.tls.TlsMaterial;
import org.lastgasp.tls.TlsMaterial.TlsFiles;
import org.lastgasp.worker.HealthIssue;

/**
 * The wiring of TLS: the material in force, for both listeners and for calls, and its health
 * issues. Safe for any number of threads.
 */
final class TlsWiring {
  private static final EventLog LOG = EventLog.of(TlsWiring.class);

  private static final Duration SHOWN = Duration.ofHours(1); // that a sender was refused

  private final List<Address> unencrypted;
  private final InstantSource clock;
  private final EcdsaProvider ecdsa = new EcdsaProvider();
  private final Set<TlsMaterial.Expiry> told = new HashSet<>();
  private volatile InForce inForce;

  /** What is in force of the files that the settings name. */
  record InForce(
      Config.Tls settings,
      TlsMaterial material,
      Optional<TrustedProxy> proxy,
      boolean verifiesRequests) {
    boolean needsEcdsa() {
      return verifiesRequests || !settings.files().equals(TlsFiles.NONE);
    }
  }

  /**
   * Reads the material.
   *
   * @throws FaultyFiles if a file cannot be used
   */
  TlsWiring(Config config, InstantSource clock) {
    this.unencrypted = config.unencrypted();
    this.clock = clock;
    this.inForce = read(config);
    loadEcdsa();
    unencrypted.forEach(
        at ->
            LOG.warn(
                "insecure", "listener", at,
                "consequence", "other-machines-reach-it-without-encryption",
                "action", "set-tls.certificate-and-tls.key"));
  }

  /**
   * Reads material for a reload, which changes nothing yet.
   *
   * @throws FaultyFiles if a file cannot be used
   */
  static InForce read(Config config) {
    Config.Tls settings = config.tls();
    boolean verifies = config.signatures().requests() != SignatureVerifier.Requirement.OFF;
    Optional<TrustedProxy> proxy =
        settings.proxy().map(from -> AccessWiring.proxy("tls", from));
    return switch (TlsMaterial.read(settings.files())) {
      case TlsMaterial.Result.Loaded loaded ->
          new InForce(settings, loaded.material(), proxy, verifies);
      case TlsMaterial.Result.Faulty faulty ->
          throw FaultyFiles.of(faulty.faults().stream().map(TlsWiring::fault).toList());
    };
  }

  private static ConfigFault fault(TlsMaterial.Fault of) {
    return new ConfigFault(of.file().toString(), of.key(), of.found(), of.allowed());
  }

  /** The TLS of both listeners; empty if they speak plain HTTP. */
  Optional<HttpServer.Encryption> listeners() {
    InForce now = inForce;
    return now.material().isForServer()
        ? Optional.of(encryption(now.settings(), now.material()))
        : Optional.empty();
  }

  private HttpServer.Encryption encryption(Config.Tls settings, TlsMaterial material) {
    return new HttpServer.Encryption(
        material, settings.clientAuth() == Config.ClientAuth.REQUIRED, clock);
  }

  /** Who may send what to the DUIS listener. */
  DuisSenders senders(Config config) {
    return new DuisSenders(
        config.tls().checksOriginators(), config.dsp().certificates(), config.dsp().eui(),
        inForce.proxy());
  }

  /** The TLS of calls to the DSP and to receivers, as it is at each connection. */
  Supplier<SSLContext> calls() {
    return () -> inForce.material().client();
  }

  /** The TLS of calls to everybody else, as it is at each connection. */
  Supplier<SSLContext> otherCalls() {
    return () -> inForce.material().otherClient();
  }

  /** Puts other material in force, on listeners that are open. */
  void replace(InForce next, HttpServer doors) {
    inForce = next;
    loadEcdsa();
    if (next.material().isForServer()) {
      doors.replace(encryption(next.settings(), next.material()));
    }
  }

  private void loadEcdsa() {
    if (inForce.needsEcdsa()) {
      ecdsa.load();
    }
  }

  /** The provider of ECDSA that is in use. */
  String ecdsa() {
    return ecdsa.text();
  }

  /** The end of what each file holds. */
  List<TlsMaterial.Expiry> expiries() {
    return inForce.material().expiries();
  }

  /** Warns, once for each file, of what ends within a month. */
  synchronized void look() {
    Instant now = clock.instant();
    for (TlsMaterial.Expiry each : expiries()) {
      if (each.isSoon(now) && told.add(each)) {
        LOG.warn("certificate-expiry", "key", each.key(), "detail", each.text(now));
      }
    }
  }

  /** The issues that material ends soon or has ended, or that a listener is not encrypted. */
  List<HealthIssue> issues() {
    Instant now = clock.instant();
    List<HealthIssue> issues = new ArrayList<>();
    if (!unencrypted.isEmpty()) {
      issues.add(
          new HealthIssue(
              "insecure",
              "other machines reach " + text() + " without encryption, and whoever does can send"
                  + " and read messages; set tls.certificate and tls.key, then restart"));
    }
    for (TlsMaterial.Expiry each : expiries()) {
      if (each.isUrgent(now)) {
        String reason = each.isList() ? "crl-outdated" : "certificate-expiry";
        issues.add(new HealthIssue(reason, each.key() + ": " + each.text(now)));
      }
    }
    return issues;
  }

  /** The issue that a sender who is not the DSP was refused within the last hour. */
  List<HealthIssue> refused(Optional<Northbound.RefusedSender> last) {
    Instant now = clock.instant();
    return last.filter(sender -> now.isBefore(sender.at().plus(SHOWN))).stream()
        .map(
            sender ->
                new HealthIssue(
                    "sender-refused",
                    "a message for a Service User was refused at " + sender.at()
                        + ", as its sender (certificate SHA-256 " + sender.certificate()
                        + ") is not the DSP; if it is, add that to dsp.certificate-sha256 and"
                        + " reload"))
        .toList();
  }

  private String text() {
    return String.join(" and ", unencrypted.stream().map(Address::toString).toList());
  }
}
