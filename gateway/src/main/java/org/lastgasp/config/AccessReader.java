package org.lastgasp.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A reader of the settings for who may use the admin listener. */
final class AccessReader {
  private static final ValueType<InetAddress> IP =
      new ValueType<>("an IP address such as 10.0.0.5", false, AccessReader::address);
  private static final ValueType<String> HEADER =
      new ValueType<>(
          "the name of a header, such as X-Remote-User",
          false,
          text -> text.matches("[A-Za-z0-9-]{1,64}") ? Optional.of(text) : Optional.empty());

  private AccessReader() {}

  static Config.Access read(ConfigSource source, Section root) {
    Section section = root.section("identities");
    Setting<String> file = section.read("file", ValueType.orNothing(ValueType.PATH), "");
    Section proxy = section.section("proxy");
    List<Setting<InetAddress>> from = proxy.list("from", IP, List.of());
    Setting<String> secret = proxy.read("secret-file", ValueType.orNothing(ValueType.PATH), "");
    Setting<String> user = proxy.read("user-header", HEADER, "X-Remote-User");
    proxy.end();
    section.end();
    Optional<Path> secretFile = resolved(source, secret);
    boolean proxied = !from.isEmpty() || secretFile.isPresent();
    if (proxied && (from.isEmpty() || secretFile.isEmpty())) {
      source.fault(
          proxy.where(), "identities.proxy", "a proxy without address or secret",
          "both: from: [10.0.0.5] and secret-file");
    }
    if (proxied && file.good() && file.value().isEmpty()) {
      source.fault(
          proxy.where(), "identities.proxy", "a proxy without identities.file",
          "a file that gives each proxy-user its role");
    }
    Set<InetAddress> addresses = new HashSet<>();
    from.forEach(each -> addresses.add(each.value()));
    return new Config.Access(
        resolved(source, file),
        proxied && !addresses.isEmpty()
            ? secretFile.map(path -> new Config.Proxy(addresses, path, user.value()))
            : Optional.empty());
  }

  private static Optional<Path> resolved(ConfigSource source, Setting<String> path) {
    return ValueType.PATH.parser().apply(path.value()).map(f -> source.resolve(path.where(), f));
  }

  private static Optional<InetAddress> address(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }
}
