package org.lastgasp.config;

import static java.util.stream.Collectors.joining;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.lastgasp.access.SignatureVerifier;
import org.lastgasp.hindsight.HindsightSettings;
import org.lastgasp.notification.MailTarget;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Settings;
import org.lastgasp.report.ReportSettings;
import org.lastgasp.report.ReportTemplate;
import org.lastgasp.tls.TlsMaterial.TlsFiles;

/** A writer of the canonical form of a configuration: the contract's order, every text quoted. */
final class CanonicalYaml {
  private CanonicalYaml() {}

  static String of(Config config) {
    return """
        %sswitch: %s
        window: %s
        window-clock: %s
        max-blindness: %s
        track-local-delivery: %s
        manufacturers: %s
        guids: %s
        inventory: %s
        guards: {%s}
        guard-settings: {%s}
        release-late: %s
        %smax-message: %s
        listen: {duis: %s, admin: %s, names: %s%s}
        %sdsp: {url: %s, timeout: %s}
        users: %s
        %sjournal: {path: %s, segment: %s}
        log: {path: %s, rotate-every: %s, rotate-at: %s, signing-key: %s}
        report: {every: %s, scope: %s, to: %s, digest: %s%s}
        hindsight: {horizon: %s, webhook: %s, webhook-secret: %s}
        %srecord: {path: %s, limit: %s, pseudonymise: %s}
        delivery: {give-up-after: %s, backlog-age: %s, backlog-size: %s}
        retention: {%s}%s
        """
        .formatted(
            name(config), config.state().code(),
            time(config.window()), config.windowClock().code(),
            time(config.maxBlindness()),
            config.trackLocalDelivery(),
            flow(config.manufacturers(), CanonicalYaml::quoted),
            quoted(config.guids()),
            quoted(config.inventory()),
            guards(config),
            thresholds(config.thresholds()),
            config.releaseLate(),
            config.acceptance() ? "acceptance: true\n" : "",
            Units.text(config.maxMessage()),
            quoted(config.listen().duis()),
            quoted(config.listen().admin()),
            flow(config.listen().names(), CanonicalYaml::quoted),
            config.listen().insecure() ? ", insecure: true" : "",
            access(config.access()) + tls(config.tls()),
            quoted(config.dsp().url()),
            time(config.dsp().timeout()) + proofs(config.dsp()),
            users(config.users()),
            partners(config),
            quoted(config.journal().path()),
            Units.text(config.journal().segment()),
            quoted(config.log().path()),
            time(config.log().rotateEvery()),
            Units.text(config.log().rotateAt()),
            quoted(config.log().signingKey().map(Path::toString).orElse("")),
            time(config.report().every()),
            scope(config.report().scope()),
            flow(config.report().to(), CanonicalYaml::target),
            config.report().digest().code(),
            reportOptions(config.report()),
            horizon(config.hindsight().settings()),
            quoted(config.hindsight().webhook().map(URI::toString).orElse("")),
            quoted(config.hindsight().webhookSecret().map(Path::toString).orElse("")),
            notices(config.notices()),
            quoted(config.recording().path().map(Path::toString).orElse("")),
            Units.text(config.recording().limit()),
            config.recording().pseudonymise(),
            time(config.delivery().giveUpAfter()),
            time(config.delivery().backlogAge()),
            Units.text(config.delivery().backlogSize()),
            retention(config.retention()), kafka(config.kafka()));
  }

  /** Only where it is not as it is by default: a configuration without it keeps its hash. */
  private static String kafka(Config.Kafka kafka) {
    return kafka.equals(Config.Kafka.NONE)
        ? ""
        : "\nkafka: {bootstrap: %s, prefix: %s, partitions: %s, client: %s}"
            .formatted(
                quoted(kafka.bootstrap()),
                quoted(kafka.prefix()),
                Integer.toString(kafka.partitions()),
                quoted(kafka.client().map(Path::toString).orElse("")));
  }

  private static String name(Config config) {
    return config.name().isEmpty() ? "" : "name: " + quoted(config.name()) + "\n";
  }

  private static String horizon(HindsightSettings settings) {
    Duration tolerance = settings.clockTolerance();
    String horizon = time(settings.horizon());
    return tolerance.equals(HindsightSettings.DEFAULT.clockTolerance())
        ? horizon
        : horizon + ", clock-tolerance: " + time(tolerance);
  }

