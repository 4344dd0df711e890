package org.lastgasp.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.SourceTree;
import org.lastgasp.access.ListTrust;
import org.lastgasp.access.SignatureVerifier;
import org.lastgasp.hindsight.HindsightSettings;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Switch;
import org.lastgasp.report.ReportSettings;
import org.lastgasp.report.ReportTemplate;
import org.lastgasp.tls.TlsMaterial.TlsFiles;

class ConfigReaderTest {
  private static final Eui64 SSEN = Eui64.of("90-B3-D5-1F-30-02-00-00");
  private static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");

  /** The whole of the configuration that is documented. */
  static final String DOCUMENTED =
      """
      name: ""                        # shown wherever a person looks
      switch: enforce                 # off | observe | enforce
      window: 30m
      window-clock: receipt           # receipt | outage-start
      max-blindness: 2h
      track-local-delivery: false
      manufacturers: [Landis+Gyr, "1063"]
      guids: guids.txt
      inventory: inventory.csv
      guards: {started-before-activation: off, other-premises: shadow, activation-failed: off, \
      coincident-outage: off, breaker: off}
      guard-settings: {coincident-outage: {hubs: 5, within: 10m}, \
      breaker: {suppressions: 1000, within: 10m, percent: 50, quiet: 30m}}
      release-late: false
      acceptance: false
      max-message: 16MiB
      listen: {duis: 127.0.0.1:8079, admin: 127.0.0.1:8080}
      identities: {file: "", proxy: {from: [], secret-file: "", user-header: X-Remote-User}}
      dsp: {url: "http://127.0.0.1:9079", timeout: 30s}     # under 3m
      users:
        - {id: 90-B3-D5-1F-30-02-00-00, name: SSEN, distributors: [17, 20], \
      receive: "http://127.0.0.1:9081/duis", in-flight: 16}
      default-user: 90-B3-D5-1F-30-02-00-00
      signatures: {requests: off, trust: certs/, guids-key: "", guids-sha256: []}
      authority: {activate: [], open-windows: off, windows-an-hour: off}
      tls: {}
      journal: {path: data/journal, segment: 1GiB}
      log: {path: data/log, rotate-every: 1h, rotate-at: 64MiB, signing-key: ""}
      report: {every: 1h, scope: consolidated, to: [{directory: data/reports}], digest: off}
      hindsight: {horizon: 24h, webhook: "", webhook-secret: ""}
      notify: {alertmanager: "", webhook: "", webhook-secret: "", mail: {to: [], from: "", \
      server: "", tls: starttls, user: "", password-file: ""}}
      record: {path: "", limit: 1GiB, pseudonymise: false}
      delivery: {give-up-after: 30m, backlog-age: 10m, backlog-size: 1GiB}
      retention:
        {delivered: 24h, audit: 400d, windows: 90d, log: 400d, reports: 400d, lookups: 400d}
      kafka: {bootstrap: "", prefix: "lastgasp.", partitions: 12, client: ""}
      """;

  private static final Config.Signatures SIGNATURES =
      new Config.Signatures(
          SignatureVerifier.Requirement.REQUIRED,
          Path.of("smki"),
          new ListTrust(Optional.of(Path.of("g.pem")), Set.of("cd".repeat(32))));
  private static final Settings.Authority AUTHORITY =
      new Settings.Authority(Set.of(SUPPLIER), OptionalInt.of(5), OptionalInt.of(7));
  private static final String LIMITS =
      "{activate: [90b3d51f30010000], open-windows: 5, windows-an-hour: 7}";

