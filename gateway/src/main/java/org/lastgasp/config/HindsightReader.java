package org.lastgasp.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.lastgasp.hindsight.HindsightSettings;

/** A reader of the settings of hindsight. */
final class HindsightReader {
  private static final ValueType<String> WEBHOOK = ValueType.orNothing(ValueType.URL);
  private static final ValueType<Duration> TOLERANCE =
      ValueType.durationBelow(Duration.ofHours(1));
  private static final ValueType<String> SECRET = ValueType.orNothing(ValueType.PATH);

  private final ConfigSource source;
  private final List<String> warnings;

  HindsightReader(ConfigSource source, List<String> warnings) {
    this.source = source;
    this.warnings = warnings;
  }

  /** The part of it below the root. */
  Config.Hindsight read(Section root, Setting<Duration> window) {
    Section section = root.section("hindsight");
    Setting<Duration> horizon =
        section.read("horizon", ValueType.duration(), HindsightSettings.DEFAULT.horizon());
    Setting<Duration> tolerance =
        section.read(
            "clock-tolerance", TOLERANCE, HindsightSettings.DEFAULT.clockTolerance());
    Setting<String> webhook = section.read("webhook", WEBHOOK, "");
    Setting<String> secret = section.read("webhook-secret", SECRET, "");
    section.end();
    Optional<URI> url = ValueType.URL.parser().apply(webhook.value());
    if (Setting.allGood(window, horizon) && horizon.value().compareTo(window.value()) < 0) {
      String found =
          "a horizon of " + Units.text(horizon.value()) + " below the window of "
              + Units.text(window.value());
      source.fault(horizon.where(), horizon.key(), found, "a horizon no shorter than the window");
    }
    if (url.map(URI::getRawQuery).isPresent()) {
      String found = "a URL with a query, which would be recorded with the configuration";
      source.fault(webhook.where(), webhook.key(), found, "a URL without one");
    }
    checkPair(webhook, secret);
    return new Config.Hindsight(
        new HindsightSettings(horizon.value(), tolerance.value()),
        url,
        ValueType.PATH.parser().apply(secret.value()).map(f -> source.resolve(secret.where(), f)));
  }

  private void checkPair(Setting<String> webhook, Setting<String> secret) {
    if (!Setting.allGood(webhook, secret)) {
      return;
    }
    if (webhook.value().isEmpty() && !secret.value().isEmpty()) {
      source.fault(
          secret.where(), secret.key(), "a secret without a webhook", "hindsight.webhook too");
    }
    if (!webhook.value().isEmpty() && secret.value().isEmpty()) {
      warnings.add(
          "hindsight.webhook: without hindsight.webhook-secret its calls are not signed, and the"
              + " receiver cannot tell who made them");
    }
  }
}
