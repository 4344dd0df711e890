package org.lastgasp.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.Seeds;
import org.lastgasp.config.ConfigResult.ConfigFault;

class ConfigFaultsTest {
  @TempDir Path folder;

  @Test
  void fiveMistakesGiveFiveMessagesInTheOrderOfTheFile() {
    String text =
        """
        windw: 30m
        max-blindness: forever
        dsp: {timeout: 3m}
        users:
          - {id: 90-B3, receive: "http://localhost:9081"}
        log:
          rotate-at: 64MB
        """;
    assertThat(faults(text).stream().map(ConfigFault::toString))
        .containsExactly(
            "f.yaml:1:1: windw: found an unknown key; allowed: 'window', if that was meant",
            "f.yaml:2:16: max-blindness: found 'forever'; allowed:"
                + " a duration above 0 such as 500ms, 30s, 30m, 2h or 400d",
            "f.yaml:3:16: dsp.timeout: found '3m'; allowed:"
                + " a duration above 0 and under 3m such as 500ms, 30s or 2m",
            "f.yaml:5:10: users[0].id: found '90-B3'; allowed:"
                + " an EUI-64 such as 90-B3-D5-1F-30-02-00-00",
            "f.yaml:7:14: log.rotate-at: found '64MB'; allowed:"
                + " a size from 1KiB to 1TiB such as 16MiB");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "switch: true | switch | 'true'",
        "switch: | switch | nothing",
        "window: 0s | window | '0s'",
        "window: 30 | window | '30'",
        "log: {rotate-every: 500ms} | log.rotate-every | '500ms'",
        "window: -5m | window | '-5m'",
        "window: 99999999h | window | '99999999h'",
        "window: [30m] | window | a list",
        "window: {a: b} | window | keys with values",
        "window: !period 30m | window | !period '30m'",
        "window: 3h | window | a window of 3h above max-blindness of 2h",
        "max-blindness: 29m | max-blindness | a window of 30m above max-blindness of 29m",
        "max-blindness: 25h | max-blindness | 25h",
        "track-local-delivery: yes | track-local-delivery | 'yes'",
        "manufacturers: Landis+Gyr | manufacturers | 'Landis+Gyr'",
        "manufacturers: [A, ' a '] | manufacturers | ' a ' a second time",
        "manufacturers: [null] | manufacturers | nothing",
        "guids: \"a\\0b\" | guids | \"a b\"",
        "guards: off | guards | 'off'",
        "guards: {other-premises: maybe} | guards.other-premises | 'maybe'",
        "guard-settings: {coincident-outage: {hubs: 51}}"
            + " | guard-settings.coincident-outage.hubs | '51'",
        "guard-settings: {breaker: {within: 2d}} | guard-settings.breaker.within | '2d'",
        "guard-settings: {breaker: {percent: 101}} | guard-settings.breaker.percent | '101'",
        "max-message: 1023B | max-message | '1023B'",
        "max-message: 2GiB | max-message | '2GiB'",
        "listen: {duis: 8079} | listen.duis | '8079'",
        "listen: {duis: 127.0.0.1:65536} | listen.duis | '127.0.0.1:65536'",
        "listen: {duis: 127.0.0.1:8080} | listen.duis | '127.0.0.1:8080', for both listeners",
        "dsp: {url: localhost:9079} | dsp.url | 'localhost:9079'",
        "dsp: {url: ftp://x} | dsp.url | 'ftp://x'",
        "dsp: {url: 'http://a:b@x'} | dsp.url | \"http://…@x\"",
        "dsp: {url: /path} | dsp.url | '/path'",
        "dsp: {url: 'http://x/?q=1'} | dsp.url | a URL with a query",
        "dsp: {timeout: 180s} | dsp.timeout | '180s'",
        "default-user: 90-B3-D5-1F-30-02-00-00 | default-user | '90-B3-D5-1F-30-02-00-00'",
        "users: [7] | users[0] | '7'",
        "journal: {segment: 1B} | journal.segment | '1B'",
        "log: {path: data/journal} | log.path | 'data/journal', which is journal.path too",
        "report: {to: [{directory: data/log}]} | report.to | 'data/log', which is log.path too",
        "{retention: {delivered: 20m}, release-late: true} | release-late"
            + " | retention.delivered of 20m below the window of 30m",
        "delivery: {give-up-after: 0s} | delivery.give-up-after | '0s'",
        "hindsight: {horizon: 0s} | hindsight.horizon | '0s'",
        "hindsight: {horizon: 20m} | hindsight.horizon | a horizon of 20m below the window of 30m",
        "hindsight: {clock-tolerance: 1h} | hindsight.clock-tolerance | '1h'",
        "hindsight: {webhook: dno.example} | hindsight.webhook | 'dno.example'",
        "hindsight: {webhook-secret: f} | hindsight.webhook-secret | a secret without a webhook",
        "hindsight: {webhook: 'http://x/?q=1'} | hindsight.webhook"
            + " | a URL with a query, which would be recorded with the configuration",
        "hindsight: {webhok: ''} | hindsight.webhok | an unknown key",
        "retention: {audit: 0d} | retention.audit | '0d'",
        "7: 8 | 7 | an unknown key",
        "{[a]: b} | ? | a list",
        "[window] | ^^ | a list",
        "window: 30m\u2028window: 20m | window | the key a second time",
      })
  void oneMistakeGivesOneMessage(String text, String key, String found) {
    List<ConfigFault> faults = faults(text.replace('\u2028', '\n'));
    assertThat(faults).hasSize(1);
    assertThat(faults.getFirst().key()).isEqualTo(key);
    assertThat(faults.getFirst().found()).isEqualTo(found);
    assertThat(faults.getFirst().where()).startsWith("f.yaml");
    assertThat(faults.getFirst().allowed()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://x/?q=1, ftp://x/?…",
    "http://x/#f, http://x/#…",
    "http://a:b?c@x/?q=1, http://…@x/?…",
    "x/hook?q=1, x/hook?…"
  })
  void userQueryAndFragmentOfAnAddressAreNotShown(String url, String shown) {
    assertThat(faults("dsp: {url: '" + url + "'}"))
        .singleElement()
        .satisfies(fault -> assertThat(fault.found()).isEqualTo('"' + shown + '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "report: {scope: []} | report.scope | no scope",
        "report: {scope: [consolidated, consolidated]} | report.scope | a value twice",
        "report: {scope: region} | report.scope | 'region'",
        "report: {for-people: [csv, pdf]} | report.for-people | 'pdf'",
        "report: {while-off: never} | report.while-off | 'never'",
        "report: {header: 'H{seq}'} | report.header | '{seq}', an unknown placeholder",
        "report: {header: 'H{rows}'} | report.header | '{rows}', which is known behind the last"
            + " row: the footer can have it",
        "report: {header: '{scope:9}'} | report.header"
            + " | '{scope:9}', which needs nothing behind the colon",
        "report: {footer: 'T}'} | report.footer"
            + " | 'T}', with a brace that belongs to no placeholder",
        "report: {footer: 'D,{sha256}'} | report.footer"
            + " | a footer that begins like a row, with D, A or X and a comma",
      })
  void oneMistakeInReportsGivesOneMessage(String text, String key, String found) {
    oneMistakeGivesOneMessage(text, key, found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "listen: {admin: 0.0.0.0:1} | listen.admin"
            + " | '0.0.0.0:1', which other machines reach, without TLS",
        "tls: {certificate: a.pem} | tls.certificate | one without the other",
        "tls: {key: a.pem} | tls.key | one without the other",
        "tls: {client-ca: a.pem} | tls.client-ca | authorities of clients without a certificate",
        "tls: {crl: [a.crl]} | tls.crl"
            + " | revoked certificates without the authorities of clients",
        "dsp: {eui: 90b3d51f30020000} | dsp | a proof of the DSP that nobody is asked for",
        "tls: {client-auth: maybe} | tls.client-auth | 'maybe'",
      })
  void oneMistakeInTlsGivesOneMessage(String text, String key, String found) {
    oneMistakeGivesOneMessage(text, key, found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "journal: {url: 'jdbc:postgresql://x'} | journal.url",
      })
  void whatThisVersionCannotDoIsRefusedNotIgnored(String text, String key) {
    List<ConfigFault> faults = faults(text);
    assertThat(faults).hasSize(1);
    assertThat(faults.getFirst().key()).isEqualTo(key);
    assertThat(faults.getFirst().found()).contains("not available in this version");
  }

  @Test
  void usersAreTheirOwnAndNoDistributorHasTwo() {
    String text =
        """
        users:
          - {id: 90-B3-D5-1F-30-02-00-00, distributors: [17, 20], receive: "http://x:1"}
          - {id: 90-b3-d5-1f-30-02-00-00, distributors: [20, 20], receive: "http://x:2"}
          - {name: nameless, in-flight: 0}
        """;
    assertThat(faults(text).stream().map(fault -> fault.key() + " " + fault.found()))
        .containsExactly(
            "users[1].id '90-B3-D5-1F-30-02-00-00', which the user at f.yaml:2:5 has",
            "users[1].distributors '20', which the user at f.yaml:2:5 has",
            "users[1].distributors '20', which the user at f.yaml:2:5 has",
            "users[2].id nothing",
            "users[2].receive nothing",
            "users[2].in-flight '0'");
  }

  @Test
  void everythingWrongWithATargetIsNamedAtOnce() {
    String text =
        """
        report:
          to:
            - {sftp: "sftp://host/in", key: k, known-hosts: h}
            - {sftp: "sftp://dcc:secret@host/in", permissions: 0440}
            - {sftp: "sftp://dcc@host:0/in", key: k, known-hosts: h, folder: in}
            - sharepoint: {site: outages, library: "", folder: "a//b", tenant: "a b", client: me}
            - sharepoint:
                site: https://dno.sharepoint.com/sites/outages
                library: Documents
                tenant: dno.example
                client: 11111111-2222-3333-4444-555555555555
                secret-file: s
                key: k
                graph: http://graph.example
                authority: login.example
            - {ftp: x}
        """;
    assertThat(faults(text).stream().map(fault -> fault.key() + " " + fault.found()))
        .containsExactly(
            "report.to[0].sftp 'sftp://host/in'",
            "report.to[1].key nothing",
            "report.to[1].known-hosts nothing",
            "report.to[1].sftp a password in a URL",
            "report.to[1].permissions '0440'",
            "report.to[2].sftp 'sftp://dcc@host:0/in'",
            "report.to[2].folder an unknown key",
            "report.to[3].sharepoint.certificate nothing",
            "report.to[3].sharepoint.key nothing",
            "report.to[3].sharepoint.site 'outages'",
            "report.to[3].sharepoint.library nothing",
            "report.to[3].sharepoint.folder \"a//b\"",
            "report.to[3].sharepoint.tenant \"a b\"",
            "report.to[3].sharepoint.client 'me'",
            "report.to[4].sharepoint.secret-file a secret-file beside a certificate",
            "report.to[4].sharepoint.graph 'http://graph.example'",
            "report.to[4].sharepoint.authority 'login.example'",
            "report.to[5].directory nothing",
            "report.to[5].ftp an unknown key");
  }

  @Test
  void aTargetIsNamedOnce() {
    String sftp = "{sftp: 'sftp://dcc@host', key: k, known-hosts: h}";
    String text = "report: {to: [" + sftp + ", {directory: r}, " + sftp + "]}";
    assertThat(faults(text).stream().map(ConfigFault::found))
        .containsExactly("'sftp://dcc@host:22/~/', which is report.to too");
  }

  @Test
  void aFaultInTheEnvironmentNamesItsVariable() {
    Map<String, String> environment =
        Map.of(
            "LASTGASP_WINDOW", "20",
            "LASTGASP_WINDW", "20m",
            "LASTGASP_GUIDS", "",
            "LASTGASP_USERS", "[{id: 90-B3-D5-1F-30-02-00-00}]",
            "LASTGASP_MANUFACTURERS", "[Kaifa",
            "LASTGASP_RETENTION", "{audit: 1}");
    ConfigResult read = ConfigReader.read(Optional.empty(), environment);
    assertThat(read)
        .isInstanceOfSatisfying(
            ConfigResult.Faulty.class,
            faulty ->
                assertThat(faulty.faults().stream().map(f -> f.where() + " " + f.found()))
                    .containsExactlyInAnyOrder(
                        "LASTGASP_WINDOW '20'",
                        "LASTGASP_WINDW an unknown variable",
                        "LASTGASP_GUIDS nothing",
                        "LASTGASP_USERS:1:2 nothing",
                        "LASTGASP_MANUFACTURERS:1:7 expected ',' or ']', but got <stream end>",
                        "LASTGASP_RETENTION:1:9 '1'"));
  }

  @Test
  void whatIsNoYamlNamesItsPlace() {
    assertThat(faults("window: 30m\n  max: x").getFirst().where()).startsWith("f.yaml:2:");
    assertThat(faults("a: 1\n---\nb: 2").getFirst().where()).startsWith("f.yaml:2:");
    assertThat(faults("a: *nobody")).hasSize(1);
    assertThat(faults("[".repeat(500_000)).getFirst().found()).contains("deep");
    assertThat(faults("a: &a [*a]")).isNotEmpty();
    assertThat(faults("users: &a [*a]")).isNotEmpty();
  }

  @Test
  void whatCannotBeReadIsAFaultToo() throws Exception {
    Path latin = folder.resolve("latin.yaml");
    Files.write(latin, "guids: Zürich".getBytes(StandardCharsets.ISO_8859_1));
    for (Path file : List.of(folder, folder.resolve("missing.yaml"), latin)) {
      assertThat(ConfigReader.read(Optional.of(file), Map.of()))
          .isInstanceOfSatisfying(
              ConfigResult.Faulty.class,
              faulty -> assertThat(faulty.faults().getFirst().where()).isEqualTo("" + file));
    }
  }

  @Test
  void whateverIsWrittenIsLoadedOrFaulty() {
    Seeds.each(3_000, seed -> readAnything(new SplittableRandom(seed)));
  }

  private static void readAnything(RandomGenerator random) {
    String odd = "{}[]:,#&*!|>'\"%@`- \n\t\0?<~=\\\uFEFF\u0085é0123m";
    String good =
        random.nextBoolean() ? ConfigReaderTest.DOCUMENTED : ConfigReaderTest.OTHERWISE;
    StringBuilder text = new StringBuilder(good);
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      int at = random.nextInt(text.length());
      char other = odd.charAt(random.nextInt(odd.length()));
      switch (random.nextInt(4)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, other);
        case 2 -> text.setCharAt(at, other);
        default -> text.insert(at, good, 0, random.nextInt(good.length()));
      }
    }
    switch (ConfigReader.read(text.toString(), "f.yaml", Path.of(""), Map.of())) {
      case ConfigResult.Loaded loaded -> assertThat(loaded.config().hash()).hasSize(64);
      case ConfigResult.Faulty faulty -> assertThat(faulty.faults()).isNotEmpty();
    }
  }

  private static List<ConfigFault> faults(String text) {
    return switch (ConfigReader.read(text, "f.yaml", Path.of(""), Map.of())) {
      case ConfigResult.Loaded loaded -> throw new AssertionError("no fault in " + text);
      case ConfigResult.Faulty faulty -> faulty.faults();
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dsp: {url: 'http://dcc:hunter2@dsp.example'}",
        "dsp: {url: 'http://dcc:hunter2/@@dsp.example/x'}",
        "dsp: {url: 'https://hunter2@dsp.example'}",
        "users: [{id: 90-B3-D5-1F-30-02-00-00, receive: 'http://dcc:hunter2@dno.example'}]",
        "notify: {webhook: 'https://dcc:hunter2@dno.example'}",
        "hindsight: {webhook: 'https://dcc:hunter2@dno.example'}",
      })
  void theUserAndPasswordOfAnAddressAreNotShown(String text) {
    assertThat(faults(text))
        .singleElement()
        .satisfies(
            fault -> assertThat(fault.toString()).contains("://…@").doesNotContain("hunter2"));
  }
}