  /** Nothing if nobody is told: a configuration without it keeps its hash. */
  private static String notices(Config.Notices notices) {
    if (notices.equals(Config.Notices.NONE)) {
      return "";
    }
    return "notify: {alertmanager: %s, webhook: %s, webhook-secret: %s%s}\n"
        .formatted(
            quoted(notices.alertmanager().map(URI::toString).orElse("")),
            quoted(notices.webhook().map(URI::toString).orElse("")),
            quoted(notices.webhookSecret().map(Path::toString).orElse("")),
            notices.mail().map(CanonicalYaml::mail).orElse(""));
  }

  private static String mail(MailTarget.Settings mail) {
    return ", mail: {to: %s, from: %s, server: %s, tls: %s, user: %s, password-file: %s}"
        .formatted(
            flow(mail.to(), CanonicalYaml::quoted),
            quoted(mail.from()),
            quoted(new Address(mail.host(), mail.port())),
            NotifyReader.code(mail.encryption()),
            quoted(mail.user().orElse("")),
            quoted(mail.password().map(Path::toString).orElse("")));
  }

  private static String scope(Set<Config.Report.Scope> scopes) {
    List<Config.Report.Scope> all = List.copyOf(scopes);
    return all.size() == 1
        ? all.getFirst().code()
        : flow(all, Config.Report.Scope::code);
  }

  /** The options that differ from their defaults: a configuration without it keeps its hash. */
  private static String reportOptions(Config.Report report) {
    StringBuilder options = new StringBuilder();
    if (!report.forPeople().isEmpty()) {
      List<ReportSettings.TableFormat> tables = report.forPeople().stream().sorted().toList();
      options.append(", for-people: ").append(flow(tables, ReportSettings.TableFormat::code));
    }
    if (report.whileOff() != ReportSettings.WhileOff.EMPTY) {
      options.append(", while-off: ").append(report.whileOff().code());
    }
    if (!report.template().header().equals(ReportTemplate.DEFAULT.header())) {
      options.append(", header: ").append(quoted(report.template().header()));
    }
    if (!report.template().footer().equals(ReportTemplate.DEFAULT.footer())) {
      options.append(", footer: ").append(quoted(report.template().footer()));
    }
    return options.toString();
  }

  /** Nothing if nobody is configured: such a configuration keeps its hash. */
  private static String access(Config.Access access) {
    return access.identities().isEmpty() ? "" : "identities: {" + people(access) + "}\n";
  }

  private static String people(Config.Access access) {
    String file = "file: " + quoted(access.identities().map(Path::toString).orElse(""));
    return access.proxy().map(known -> file + ", " + proxy(known, "user-header")).orElse(file);
  }

  private static String proxy(Config.Proxy proxy, String header) {
    return "proxy: {from: %s, secret-file: %s, %s: %s}"
        .formatted(
            flow(
                proxy.from().stream().map(InetAddress::getHostAddress).sorted().toList(),
                CanonicalYaml::quoted),
            quoted(proxy.secretFile()),
            header,
            quoted(proxy.clientHeader()));
  }

  /** Nothing if the DSP is not checked: such a configuration keeps its hash. */
  private static String proofs(Config.Dsp dsp) {
    String eui = dsp.eui().map(id -> ", eui: " + id).orElse("");
    return dsp.certificates().isEmpty()
        ? eui
        : eui
            + ", certificate-sha256: "
            + flow(dsp.certificates().stream().sorted().toList(), CanonicalYaml::quoted);
  }

  /** Nothing without TLS: such a configuration keeps its hash. */
  private static String tls(Config.Tls tls) {
    TlsFiles files = tls.files();
    List<String> parts = new ArrayList<>();
    files
        .own()
        .ifPresent(
            own ->
                parts.add(
                    "certificate: %s, key: %s"
                        .formatted(quoted(own.certificate()), quoted(own.key()))));
    files.clientCa().ifPresent(file -> parts.add("client-ca: " + quoted(file)));
    if (!files.crls().isEmpty()) {
      parts.add("crl: " + flow(files.crls(), CanonicalYaml::quoted));
    }
    if (tls.clientAuth() != Config.ClientAuth.REQUIRED) {
      parts.add("client-auth: " + tls.clientAuth().name().toLowerCase(Locale.ROOT));
    }
    if (tls.originator() != Config.Originator.CERTIFICATE) {
      parts.add("originator: " + tls.originator().name().toLowerCase(Locale.ROOT));
    }
    files.trust().ifPresent(file -> parts.add("trust: " + quoted(file)));
    files.trustOthers().ifPresent(file -> parts.add("trust-others: " + quoted(file)));
    tls.proxy().ifPresent(proxy -> parts.add(proxy(proxy, "certificate-header")));
    return parts.isEmpty() ? "" : "tls: {" + String.join(", ", parts) + "}\n";
  }

