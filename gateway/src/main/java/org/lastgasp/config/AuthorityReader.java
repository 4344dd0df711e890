package org.lastgasp.config;

import static java.util.stream.Collectors.toSet;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.lastgasp.access.ListTrust;
import org.lastgasp.access.SignatureVerifier;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Settings;

/** A reader of the settings for whose firmware activations open windows. */
final class AuthorityReader {
  private static final String OFF = "off";
  private static final int MOST = 10_000_000; // more than a country has hubs
  private static final ValueType<Integer> NUMBER = ValueType.whole(1, MOST);
  private static final ValueType<OptionalInt> LIMIT =
      new ValueType<>(
          "off, or " + NUMBER.allowed(),
          true,
          text ->
              text.equals(OFF)
                  ? Optional.of(OptionalInt.empty())
                  : NUMBER.parser().apply(text).map(OptionalInt::of));

  private AuthorityReader() {}

  static Config.Signatures signatures(ConfigSource source, Section root) {
    Section section = root.section("signatures");
    ValueType<SignatureVerifier.Requirement> words =
        ValueType.choice(
            SignatureVerifier.Requirement.values(), SignatureVerifier.Requirement::code);
    SignatureVerifier.Requirement requests =
        section.read("requests", words, SignatureVerifier.Requirement.OFF).value();
    Path trust = section.path("trust", "certs/").value();
    Setting<String> key = section.read("guids-key", ValueType.orNothing(ValueType.PATH), "");
    List<Setting<String>> lists = section.list("guids-sha256", ValueType.SHA_256, List.of());
    section.end();
    ListTrust guids =
        new ListTrust(
            ValueType.PATH
                .parser()
                .apply(key.value())
                .map(file -> source.resolve(key.where(), file)),
            lists.stream().map(Setting::value).collect(toSet()));
    return new Config.Signatures(requests, trust, guids);
  }

  static Settings.Authority authority(Section root) {
    Section section = root.section("authority");
    List<Setting<Eui64>> activate = section.list("activate", ValueType.EUI, List.of());
    OptionalInt open = section.read("open-windows", LIMIT, OptionalInt.empty()).value();
    OptionalInt anHour = section.read("windows-an-hour", LIMIT, OptionalInt.empty()).value();
    section.end();
    return new Settings.Authority(
        activate.stream().map(Setting::value).collect(toSet()), open, anHour);
  }

  /** As it is read; nothing where all is as by default: such a configuration keeps its hash. */
  static String text(Settings.Authority authority) {
    return authority.equals(Settings.Authority.ANYBODY)
        ? ""
        : "authority: {activate: %s, open-windows: %s, windows-an-hour: %s}\n"
            .formatted(
                CanonicalYaml.flow(
                    authority.activate().stream().sorted().toList(), Eui64::toString),
                text(authority.openWindows()),
                text(authority.windowsAnHour()));
  }

  private static String text(OptionalInt limit) {
    return limit.isPresent() ? String.valueOf(limit.getAsInt()) : OFF;
  }
}
