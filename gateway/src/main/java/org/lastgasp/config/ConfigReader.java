package org.lastgasp.config;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.lastgasp.config.ConfigResult.ConfigFault;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Switch;
import org.snakeyaml.engine.v2.nodes.Node;

/** A reader of configurations: all of it, so that all faults come back at once. */
public final class ConfigReader {
  private static final int LARGEST_FILE = 1 << 20; // 1 MiB, some 5,000 users
  private static final Duration TIMEOUT_LIMIT = Duration.ofMinutes(3);
  private static final Eui64 NOBODY = new Eui64(0);
  private static final URI NOWHERE = URI.create("http://localhost");
  private static final String LATER = "not available in this version";

  private final ConfigSource source;
  private final Section root;
  private final List<String> warnings = new ArrayList<>();

  private ConfigReader(ConfigSource source, Section root) {
    this.source = source;
    this.root = root;
  }

  /**
   * Reads a file and the environment over it; without a file, the environment over the defaults.
   *
   * @param environment as of {@link System#getenv()}: every key has a variable, e.g. {@code
   *     LASTGASP_LOG_ROTATE_AT}, lists and mappings as YAML in one line; it wins over the file
   */
  public static ConfigResult read(Optional<Path> file, Map<String, String> environment) {
    if (file.isEmpty()) {
      return read("", "environment", Path.of(""), environment);
    }
    Path path = file.get();
    if (path.toString().isEmpty()) {
      return faulty("--config", "nothing", "a YAML file, or neither it nor LASTGASP_CONFIG");
    }
    String label = path.toString();
    Path folder = Optional.ofNullable(path.getParent()).orElse(Path.of(""));
    try {
      if (Files.size(path) > LARGEST_FILE) {
        return faulty(label, "a file over " + Units.text(LARGEST_FILE), "a smaller one");
      }
      byte[] bytes = Files.readAllBytes(path);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return read(text, label, folder, environment);
    } catch (CharacterCodingException notUtf8) {
      return faulty(label, "bytes that are not UTF-8", "YAML in UTF-8");
    } catch (NoSuchFileException missing) {
      return faulty(label, "no such file", "a YAML file, or no --config to run on the defaults");
    } catch (IOException broken) {
      return new ConfigResult.Faulty(ConfigFault.unreadable(label, broken));
    }
  }

  private static ConfigResult faulty(String where, String found, String allowed) {
    return new ConfigResult.Faulty(new ConfigFault(where, "", found, allowed));
  }

  /**
   * Reads a text as if it stood in a file.
   *
   * @param label what faults call the file
   * @param folder what relative paths in it are relative to
   */
  static ConfigResult read(
      String text, String label, Path folder, Map<String, String> environment) {
    ConfigSource source = new ConfigSource(label, folder, environment);
    return switch (Yaml.read(text, label)) {
      case Yaml.Broken broken -> faulty(broken.where(), broken.problem(), "well-formed YAML");
      case Yaml.Nothing nothing -> of(source, Optional.empty());
      case Yaml.Tree tree -> of(source, Optional.of(tree.root()));
    };
  }

  /** Every key there is, as documented; those of a user as {@code users[].id}. */
  static List<String> keys() {
    ConfigSource source = new ConfigSource("", Path.of(""), Map.of());
    String oneOfEach = "{users: [{}], report: {to: [{}, {sftp: x}, {sharepoint: {}}]}}";
    if (Yaml.read(oneOfEach, "") instanceof Yaml.Tree tree) {
      new ConfigReader(source, Section.root(source, Optional.of(tree.root()))).config();
    }
    return source.keys().stream().map(key -> key.replaceAll("\\[\\d\\]", "[]")).distinct().toList();
  }

  private static ConfigResult of(ConfigSource source, Optional<Node> node) {
    ConfigReader reader = new ConfigReader(source, Section.root(source, node));
    Config config = reader.config();
    List<ConfigFault> faults = source.faults();
    ConfigResult.Loaded loaded =
        new ConfigResult.Loaded(config, reader.warnings, source.places());
    return faults.isEmpty() ? loaded : new ConfigResult.Faulty(faults, Optional.of(loaded));
  }