  private static final Config DEFAULTS =
      new Config(
          "",
          Switch.ENFORCE,
          Duration.ofMinutes(30),
          Settings.WindowClock.RECEIPT,
          Duration.ofHours(2),
          false,
          List.of("Landis+Gyr", "1063"),
          Path.of("guids.txt"),
          Path.of("inventory.csv"),
          Map.of(
              Guard.STARTED_BEFORE_ACTIVATION, Guard.Setting.OFF,
              Guard.OTHER_PREMISES, Guard.Setting.SHADOW,
              Guard.ACTIVATION_FAILED, Guard.Setting.OFF,
              Guard.COINCIDENT_OUTAGE, Guard.Setting.OFF,
              Guard.BREAKER, Guard.Setting.OFF),
          Settings.Thresholds.usual(),
          false,
          false,
          16L << 20,
          new Config.Listen(
              new Address("127.0.0.1", 8079), new Address("127.0.0.1", 8080), List.of(),
              false),
          Config.Access.NOBODY,
          Config.Tls.OFF,
          new Config.Dsp(URI.create("http://127.0.0.1:9079"), Duration.ofSeconds(30)),
          List.of(),
          Optional.empty(),
          new Config.Signatures(SignatureVerifier.Requirement.OFF, Path.of("certs"), ListTrust.ANY),
          Settings.Authority.ANYBODY,
          new Config.JournalFolder(Path.of("data/journal"), 1L << 30),
          new Config.LogFolder(
              Path.of("data/log"), Duration.ofHours(1), 64L << 20, Optional.empty()),
          new Config.Report(
              Duration.ofHours(1),
              Set.of(Config.Report.Scope.CONSOLIDATED),
              List.of(new Config.Target.Directory(Path.of("data/reports"))),
              Config.Report.Digest.OFF,
              Set.of(),
              ReportSettings.WhileOff.EMPTY,
              ReportTemplate.DEFAULT),
          new Config.Hindsight(HindsightSettings.DEFAULT, Optional.empty(), Optional.empty()),
          Config.Notices.NONE,
          new Config.Recording(Optional.empty(), 1L << 30, false),
          new Config.Delivery(Duration.ofMinutes(30), Duration.ofMinutes(10), 1 << 30),
          new Config.Retention(
              Duration.ofHours(24),
              Duration.ofDays(400),
              Duration.ofDays(90),
              Duration.ofDays(400),
              Duration.ofDays(400),
              Duration.ofDays(400)),
          Config.Kafka.NONE);

  private static final Config.Dsp DSP =
      new Config.Dsp(
          URI.create("https://dsp.example/base/"),
          Duration.ofSeconds(179),
          Optional.of(SSEN),
          Set.of("ab".repeat(32)));

  private static final String DSP_TEXT =
      "{url: 'https://dsp.example/base/', timeout: 1s, eui: 90b3d51f30020000,"
          + " certificate-sha256: [" + "ab".repeat(32) + "]}";

  private static final String TLS_TEXT =
      "{certificate: tls/chain.pem, key: tls/key.pem, client-ca: tls/clients.pem,"
          + " crl: [tls/one.crl, tls/two.crl], client-auth: wanted, originator: any,"
          + " proxy: {from: [10.0.0.6], secret-file: edge.txt, certificate-header: X-Cert}}";

  private static final Config.Tls TLS =
      new Config.Tls(
          new TlsFiles(
              Optional.of(new TlsFiles.Own(Path.of("tls/chain.pem"), Path.of("tls/key.pem"))),
              Optional.of(Path.of("tls/clients.pem")),
              List.of(Path.of("tls/one.crl"), Path.of("tls/two.crl")),
              Optional.of(Path.of("tls/servers.pem")),
              Optional.of(Path.of("tls/tools.pem"))),
          Config.ClientAuth.WANTED,
          Config.Originator.ANY,
          Optional.of(
              new Config.Proxy(
                  Set.of(InetAddress.ofLiteral("10.0.0.6")), Path.of("edge.txt"), "X-Cert")));

  private static final Config.Access ACCESS =
      new Config.Access(
          Optional.of(Path.of("people.yaml")),
          Optional.of(
              new Config.Proxy(
                  Set.of(InetAddress.ofLiteral("10.0.0.5"), InetAddress.ofLiteral("::1")),
                  Path.of("proxy.txt"),
                  "X-User")));

