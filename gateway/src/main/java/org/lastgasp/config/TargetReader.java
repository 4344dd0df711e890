package org.lastgasp.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A reader of {@code report.to}: where reports go. */
final class TargetReader {
  private static final Pattern SFTP =
      Pattern.compile("sftp://([^/@\\s]*)@([^/@\\s]+?)(?::([0-9]{1,5}))?(/[^\\p{Cntrl}]*)?");
  private static final int SSH_PORT = 22;
  private static final String SFTP_ALLOWED = "sftp://user@host:22/folder, without a password";
  private static final String GUID = "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}";
  private static final Path NO_FILE = Path.of("");

  private static final ValueType<String> PERMISSIONS =
      new ValueType<>(
          "octal permissions with which the owner may read and write, such as \"0640\", or none",
          false,
          matching(text -> text.matches("0[67][0-7]{2}|none")));
  private static final ValueType<String> SITE =
      new ValueType<>(
          "the address of a site, such as https://example.sharepoint.com/sites/outages,"
              + " or its id, host,guid,guid",
          false,
          matching(text -> isSiteAddress(text) || text.matches("[\\w.-]+(?:," + GUID + "){2}")));
  private static final ValueType<String> FOLDER =
      new ValueType<>(
          "a path such as outages/{scope}, without \\ : * ? \" < > |",
          false,
          matching(text -> isFolder(text)));
  private static final ValueType<String> TENANT =
      new ValueType<>(
          "a tenant's id or domain, such as example.onmicrosoft.com",
          false,
          matching(text -> text.matches("[A-Za-z0-9.-]+")));
  private static final ValueType<String> CLIENT =
      new ValueType<>(
          "an application's id, such as 11111111-2222-3333-4444-555555555555",
          false,
          matching(text -> text.matches(GUID)));
  private static final ValueType<URI> GUARDED_URL =
      new ValueType<>(
          "an https URL without user, password, query or fragment; http only to this machine",
          false,
          text -> ValueType.URL.parser().apply(text).filter(TargetReader::isGuarded));

  private static final ValueType<URI> SECURE_URL =
      new ValueType<>(
          "an https URL without user, password, query or fragment",
          false,
          text -> ValueType.URL.parser().apply(text).filter(TargetReader::isSecure));

  private final ConfigSource source;

  TargetReader(ConfigSource source) {
    this.source = source;
  }

  private static Function<String, Optional<String>> matching(
      Predicate<String> rule) {
    return text -> Optional.of(text).filter(rule);
  }

  /** Those written without a fault, or the default. */
  List<Config.Target> read(Section report) {
    Optional<List<Section>> written = report.sections("to");
    if (written.isEmpty()) {
      return List.of(
          new Config.Target.Directory(source.resolve(Setting.DEFAULT, Path.of("data/reports"))));
    }
    List<Config.Target> targets = new ArrayList<>();
    for (Section section : written.get()) {
      int faultsBefore = source.faults().size();
      Config.Target target = target(section);
      if (source.faults().size() == faultsBefore) {
        targets.add(target);
      }
    }
    return targets;
  }

  private Config.Target target(Section section) {
    Config.Target target =
        section.has("sharepoint")
            ? sharePoint(section.section("sharepoint"))
            : section.has("sftp") ? sftp(section) : directory(section);
    section.end();
    return target;
  }

  private static Config.Target directory(Section section) {
    Setting<Path> path = section.required("directory", ValueType.PATH, NO_FILE);
    return new Config.Target.Directory(section.resolved(path).value());
  }

