package org.lastgasp.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lastgasp.notification.MailTarget;

class NotifyReaderTest {
  private static final String ALL =
      """
      notify:
        alertmanager: http://alerts.example:9093
        webhook: https://dno.example/notices
        webhook-secret: notices.txt
        mail:
          to: [duty@dno.example]
          from: gateway@dno.example
          server: mail.dno.example:465
          tls: implicit
          user: gateway
          password-file: mail.txt
      """;
  private static final Config.Notices NOTICES =
      new Config.Notices(
          Optional.of(URI.create("http://alerts.example:9093")),
          Optional.of(URI.create("https://dno.example/notices")),
          Optional.of(Path.of("notices.txt")),
          Optional.of(
              new MailTarget.Settings(
                  List.of("duty@dno.example"), "gateway@dno.example", "mail.dno.example", 465,
                  MailTarget.Encryption.IMPLICIT, Optional.of("gateway"),
                  Optional.of(Path.of("mail.txt")))));

  @Test
  void everyKeyIsHeededAndRecorded() {
    Config config = loaded(ALL, Map.of());
    assertThat(config.notices()).isEqualTo(NOTICES);
    assertThat(loaded(config.text(), Map.of()).notices()).isEqualTo(NOTICES);
    assertThat(config.hash()).isNotEqualTo(loaded("", Map.of()).hash());
  }

  @Test
  void everyKeyCanBeSetInTheEnvironment() {
    Map<String, String> environment =
        Map.of(
            "LASTGASP_NOTIFY_ALERTMANAGER", "http://alerts.example:9093",
            "LASTGASP_NOTIFY_WEBHOOK", "https://dno.example/notices",
            "LASTGASP_NOTIFY_WEBHOOK_SECRET", "notices.txt",
            "LASTGASP_NOTIFY_MAIL_TO", "[duty@dno.example]",
            "LASTGASP_NOTIFY_MAIL_FROM", "gateway@dno.example",
            "LASTGASP_NOTIFY_MAIL_SERVER", "mail.dno.example:465",
            "LASTGASP_NOTIFY_MAIL_TLS", "implicit",
            "LASTGASP_NOTIFY_MAIL_USER", "gateway",
            "LASTGASP_NOTIFY_MAIL_PASSWORD_FILE", "mail.txt");
    assertThat(loaded("", environment).notices()).isEqualTo(NOTICES);
  }

  @Test
  void nobodyIsToldByDefault() {
    assertThat(loaded("", Map.of()).notices()).isEqualTo(Config.Notices.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{alertmanager: here} | notify.alertmanager | 'here'",
        "{webhook-secret: f} | notify.webhook-secret | a secret without a webhook",
        "{webhook: 'http://x/?q=1'} | notify.webhook | a URL with a query",
        "{webhok: ''} | notify.webhok | an unknown key",
        "{mail: {to: [duty]}} | notify.mail.to | 'duty'",
        "{mail: {server: 'm:25'}} | notify.mail.server | a server without a recipient",
        "{mail: {to: [a@b], server: 'm:25'}} | notify.mail.from | nothing",
        "{mail: {to: [a@b], from: c@b}} | notify.mail.server | nothing",
        "{mail: {to: [a@b], from: c@b, server: m}} | notify.mail.server | 'm'",
        "{mail: {to: [a@b], from: c@b, server: 'm:25', user: u}} | notify.mail.user"
            + " | a user or a password alone",
        "{mail: {to: [a@b], from: c@b, server: 'm:25', tls: none}} | notify.mail.tls"
            + " | 'none', for a server on another machine",
        "{mail: {to: [a@b], from: c@b, server: '127.m.example:25', tls: none}} | notify.mail.tls"
            + " | 'none', for a server on another machine",
        "{mail: {to: [a@b], from: c@b, server: 'm:25', tls: ssl}} | notify.mail.tls | 'ssl'"
      })
  void aFaultIsNamed(String text, String key, String found) {
    ConfigResult read =
        ConfigReader.read("notify: " + text, "f.yaml", Path.of(""), Map.of());
    assertThat(read)
        .isInstanceOfSatisfying(
            ConfigResult.Faulty.class,
            faulty ->
                assertThat(faulty.faults())
                    .anySatisfy(
                        fault -> {
                          assertThat(fault.toString()).startsWith("f.yaml:").contains(key + ": ");
                          assertThat(fault.toString()).contains(found);
                        }));
  }

  private static Config loaded(String text, Map<String, String> environment) {
    return switch (ConfigReader.read(text, "f.yaml", Path.of(""), environment)) {
      case ConfigResult.Loaded read -> read.config();
      case ConfigResult.Faulty faulty -> throw new AssertionError(faulty.faults());
    };
  }
}