  private static final String CLIENT = "11111111-2222-3333-4444-555555555555";
  private static final List<Config.Target> TARGETS =
      List.of(
          new Config.Target.Directory(Path.of("r/{scope}")),
          new Config.Target.Sftp(
              "dcc",
              new Address("::1", 2222),
              "/in/{scope}",
              Path.of("k"),
              Path.of("h"),
              Optional.of("0600")),
          new Config.Target.Sftp(
              "dcc",
              new Address("sftp.example", 22),
              "/~/",
              Path.of("k"),
              Path.of("h"),
              Optional.empty()),
          new Config.Target.SharePoint(
              "https://dno.sharepoint.com/sites/outages",
              "Shared Documents",
              "in/{scope}",
              "dno.example",
              CLIENT,
              new Config.Credential.Certificate(Path.of("c.pem"), Path.of("k.pem")),
              URI.create("https://graph.example/v1.0"),
              URI.create("https://login.example")),
          new Config.Target.SharePoint(
              "dno.sharepoint.com," + CLIENT + ",11111111-2222-3333-4444-666666666666",
              "Documents",
              "",
              "11111111-2222-3333-4444-777777777777",
              CLIENT,
              new Config.Credential.Secret(Path.of("secret.txt")),
              URI.create("https://graph.microsoft.com/v1.0"),
              URI.create("https://login.microsoftonline.com")));

  @TempDir Path folder;

  @Test
  void nothingWrittenGivesEveryDefault() {
    assertThat(loaded("")).isEqualTo(DEFAULTS);
    assertThat(loaded("# nothing but a remark\n")).isEqualTo(DEFAULTS);
    assertThat(ConfigReader.read(Optional.empty(), Map.of()))
        .isInstanceOfSatisfying(
            ConfigResult.Loaded.class, read -> assertThat(read.config()).isEqualTo(DEFAULTS));
  }

  @Test
  void theDefaultsJudgeAsThePolicyDoesByDefault() {
    Settings settings = loaded("").settings();
    assertThat(settings.window()).isEqualTo(Settings.defaults().window());
    assertThat(settings.maxBlindness()).isEqualTo(Settings.defaults().maxBlindness());
    assertThat(settings.windowClock()).isEqualTo(Settings.defaults().windowClock());
    assertThat(settings.thresholds()).isEqualTo(Settings.defaults().thresholds());
    assertThat(settings.manufacturers()).isEqualTo(Settings.defaults().manufacturers());
    assertThat(Guard.values())
        .allSatisfy(
            guard ->
                assertThat(settings.guard(guard)).isEqualTo(Settings.defaults().guard(guard)));
  }

  @Test
  void theDocumentedExampleIsTheDefaultsWithOneUser() {
    Config config = loaded(DOCUMENTED);
    assertThat(config.users())
        .containsExactly(
            new Config.User(
                SSEN, "SSEN", Set.of(17, 20), URI.create("http://127.0.0.1:9081/duis"), 16));
    assertThat(config.defaultUser()).contains(SSEN);
    assertThat(config.text().replaceAll("(?m)^(users|  - |default-user).*\n", ""))
        .isEqualTo(loaded("").text().replaceAll("(?m)^users.*\n", ""));
  }