  /** A key with a fault has its default. */
  private Config config() {
    String name = root.read("name", ValueType.orNothing(ValueType.INSTALLATION), "").value();
    Switch state = state();
    Setting<Duration> window = root.read("window", ValueType.duration(), Duration.ofMinutes(30));
    Settings.WindowClock clock = windowClock();
    Setting<Duration> ceiling = ceiling();
    Setting<Boolean> local = root.read("track-local-delivery", ValueType.FLAG, false);
    List<String> manufacturers = manufacturers();
    Setting<Path> guids = root.path("guids", "guids.txt");
    Setting<Path> inventory = root.path("inventory", "inventory.csv");
    Map<Guard, Guard.Setting> guards = GuardReader.guards(root);
    Settings.Thresholds thresholds = GuardReader.thresholds(root);
    Setting<Boolean> releaseLate = root.read("release-late", ValueType.FLAG, false);
    long maxMessage = maxMessage();
    Config.Tls tls = TlsReader.read(source, root);
    Config.Listen listen = listen(tls);
    Config.Access access = AccessReader.read(source, root);
    Config.Dsp dsp = dsp(tls);
    int faultsBefore = source.faults().size();
    List<Config.User> users = users();
    Optional<Setting<Optional<Eui64>>> defaultUser = root.optional("default-user", ValueType.EUI);
    if (source.faults().size() == faultsBefore) {
      checkDefaultUser(defaultUser, users);
    }
    Config.Signatures signatures = AuthorityReader.signatures(source, root);
    Settings.Authority authority = AuthorityReader.authority(root);
    Config.JournalFolder journal = journal();
    Config.LogFolder log = log();
    Config.Report report = new ReportConfigReader(source, warnings).read(root);
    Config.Hindsight hindsight = new HindsightReader(source, warnings).read(root, window);
    Config.Notices notices = new NotifyReader(source).read(root);
    Config.Recording recording = RecordingConfigReader.read(source, root);
    Config.Delivery delivery = delivery();
    Config.Retention retention = retention();
    Config.Kafka kafka = KafkaConfigReader.read(source, root);
    boolean acceptance = acceptance();
    end();
    checkTogether(window, ceiling, releaseLate, retention);
    checkFolders(journal.path(), log.path(), report.to());
    return new Config(
        name,
        state,
        window.value(),
        clock,
        ceiling.value(),
        local.value(),
        manufacturers,
        guids.value(),
        inventory.value(),
        guards,
        thresholds,
        releaseLate.value(),
        acceptance,
        maxMessage,
        listen,
        access,
        tls,
        dsp,
        users,
        defaultUser.flatMap(Setting::value),
        signatures,
        authority,
        journal,
        log,
        report,
        hindsight,
        notices, recording, delivery, retention, kafka);
  }

  private void checkTogether(
      Setting<Duration> window,
      Setting<Duration> ceiling,
      Setting<Boolean> releaseLate,
      Config.Retention retention) {
    checkReleases(releaseLate, window, retention);
    checkCeiling(window, ceiling);
  }

  private Setting<Duration> ceiling() {
    return root.read("max-blindness", ValueType.duration(), Duration.ofHours(2));
  }

  private Switch state() {
    ValueType<Switch> states = ValueType.choice(Switch.values(), Switch::code);
    return root.read("switch", states, Switch.ENFORCE).value();
  }

  private Settings.WindowClock windowClock() {
    ValueType<Settings.WindowClock> clocks =
        ValueType.choice(Settings.WindowClock.values(), Settings.WindowClock::code);
    return root.read("window-clock", clocks, Settings.WindowClock.RECEIPT).value();
  }

  private long maxMessage() {
    return root.read("max-message", ValueType.size(1L << 10, 1L << 30), 16L << 20).value();
  }

  private boolean acceptance() {
    boolean allowed = root.read("acceptance", ValueType.FLAG, false).value();
    if (allowed) {
      warnings.add(
          "acceptance: true lets lastgasp accept change lists and switch: for test gateways only");
    }
    return allowed;
  }

  private void end() {
    root.end();
    source.refuseUnknownVariables();
  }

  private List<String> manufacturers() {
    Set<String> seen = new HashSet<>();
    List<Setting<String>> names =
        root.list("manufacturers", ValueType.TEXT, List.of("Landis+Gyr", "1063"));
    for (Setting<String> name : names) {
      if (!seen.add(name.value().strip().toLowerCase(Locale.ROOT))) {
        String found = "'" + name.value() + "' a second time";
        source.fault(name.where(), name.key(), found, "each manufacturer once");
      }
    }
    if (names.isEmpty()) {
      warnings.add("manufacturers: the list is empty, so no activation is tracked");
    }
    return names.stream().map(Setting::value).toList();
  }

