package org.lastgasp.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lastgasp.tls.TlsMaterial.TlsFiles;

/** A reader of the settings for TLS. */
final class TlsReader {
  private static final ValueType<Config.ClientAuth> CLIENT_AUTH =
      ValueType.choice(
          Config.ClientAuth.values(), each -> each.name().toLowerCase(Locale.ROOT));

  private static final ValueType<Config.Originator> ORIGINATOR =
      ValueType.choice(
          Config.Originator.values(), each -> each.name().toLowerCase(Locale.ROOT));

  private final ConfigSource source;
  private final Section section;

  private TlsReader(ConfigSource source, Section section) {
    this.source = source;
    this.section = section;
  }

  static Config.Tls read(ConfigSource source, Section root) {
    return new TlsReader(source, root.section("tls")).read();
  }

  private Config.Tls read() {
    Optional<Path> certificate = file("certificate");
    Optional<Path> key = file("key");
    Optional<Path> clientCa = file("client-ca");
    List<Path> crls =
        section.list("crl", ValueType.PATH, List.of()).stream()
            .map(each -> section.resolved(each).value())
            .toList();
    Setting<Config.ClientAuth> clientAuth =
        section.read("client-auth", CLIENT_AUTH, Config.ClientAuth.REQUIRED);
    Setting<Config.Originator> originator =
        section.read("originator", ORIGINATOR, Config.Originator.CERTIFICATE);
    Optional<Path> trust = file("trust");
    Optional<Path> trustOthers = file("trust-others");
    Optional<Config.Proxy> proxy =
        AccessReader.proxy(source, section, "tls.proxy", "certificate-header", "Client-Cert");
    section.end();
    if (certificate.isPresent() != key.isPresent()) {
      fault(
          certificate.isPresent() ? "certificate" : "key", "one without the other",
          "both: certificate: chain.pem and key: key.pem");
    }
    if (clientCa.isPresent() && certificate.isEmpty()) {
      fault("client-ca", "authorities of clients without a certificate", "certificate and key too");
    }
    if (!crls.isEmpty() && clientCa.isEmpty()) {
      fault("crl", "revoked certificates without the authorities of clients", "client-ca too");
    }
    Optional<TlsFiles.Own> own =
        certificate.flatMap(chain -> key.map(secret -> new TlsFiles.Own(chain, secret)));
    return new Config.Tls(
        new TlsFiles(own, clientCa, crls, trust, trustOthers), clientAuth.value(),
        originator.value(), proxy);
  }

  private Optional<Path> file(String key) {
    Setting<String> path = section.read(key, ValueType.orNothing(ValueType.PATH), "");
    return ValueType.PATH.parser().apply(path.value()).map(f -> source.resolve(path.where(), f));
  }

  private void fault(String key, String found, String allowed) {
    source.fault(section.where(), "tls." + key, found, allowed);
  }
}