  /** Every key with a value that is not its default. */
  static final String OTHERWISE =
      """
      name: test 2
      switch: observe
      window: 20m
      window-clock: outage-start
      max-blindness: 1h30m
      track-local-delivery: true
      manufacturers: [Kaifa]
      guids: lists/g.txt
      inventory: lists/i.csv
      guards:
        started-before-activation: on
        other-premises: off
        activation-failed: shadow
        coincident-outage: on
        breaker: shadow
      guard-settings:
        coincident-outage: {hubs: 3, within: 5m}
        breaker: {suppressions: 200, within: 1m, percent: 75, quiet: 2h}
      release-late: true
      acceptance: true
      max-message: 1KiB
      listen:
        duis: "[::1]:0"
        admin: localhost:0
        names: [lastgasp.example]
      identities:
        file: people.yaml
        proxy: {from: [10.0.0.5, "::1"], secret-file: proxy.txt, user-header: X-User}
      tls:
        certificate: tls/chain.pem
        key: tls/key.pem
        client-ca: tls/clients.pem
        crl: [tls/one.crl, tls/two.crl]
        client-auth: wanted
        originator: any
        trust: tls/servers.pem
        trust-others: tls/tools.pem
        proxy: {from: [10.0.0.6], secret-file: edge.txt, certificate-header: X-Cert}
      dsp:
        url: https://dsp.example/base/
        timeout: 179s
        eui: 90-B3-D5-1F-30-02-00-00
        certificate-sha256: [\
      ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB]
      users:
        - id: 90b3d51f30020000
          receive: https://dno.example/in?lane=1
          distributors: [0, 99]
          in-flight: 1
      default-user: 90-b3-d5-1f-30-02-00-00
      signatures:
        requests: required
        trust: smki
        guids-key: g.pem
        guids-sha256: [cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd]
      authority:
        activate: [90b3d51f30010000]
        open-windows: 5
        windows-an-hour: 7
      journal:
        path: j
        segment: 64KiB
      log:
        path: l
        rotate-every: 90s
        rotate-at: 1KiB
        signing-key: s.pem
      report:
        every: 2h
        scope: [per-distributor, consolidated]
        for-people: xlsx
        while-off: none
        header: "ESI|{sequence:6}|{from:yyyyMMdd}"
        footer: |
          END|{rows}|{sha256}
        to:
          - {directory: "r/{scope}"}
          - {sftp: "sftp://dcc@[::1]:2222/in/{scope}", key: k, known-hosts: h, permissions: 0600}
          - {sftp: sftp://dcc@sftp.example, key: k, known-hosts: h, permissions: none}
          - sharepoint:
              site: https://dno.sharepoint.com/sites/outages
              library: Shared Documents
              folder: in/{scope}
              tenant: dno.example
              client: 11111111-2222-3333-4444-555555555555
              certificate: c.pem
              key: k.pem
              graph: https://graph.example/v1.0
              authority: https://login.example
          - sharepoint:
              site: dno.sharepoint.com,11111111-2222-3333-4444-555555555555,\
      11111111-2222-3333-4444-666666666666
              library: Documents
              tenant: 11111111-2222-3333-4444-777777777777
              client: 11111111-2222-3333-4444-555555555555
              secret-file: secret.txt
        digest: daily
      hindsight:
        horizon: 12h
        clock-tolerance: 2m
        webhook: https://dno.example/suspects
        webhook-secret: hook.txt
      record:
        path: tape
        limit: 2MiB
        pseudonymise: true
      delivery:
        give-up-after: 1m
        backlog-age: 2m
        backlog-size: 3MiB
      retention:
        delivered: 1h
        audit: 2h
        windows: 3h
        log: 4h
        reports: 5h
        lookups: 6h
      kafka: {bootstrap: "a:1,b:2", prefix: x., partitions: 3, client: c.properties}
      """;

