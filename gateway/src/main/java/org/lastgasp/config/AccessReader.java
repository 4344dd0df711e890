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
    Optional<Config.Proxy> proxy =
        proxy(source, section, "identities.proxy", "user-header", "X-Remote-User");
    section.end();
    if (proxy.isPresent() && file.good() && file.value().isEmpty()) {
      source.fault(
          section.where(), "identities.proxy", "a proxy without identities.file",
          "a file that gives each proxy-user its role");
    }
    return new Config.Access(resolved(source, file), proxy);
  }

  /**
   * Reads the keys of a proxy.
   *
   * @param header the key of the header that says who its client is
   */
  static Optional<Config.Proxy> proxy(
      ConfigSource source, Section above, String name, String header, String standard) {
    Section proxy = above.section("proxy");
    List<Setting<InetAddress>> from = proxy.list("from", IP, List.of());
    Setting<String> secret = proxy.read("secret-file", ValueType.orNothing(ValueType.PATH), "");
    Setting<String> client = proxy.read(header, HEADER, standard);
    proxy.end();
    Optional<Path> secretFile = resolved(source, secret);
    boolean proxied = !from.isEmpty() || secretFile.isPresent();
    if (proxied && (from.isEmpty() || secretFile.isEmpty())) {
      source.fault(
          proxy.where(), name, "a proxy without address or secret",
          "both: from: [10.0.0.5] and secret-file");
    }
    Set<InetAddress> addresses = new HashSet<>();
    from.forEach(each -> addresses.add(each.value()));
    return addresses.isEmpty()
        ? Optional.empty()
        : secretFile.map(path -> new Config.Proxy(addresses, path, client.value()));
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