  /** What differs from the defaults: a configuration without it keeps its hash. */
  private static String partners(Config config) {
    return config.defaultUser().map(id -> "default-user: " + id + "\n").orElse("")
        + signatures(config.signatures())
        + AuthorityReader.text(config.authority());
  }

  private static String signatures(Config.Signatures set) {
    List<String> parts = new ArrayList<>();
    if (set.requests() != SignatureVerifier.Requirement.OFF) {
      parts.add("requests: " + set.requests().code() + ", trust: " + quoted(set.trust()));
    }
    set.guids().key().ifPresent(file -> parts.add("guids-key: " + quoted(file)));
    if (!set.guids().sha256().isEmpty()) {
      parts.add("guids-sha256: " + flow(set.guids().sha256().stream().sorted().toList(), h -> h));
    }
    return parts.isEmpty() ? "" : "signatures: {" + String.join(", ", parts) + "}\n";
  }

  private static String guards(Config config) {
    return List.of(Guard.values()).stream()
        .map(guard -> guard.code() + ": " + config.settings().guard(guard).code())
        .collect(joining(", "));
  }

  private static String thresholds(Settings.Thresholds set) {
    return String.format(
        Locale.ROOT,
        ("coincident-outage: {hubs: %d, within: %s},"
            + " breaker: {suppressions: %d, within: %s, percent: %d, quiet: %s}"),
        set.hubs(),
        time(set.hubsWithin()),
        set.suppressions(),
        time(set.suppressionsWithin()),
        set.percent(),
        time(set.quiet()));
  }

  private static String users(List<Config.User> users) {
    return users.isEmpty() ? "[]" : users.stream().map(CanonicalYaml::user).collect(joining());
  }

  private static String user(Config.User user) {
    return String.format(
        Locale.ROOT,
        "\n  - {id: %s, name: %s, distributors: %s, receive: %s, in-flight: %d}",
        user.id(),
        quoted(user.name()),
        user.distributors().stream().sorted().toList(),
        quoted(user.receive()),
        user.inFlight());
  }

  static String target(Config.Target target) {
    return switch (target) {
      case Config.Target.Directory directory ->
          "{directory: " + quoted(directory.path()) + "}";
      case Config.Target.Sftp sftp ->
          "{sftp: %s, key: %s, known-hosts: %s, permissions: %s}"
              .formatted(
                  quoted(sftp.url()),
                  quoted(sftp.key()),
                  quoted(sftp.knownHosts()),
                  quoted(sftp.permissions().orElse("none")));
      case Config.Target.SharePoint there ->
          ("{sharepoint: {site: %s, library: %s, %stenant: %s, client: %s, %s,"
                  + " graph: %s, authority: %s}}")
              .formatted(
                  quoted(there.site()),
                  quoted(there.library()),
                  there.folder().isEmpty() ? "" : "folder: " + quoted(there.folder()) + ", ",
                  quoted(there.tenant()),
                  quoted(there.client()),
                  credential(there.credential()),
                  quoted(there.graph()),
                  quoted(there.authority()));
    };
  }

  private static String credential(Config.Credential credential) {
    return switch (credential) {
      case Config.Credential.Certificate pair ->
          "certificate: " + quoted(pair.certificate()) + ", key: " + quoted(pair.key());
      case Config.Credential.Secret secret -> "secret-file: " + quoted(secret.file());
    };
  }

  private static String retention(Config.Retention kept) {
    String lookups = // a configuration without it keeps its hash
        kept.lookups().equals(Duration.ofDays(400)) ? "" : ", lookups: " + time(kept.lookups());
    return "delivered: %s, audit: %s, windows: %s, log: %s, reports: %s%s"
        .formatted(
            time(kept.delivered()),
            time(kept.audit()),
            time(kept.windows()),
            time(kept.log()),
            time(kept.reports()),
            lookups);
  }

  private static String time(Duration duration) {
    return Units.text(duration);
  }

  static <T> String flow(List<T> list, Function<T, String> each) {
    return list.stream().map(each).collect(joining(", ", "[", "]"));
  }

  private static String quoted(Object value) {
    StringBuilder text = new StringBuilder("\"");
    String.valueOf(value)
        .codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                text.append('\\').appendCodePoint(c);
              } else if (Character.isISOControl(c) || c > 0x7E) {
                text.append(String.format(Locale.ROOT, "\\U%08X", c));
              } else {
                text.appendCodePoint(c);
              }
            });
    return text.append('"').toString();
  }
}