  @Test
  void everyKeyIsHeeded() {
    Config config = loaded(OTHERWISE);
    assertThat(config)
        .isEqualTo(
            new Config(
                "test 2", Switch.OBSERVE,
                Duration.ofMinutes(20),
                Settings.WindowClock.OUTAGE_START,
                Duration.ofMinutes(90),
                true,
                List.of("Kaifa"),
                Path.of("lists/g.txt"),
                Path.of("lists/i.csv"),
                Map.of(
                    Guard.STARTED_BEFORE_ACTIVATION, Guard.Setting.ON,
                    Guard.OTHER_PREMISES, Guard.Setting.OFF,
                    Guard.ACTIVATION_FAILED, Guard.Setting.SHADOW,
                    Guard.COINCIDENT_OUTAGE, Guard.Setting.ON,
                    Guard.BREAKER, Guard.Setting.SHADOW),
                new Settings.Thresholds(
                    3, Duration.ofMinutes(5), 200, Duration.ofMinutes(1), 75, Duration.ofHours(2)),
                true,
                true,
                1024,
                new Config.Listen(
                    new Address("::1", 0),
                    new Address("localhost", 0),
                    List.of("lastgasp.example"),
                    false),
                ACCESS,
                TLS,
                DSP,
                List.of(
                    new Config.User(
                        SSEN,
                        SSEN.toString(),
                        Set.of(0, 99),
                        URI.create("https://dno.example/in?lane=1"),
                        1)),
                Optional.of(SSEN), SIGNATURES, AUTHORITY,
                new Config.JournalFolder(Path.of("j"), 64 << 10),
                new Config.LogFolder(
                    Path.of("l"),
                    Duration.ofSeconds(90),
                    1024,
                    Optional.of(Path.of("s.pem"))),
                new Config.Report(
                    Duration.ofHours(2),
                    Set.of(Config.Report.Scope.CONSOLIDATED, Config.Report.Scope.PER_DISTRIBUTOR),
                    TARGETS,
                    Config.Report.Digest.DAILY,
                    Set.of(ReportSettings.TableFormat.XLSX),
                    ReportSettings.WhileOff.NONE,
                    new ReportTemplate("ESI|{sequence:6}|{from:yyyyMMdd}", "END|{rows}|{sha256}")),
                new Config.Hindsight(
                    new HindsightSettings(Duration.ofHours(12), Duration.ofMinutes(2)),
                    Optional.of(URI.create("https://dno.example/suspects")),
                    Optional.of(Path.of("hook.txt"))), Config.Notices.NONE,
                new Config.Recording(Optional.of(Path.of("tape")), 2 << 20, true),
                new Config.Delivery(Duration.ofMinutes(1), Duration.ofMinutes(2), 3 << 20),
                new Config.Retention(
                    Duration.ofHours(1),
                    Duration.ofHours(2),
                    Duration.ofHours(3), Duration.ofHours(4),
                    Duration.ofHours(5), Duration.ofHours(6)),
                new Config.Kafka("a:1,b:2", "x.", 3, Optional.of(Path.of("c.properties")))));
    assertThat(config.dsp().endpoint("/api/v1/serviceT"))
        .isEqualTo(URI.create("https://dsp.example/base/api/v1/serviceT"));
  }

  @Test
  void theFixedFormReadsBackAsTheSame() {
    for (String text : List.of("", DOCUMENTED, OTHERWISE)) {
      Config config = loaded(text);
      assertThat(loaded(config.text())).isEqualTo(config);
      assertThat(loaded(config.text()).hash()).isEqualTo(config.hash());
    }
    assertThat(loaded(OTHERWISE).hash()).isNotEqualTo(loaded("").hash());
  }

  @Test
  void theHashDoesNotDependOnHowItIsWritten() {
    assertThat(loaded("window: 1800s # half an hour\nlog: {}").hash())
        .isEqualTo(loaded("").hash())
        .matches("[0-9a-f]{64}");
  }

