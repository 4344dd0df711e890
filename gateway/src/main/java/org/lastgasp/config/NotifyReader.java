package org.lastgasp.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lastgasp.notification.MailTarget;

/** A reader of {@code notify}: who is told what is degraded, and that suspects wait. */
final class NotifyReader {
  private static final ValueType<String> URL = ValueType.orNothing(ValueType.URL);
  private static final ValueType<String> FILE = ValueType.orNothing(ValueType.PATH);
  private static final ValueType<String> ADDRESS =
      new ValueType<>(
          "a mail address such as duty@dno.example",
          false,
          text ->
              text.matches("[^\\s@<>,;:\"\\p{Cntrl}]+@[A-Za-z0-9.-]+")
                  ? Optional.of(text)
                  : Optional.empty());
  private static final ValueType<String> SERVER =
      new ValueType<>(
          "host:port such as mail.dno.example:587",
          false,
          text ->
              Address.parse(text).filter(at -> at.port() > 0).isPresent()
                  ? Optional.of(text)
                  : Optional.empty());

  private final ConfigSource source;

  NotifyReader(ConfigSource source) {
    this.source = source;
  }

  /** The part of it below the root. */
  Config.Notices read(Section root) {
    Section section = root.section("notify");
    Optional<URI> alertmanager = url(section.read("alertmanager", URL, ""));
    Setting<String> webhook = section.read("webhook", URL, "");
    Setting<String> secret = section.read("webhook-secret", FILE, "");
    Optional<MailTarget.Settings> mail = mail(section.section("mail"));
    section.end();
    if (Setting.allGood(webhook, secret)
        && webhook.value().isEmpty()
        && !secret.value().isEmpty()) {
      source.fault(
          secret.where(), secret.key(), "a secret without a webhook", "notify.webhook too");
    }
    return new Config.Notices(alertmanager, url(webhook), file(secret), mail);
  }

  private Optional<URI> url(Setting<String> written) {
    Optional<URI> url = ValueType.URL.parser().apply(written.value());
    if (url.map(URI::getRawQuery).isPresent()) {
      String found = "a URL with a query, which would be recorded with the configuration";
      source.fault(written.where(), written.key(), found, "a URL without one");
    }
    return url;
  }

  private Optional<Path> file(Setting<String> written) {
    return ValueType.PATH
        .parser()
        .apply(written.value())
        .map(path -> source.resolve(written.where(), path));
  }

  private Optional<MailTarget.Settings> mail(Section section) {
    List<Setting<String>> to = section.list("to", ADDRESS, List.of());
    Setting<String> from = needed(to, section, "from", ADDRESS);
    Setting<String> server = needed(to, section, "server", SERVER);
    ValueType<MailTarget.Encryption> ways =
        ValueType.choice(MailTarget.Encryption.values(), NotifyReader::code);
    Setting<MailTarget.Encryption> tls =
        section.read("tls", ways, MailTarget.Encryption.STARTTLS);
    Setting<String> user = section.read("user", ValueType.orNothing(ValueType.TEXT), "");
    Setting<String> password = section.read("password-file", FILE, "");
    section.end();
    if (!Setting.allGood(from, server, user, password)) {
      return Optional.empty();
    }
    if (to.isEmpty()) {
      if (!server.value().isEmpty()) {
        source.fault(server.where(), server.key(), "a server without a recipient",
            "notify.mail.to too");
      }
      return Optional.empty();
    }
    if (user.value().isEmpty() != password.value().isEmpty()) {
      source.fault(user.where(), user.key(), "a user or a password alone",
          "notify.mail.user and notify.mail.password-file, or neither");
    }
    Optional<Address> at = Address.parse(server.value());
    boolean ours = at.filter(Address::isLoopback).isPresent();
    if (at.isPresent() && tls.value() == MailTarget.Encryption.NONE && !ours) {
      source.fault(tls.where(), tls.key(), "'none', for a server on another machine",
          "starttls or implicit");
    }
    return at.map(
        address ->
            new MailTarget.Settings(
                to.stream().map(Setting::value).toList(),
                from.value(),
                address.host(),
                address.port(),
                tls.value(),
                Optional.of(user.value()).filter(name -> !name.isEmpty()),
                file(password)));
  }

  /** What a mail needs, if there is somebody to send it to. */
  private static Setting<String> needed(
      List<Setting<String>> to, Section section, String key, ValueType<String> kind) {
    return to.isEmpty()
        ? section.read(key, ValueType.orNothing(kind), "")
        : section.required(key, kind, "");
  }

  static String code(MailTarget.Encryption way) {
    return way.name().toLowerCase(Locale.ROOT);
  }
}