  private Config.Listen listen(Config.Tls tls) {
    Section section = root.section("listen");
    Setting<Address> duis =
        section.read("duis", ValueType.ADDRESS, new Address("127.0.0.1", 8079));
    Setting<Address> admin =
        section.read("admin", ValueType.ADDRESS, new Address("127.0.0.1", 8080));
    List<Setting<String>> names = section.list("names", ValueType.HOST_NAME, List.of());
    boolean insecure = section.read("insecure", ValueType.FLAG, false).value();
    section.end();
    if (Setting.allGood(duis, admin)
        && duis.value().port() != 0
        && duis.value().equals(admin.value())) {
      Setting<Address> written = admin.isWritten() ? admin : duis;
      String found = "'" + admin.value() + "', for both listeners";
      source.fault(written.where(), written.key(), found, "an address of its own");
    }
    for (Setting<Address> at : List.of(duis, admin)) {
      if (!at.value().isLoopback() && tls.files().own().isEmpty() && !insecure) {
        source.fault(
            at.where(), at.key(), "'" + at.value() + "', which other machines reach, without TLS",
            "tls.certificate and tls.key, an address of 127.0.0.1, or listen.insecure: true");
      }
    }
    boolean here = duis.value().isLoopback() && admin.value().isLoopback();
    if (insecure && (here || tls.files().own().isPresent())) {
      warnings.add("listen.insecure: not needed: no other machine reaches a listener without TLS");
    }
    return new Config.Listen(
        duis.value(), admin.value(), names.stream().map(Setting::value).toList(), insecure);
  }

  private Config.Dsp dsp(Config.Tls tls) {
    Section section = root.section("dsp");
    Setting<URI> url = section.read("url", ValueType.URL, URI.create("http://127.0.0.1:9079"));
    Setting<Duration> timeout =
        section.read("timeout", ValueType.durationBelow(TIMEOUT_LIMIT), Duration.ofSeconds(30));
    Optional<Eui64> eui = section.optional("eui", ValueType.EUI).flatMap(Setting::value);
    List<Setting<String>> certificates =
        section.list("certificate-sha256", ValueType.SHA_256, List.of());
    section.end();
    if ((eui.isPresent() || !certificates.isEmpty()) && !tls.provesClients()) {
      source.fault(
          section.where(), "dsp", "a proof of the DSP that nobody is asked for",
          "tls.client-ca or tls.proxy too: without them no client shows a certificate");
    }
    if (url.value().getRawQuery() != null) {
      source.fault(
          url.where(), url.key(), "a URL with a query", "a URL to which a path can be appended");
    }
    return new Config.Dsp(
        url.value(),
        timeout.value(),
        eui,
        certificates.stream().map(Setting::value).collect(Collectors.toSet()));
  }

  private List<Config.User> users() {
    List<Config.User> users = new ArrayList<>();
    Map<Eui64, String> ids = new HashMap<>();
    Map<Integer, String> claimed = new HashMap<>();
    for (Section section : root.sections("users").orElse(List.of())) {
      Setting<Eui64> id = section.required("id", ValueType.EUI, NOBODY);
      Setting<String> name = section.read("name", ValueType.TEXT, id.value().toString());
      List<Setting<Integer>> distributors =
          section.list("distributors", ValueType.whole(0, 99), List.of());
      Setting<URI> receive = section.required("receive", ValueType.URL, NOWHERE);
      Setting<Integer> inFlight = section.read("in-flight", ValueType.whole(1, 1024), 16);
      section.end();
      if (receive.value().getRawQuery() != null) {
        warnings.add(
            receive.key() + ": its query is recorded with the configuration, and shown to whoever"
                + " may read that: it must hold no secret");
      }
      if (id.good()) {
        once(ids, id, "user id", section);
      }
      distributors.forEach(each -> once(claimed, each, "distributor", section));
      Set<Integer> numbers = new LinkedHashSet<>();
      distributors.forEach(each -> numbers.add(each.value()));
      users.add(
          new Config.User(
              id.value(), name.value(), numbers, receive.value(), inFlight.value()));
    }
    if (users.isEmpty()) {
      warnings.add("users: none, so every message from the DSP is kept and nothing is delivered");
    }
    return users;
  }

  private <T> void once(Map<T, String> seen, Setting<T> value, String what, Section section) {
    String before = seen.putIfAbsent(value.value(), section.where());
    if (before != null) {
      String found = "'" + value.value() + "', which the user at " + before + " has";
      source.fault(value.where(), value.key(), found, "each " + what + " once");
    }
  }

  private void checkDefaultUser(
      Optional<Setting<Optional<Eui64>>> written, List<Config.User> users) {
    Optional<Eui64> id = written.flatMap(Setting::value);
    if (id.isPresent() && users.stream().noneMatch(user -> user.id().equals(id.get()))) {
      String allowed = users.isEmpty() ? "the id of a user, but there are none" : ids(users);
      source.fault(written.get().where(), "default-user", "'" + id.get() + "'", allowed);
    }
    if (written.isEmpty() && !users.isEmpty()) {
      warnings.add(
          "default-user: none, so an AD1 of a distributor that no user claims is kept undelivered");
    }
  }

  private static String ids(List<Config.User> users) {
    return "the id of a user: "
        + String.join(", ", users.stream().map(user -> user.id().toString()).toList());
  }