  @Test
  void everyKeyCanBeSetInTheEnvironmentWhichWins() {
    Map<String, String> environment =
        Map.ofEntries(
            Map.entry("LASTGASP_NAME", "test 2"), Map.entry("LASTGASP_SWITCH", "observe"),
            Map.entry("LASTGASP_WINDOW", "20m"), Map.entry("LASTGASP_MAX_BLINDNESS", "90m"),
            Map.entry("LASTGASP_WINDOW_CLOCK", "outage-start"),
            Map.entry("LASTGASP_TRACK_LOCAL_DELIVERY", "true"),
            Map.entry("LASTGASP_MANUFACTURERS", "[Kaifa]"),
            Map.entry("LASTGASP_GUIDS", "lists/g.txt"),
            Map.entry("LASTGASP_INVENTORY", "lists/i.csv"),
            Map.entry("LASTGASP_GUARDS_STARTED_BEFORE_ACTIVATION", "on"),
            Map.entry("LASTGASP_GUARDS_OTHER_PREMISES", "off"),
            Map.entry("LASTGASP_GUARDS_ACTIVATION_FAILED", "shadow"),
            Map.entry("LASTGASP_GUARDS_COINCIDENT_OUTAGE", "on"),
            Map.entry("LASTGASP_GUARDS_BREAKER", "shadow"),
            Map.entry("LASTGASP_GUARD_SETTINGS_COINCIDENT_OUTAGE_HUBS", "3"),
            Map.entry("LASTGASP_GUARD_SETTINGS_COINCIDENT_OUTAGE_WITHIN", "5m"),
            Map.entry("LASTGASP_GUARD_SETTINGS_BREAKER", "{suppressions: 200, within: 1m,"
                + " percent: 75, quiet: 2h}"),
            Map.entry("LASTGASP_RELEASE_LATE", "true"), Map.entry("LASTGASP_ACCEPTANCE", "true"),
            Map.entry("LASTGASP_MAX_MESSAGE", "1024B"),
            Map.entry("LASTGASP_LISTEN_DUIS", "[::1]:0"),
            Map.entry("LASTGASP_LISTEN_ADMIN", "localhost:0"),
            Map.entry("LASTGASP_LISTEN_NAMES", "[lastgasp.example]"),
            Map.entry("LASTGASP_IDENTITIES_FILE", "people.yaml"),
            Map.entry(
                "LASTGASP_IDENTITIES_PROXY",
                "{from: [10.0.0.5, '::1'], secret-file: proxy.txt, user-header: X-User}"),
            Map.entry("LASTGASP_TLS", TLS_TEXT),
            Map.entry("LASTGASP_TLS_TRUST", "tls/servers.pem"),
            Map.entry("LASTGASP_TLS_TRUST_OTHERS", "tls/tools.pem"),
            Map.entry("LASTGASP_DSP", DSP_TEXT), Map.entry("LASTGASP_DSP_TIMEOUT", "179s"),
            Map.entry(
                "LASTGASP_USERS",
                "[{id: 90-B3-D5-1F-30-02-00-00, receive: 'https://dno.example/in?lane=1',"
                    + " distributors: [0, 99], in-flight: 1}]"),
            Map.entry("LASTGASP_DEFAULT_USER", "90B3D51F30020000"),
            Map.entry("LASTGASP_SIGNATURES", "{requests: required, trust: smki}"),
            Map.entry("LASTGASP_SIGNATURES_GUIDS_KEY", "g.pem"),
            Map.entry("LASTGASP_SIGNATURES_GUIDS_SHA256", "[" + "cd".repeat(32) + "]"),
            Map.entry("LASTGASP_AUTHORITY", LIMITS),
            Map.entry("LASTGASP_JOURNAL", "{path: j, segment: 64KiB}"),
            Map.entry("LASTGASP_LOG", "{path: l, rotate-every: 90s}"),
            Map.entry("LASTGASP_LOG_ROTATE_AT", "1KiB"),
            Map.entry("LASTGASP_LOG_SIGNING_KEY", "s.pem"),
            Map.entry("LASTGASP_REPORT_EVERY", "2h"),
            Map.entry("LASTGASP_REPORT_DIGEST", "daily"),
            Map.entry("LASTGASP_REPORT_SCOPE", "[per-distributor, consolidated]"),
            Map.entry("LASTGASP_REPORT_FOR_PEOPLE", "[xlsx]"),
            Map.entry("LASTGASP_REPORT_WHILE_OFF", "none"),
            Map.entry("LASTGASP_REPORT_HEADER", "ESI|{sequence:6}|{from:yyyyMMdd}"),
            Map.entry("LASTGASP_REPORT_FOOTER", "END|{rows}|{sha256}"),
            Map.entry("LASTGASP_REPORT_TO", CanonicalYaml.flow(TARGETS, CanonicalYaml::target)),
            Map.entry("LASTGASP_HINDSIGHT", "{horizon: 12h, clock-tolerance: 2m}"),
            Map.entry("LASTGASP_HINDSIGHT_WEBHOOK", "https://dno.example/suspects"),
            Map.entry("LASTGASP_HINDSIGHT_WEBHOOK_SECRET", "hook.txt"),
            Map.entry("LASTGASP_RECORD", "{path: tape, limit: 2MiB, pseudonymise: true}"),
            Map.entry(
                "LASTGASP_DELIVERY", "{give-up-after: 1m, backlog-age: 2m, backlog-size: 3MiB}"),
            Map.entry("LASTGASP_RETENTION", "{delivered: 1h, audit: 2h, windows: 3h, log: 4h,"
                + " reports: 5h, lookups: 6h}"),
            Map.entry("LASTGASP_KAFKA", "{bootstrap: 'a:1,b:2', prefix: x., partitions: 3}"),
            Map.entry("LASTGASP_KAFKA_CLIENT", "c.properties"),
            Map.entry("LASTGASP_TOKEN", "not a setting"), Map.entry("PATH", "not ours"));
    assertThat(ConfigReader.read("window: 10m", "f.yaml", Path.of(""), environment))
        .isInstanceOfSatisfying(
            ConfigResult.Loaded.class,
            read -> assertThat(read.config()).isEqualTo(loaded(OTHERWISE)));
  }