  private Config.Target sftp(Section section) {
    Setting<String> url = section.required("sftp", ValueType.TEXT, "");
    Setting<Path> key = file(section, "key");
    Setting<Path> knownHosts = file(section, "known-hosts");
    String permissions = section.read("permissions", PERMISSIONS, "0640").value();
    Matcher parts = SFTP.matcher(url.value());
    if (!parts.matches() || !isUserAndServer(parts)) {
      if (url.good()) {
        source.fault(url.where(), url.key(), foundSftp(url.value()), SFTP_ALLOWED);
      }
      return new Config.Target.Directory(NO_FILE);
    }
    return new Config.Target.Sftp(
        parts.group(1),
        server(parts).orElseThrow(),
        Optional.ofNullable(parts.group(4)).orElse("/~/"),
        key.value(),
        knownHosts.value(),
        Optional.of(permissions).filter(octal -> !octal.equals("none")));
  }

  private static boolean isUserAndServer(Matcher parts) {
    String user = parts.group(1);
    return !user.isEmpty()
        && user.indexOf(':') < 0
        && server(parts).filter(server -> server.port() != 0).isPresent();
  }

  private static Optional<Address> server(Matcher parts) {
    String port = Optional.ofNullable(parts.group(3)).orElse(String.valueOf(SSH_PORT));
    return Address.parse(parts.group(2) + ":" + port);
  }

  /** Never the password of somebody who wrote one. */
  private static String foundSftp(String url) {
    int at = url.lastIndexOf('@');
    boolean password = url.startsWith("sftp://") && url.substring(7, Math.max(7, at)).contains(":");
    return password ? "a password in a URL" : "'" + url.replaceAll("\\p{Cntrl}+", " ") + "'";
  }

  private static Setting<Path> file(Section section, String key) {
    return section.resolved(section.required(key, ValueType.PATH, NO_FILE));
  }

  private Config.Target sharePoint(Section section) {
    Setting<String> site = section.required("site", SITE, "");
    Setting<String> library = section.required("library", ValueType.TEXT, "");
    Setting<String> folder = section.read("folder", FOLDER, "");
    Setting<String> tenant = section.required("tenant", TENANT, "");
    Setting<String> client = section.required("client", CLIENT, "");
    Config.Credential credential = credential(section);
    URI graph =
        section
            .read("graph", GUARDED_URL, URI.create("https://graph.microsoft.com/v1.0"))
            .value();
    URI authority =
        section
            .read("authority", SECURE_URL, URI.create("https://login.microsoftonline.com"))
            .value();
    section.end();
    return new Config.Target.SharePoint(
        site.value(),
        library.value(),
        folder.value(),
        tenant.value(),
        client.value(),
        credential,
        graph,
        authority);
  }

  private Config.Credential credential(Section section) {
    Optional<Setting<Optional<Path>>> secret = section.optional("secret-file", ValueType.PATH);
    if (secret.isEmpty()) {
      Setting<Path> certificate = file(section, "certificate");
      return new Config.Credential.Certificate(certificate.value(), file(section, "key").value());
    }
    section.optional("certificate", ValueType.PATH);
    section.optional("key", ValueType.PATH);
    Setting<Path> file = secret.get().as(secret.get().value().orElse(NO_FILE));
    if (section.has("certificate") || section.has("key")) {
      String allowed = "certificate and key, or secret-file";
      source.fault(file.where(), file.key(), "a secret-file beside a certificate", allowed);
    }
    return new Config.Credential.Secret(section.resolved(file).value());
  }

  private static boolean isSiteAddress(String text) {
    return ValueType.URL.parser().apply(text).filter(TargetReader::isSecure).isPresent();
  }

  private static boolean isFolder(String text) {
    return List.of(text.split("/", -1)).stream()
        .allMatch(name -> name.matches("[^\\\\:*?\"<>|\\p{Cntrl}]*[^\\\\:*?\"<>|\\p{Cntrl}. ]"));
  }

  private static boolean isSecure(URI url) {
    return url.getRawQuery() == null && "https".equals(url.getScheme());
  }

  private static boolean isGuarded(URI url) {
    boolean ours = new Address(url.getHost(), 0).isLoopback();
    return url.getRawQuery() == null && (ours || isSecure(url));
  }
}