  private <T> void later(Setting<T> setting, T only, String allowed) {
    if (setting.good() && !setting.value().equals(only)) {
      source.fault(
          setting.where(), setting.key(), "'" + setting.value() + "', " + LATER, allowed);
    }
  }

  private Config.JournalFolder journal() {
    Section section = root.section("journal");
    Setting<Path> path = section.path("path", "data/journal");
    Setting<Long> segment =
        section.read("segment", ValueType.size(64L << 10, 1L << 40), 1L << 30);
    later(section.read("url", ValueType.TEXT, ""), "", "nothing: use journal.path");
    section.end();
    return new Config.JournalFolder(path.value(), segment.value());
  }

  private Config.LogFolder log() {
    Section section = root.section("log");
    Setting<Path> path = section.path("path", "data/log");
    Setting<Duration> every =
        section.read("rotate-every", ValueType.wholeSeconds(), Duration.ofHours(1));
    Setting<Long> at = section.read("rotate-at", ValueType.size(1L << 10, 1L << 40), 64L << 20);
    Setting<String> key = section.read("signing-key", ValueType.orNothing(ValueType.PATH), "");
    section.end();
    Optional<Path> signingKey =
        ValueType.PATH.parser().apply(key.value()).map(file -> source.resolve(key.where(), file));
    return new Config.LogFolder(path.value(), every.value(), at.value(), signingKey);
  }

  private Config.Delivery delivery() {
    Section section = root.section("delivery");
    Duration giveUp = kept(section, "give-up-after", Duration.ofMinutes(30));
    Duration age = kept(section, "backlog-age", Duration.ofMinutes(10));
    long size =
        section.read("backlog-size", ValueType.size(1L << 20, 1L << 50), 1L << 30).value();
    section.end();
    return new Config.Delivery(giveUp, age, size);
  }

  /** An alert is released at the end of its window at the earliest: its text has to be there. */
  private void checkReleases(
      Setting<Boolean> releaseLate, Setting<Duration> window, Config.Retention retention) {
    boolean never =
        releaseLate.value() && retention.delivered().compareTo(window.value()) < 0;
    if (Setting.allGood(releaseLate, window) && never) {
      String found =
          "retention.delivered of " + Units.text(retention.delivered()) + " below the window of "
              + Units.text(window.value());
      source.fault(
          releaseLate.where(), releaseLate.key(), found,
          "retention.delivered no shorter than the window, or no late releases");
    }
  }

  private Config.Retention retention() {
    Section section = root.section("retention");
    Duration delivered = kept(section, "delivered", Duration.ofHours(24));
    Duration audit = kept(section, "audit", Duration.ofDays(400));
    Duration windows = kept(section, "windows", Duration.ofDays(90));
    Duration log = kept(section, "log", Duration.ofDays(400));
    Duration reports = kept(section, "reports", Duration.ofDays(400));
    Duration lookups = kept(section, "lookups", Duration.ofDays(400));
    section.end();
    return new Config.Retention(delivered, audit, windows, log, reports, lookups);
  }

  private static Duration kept(Section section, String key, Duration standard) {
    return section.read(key, ValueType.duration(), standard).value();
  }

  private void checkCeiling(Setting<Duration> window, Setting<Duration> ceiling) {
    if (ceiling.good() && ceiling.value().compareTo(HubState.REMEMBERED) > 0) {
      source.fault(
          ceiling.where(),
          ceiling.key(),
          Units.text(ceiling.value()),
          "up to " + Units.text(HubState.REMEMBERED)
              + ": a window is remembered for so long after its end, so that a longer ceiling"
              + " is never reached");
    }
    if (Setting.allGood(window, ceiling) && window.value().compareTo(ceiling.value()) > 0) {
      Setting<Duration> written = window.isWritten() ? window : ceiling;
      source.fault(
          written.where(),
          written.key(),
          "a window of " + Units.text(window.value())
              + " above max-blindness of " + Units.text(ceiling.value()),
          "a window up to max-blindness");
    }
  }

  private void checkFolders(Path journal, Path log, List<Config.Target> reports) {
    Map<Object, String> taken = new HashMap<>();
    taken.put(journal, "journal.path");
    claim(taken, log, "log.path");
    for (Config.Target report : reports) {
      switch (report) {
        case Config.Target.Directory directory -> claim(taken, directory.path(), "report.to");
        case Config.Target.Sftp sftp -> claim(taken, sftp.url(), "report.to");
        case Config.Target.SharePoint there ->
            claim(
                taken,
                String.join("/", there.site(), there.library(), there.folder()),
                "report.to");
      }
    }
  }

  private void claim(Map<Object, String> taken, Object folder, String key) {
    String before = taken.putIfAbsent(folder, key);
    if (before != null) {
      String found = "'" + folder + "', which is " + before + " too";
      source.fault(source.label(), key, found, "a folder of its own");
    }
  }
}