  @Test
  void pathsAreRelativeToTheFileButFromTheEnvironmentToTheWorkingDirectory() throws IOException {
    Path file = Files.writeString(folder.resolve("lastgasp.yaml"), "guids: lists/guids.txt\n");
    Map<String, String> environment = Map.of("LASTGASP_LOG_PATH", "elsewhere");
    assertThat(ConfigReader.read(Optional.of(file), environment))
        .isInstanceOfSatisfying(
            ConfigResult.Loaded.class,
            read -> {
              Config config = read.config();
              assertThat(config.guids()).isEqualTo(folder.resolve("lists/guids.txt"));
              assertThat(config.journal().path()).isEqualTo(folder.resolve("data/journal"));
              assertThat(config.log().path()).isEqualTo(Path.of("elsewhere"));
            });
  }

  @Test
  void whatIsProbablyNotMeantIsAWarning() {
    ConfigResult read =
        ConfigReader.read(
            "manufacturers: []\nlisten: {insecure: true}", "f", Path.of(""), Map.of());
    assertThat(read)
        .isInstanceOfSatisfying(
            ConfigResult.Loaded.class,
            loaded ->
                assertThat(loaded.warnings())
                    .satisfiesExactly(
                        one -> assertThat(one).startsWith("manufacturers:"),
                        two -> assertThat(two).startsWith("listen.insecure: "),
                        three -> assertThat(three).startsWith("users: none")));
  }

  @Test
  void aQueryThatIsRecordedWithTheConfigurationIsAWarning() {
    String user = "{id: 90-B3-D5-1F-30-02-00-00, receive: 'http://x/duis?key=secret'}";
    assertThat(ConfigReader.read("users: [" + user + "]", "f", Path.of(""), Map.of()))
        .isInstanceOfSatisfying(
            ConfigResult.Loaded.class,
            loaded ->
                assertThat(loaded.warnings())
                    .filteredOn(each -> each.startsWith("users[0].receive: its query is recorded"))
                    .singleElement()
                    .asString()
                    .doesNotContain("key="));
  }

  @Test
  void everyKeyIsDescribedInTheDocumentation() throws IOException {
    String described = Files.readString(SourceTree.path("docs/configuration.md"));
    assertThat(ConfigReader.keys()).hasSize(119);
    assertThat(ConfigReader.keys())
        .allSatisfy(key -> assertThat(described).contains("`" + key + "`"));
  }

  private static Config loaded(String text) {
    return switch (ConfigReader.read(text, "lastgasp.yaml", Path.of(""), Map.of())) {
      case ConfigResult.Loaded read -> read.config();
      case ConfigResult.Faulty faulty -> throw new AssertionError(faulty.faults());
    };
  }
}
