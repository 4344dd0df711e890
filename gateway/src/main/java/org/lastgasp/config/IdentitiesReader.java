package org.lastgasp.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.access.Identities;
import org.lastgasp.access.Identity;
import org.lastgasp.access.Role;
import org.lastgasp.config.ConfigResult.ConfigFault;
import org.snakeyaml.engine.v2.nodes.Node;

/** A reader of the file of identities: all of it, so that all faults come back at once. */
public final class IdentitiesReader {
  private static final int LARGEST_FILE = 4 << 20; // 4 MiB, some 10,000 identities

  private static final ValueType<Instant> INSTANT =
      new ValueType<>("a time such as 2030-01-15T10:00:00Z", false, IdentitiesReader::instant);
  private static final ValueType<Role> ROLE = ValueType.choice(Role.values(), Role::code);

  private final ConfigSource source;
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, String> proofs = new HashMap<>();

  private IdentitiesReader(ConfigSource source) {
    this.source = source;
  }

  /** The result of reading such a file. */
  public sealed interface Result {
    /** Identities that can be used. */
    record Loaded(Identities identities) implements Result {}

    /** Faults, never none. */
    record Faulty(List<ConfigFault> faults) implements Result {}
  }

  /** Reads a file. */
  public static Result read(Path file) {
    String label = file.toString();
    try {
      if (Files.size(file) > LARGEST_FILE) {
        return faulty(label, "a file over " + Units.text(LARGEST_FILE), "a smaller one");
      }
      byte[] bytes = Files.readAllBytes(file);
      return read(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(), label);
    } catch (CharacterCodingException notUtf8) {
      return faulty(label, "bytes that are not UTF-8", "YAML in UTF-8");
    } catch (IOException broken) {
      return new Result.Faulty(List.of(ConfigFault.unreadable(label, broken)));
    }
  }

  /** Reads a text as if it stood in a file of that name. */
  static Result read(String text, String label) {
    return switch (Yaml.read(text, label)) {
      case Yaml.Broken broken -> faulty(broken.where(), broken.problem(), "well-formed YAML");
      case Yaml.Nothing _ ->
          faulty(label, "nothing", "identities: and at least one, or no identities.file");
      case Yaml.Tree tree -> read(new ConfigSource(label, Path.of(""), Map.of()), tree.root());
    };
  }

  private static Result faulty(String where, String found, String allowed) {
    return new Result.Faulty(List.of(new ConfigFault(where, "", found, allowed)));
  }

  private static Result read(ConfigSource source, Node node) {
    IdentitiesReader reader = new IdentitiesReader(source);
    Section root = Section.root(source, Optional.of(node));
    List<Identities.Entry> entries = new ArrayList<>();
    for (Section each : root.sections("identities").orElse(List.of())) {
      entries.add(reader.entry(each));
    }
    root.end();
    if (entries.isEmpty() && source.faults().isEmpty()) {
      source.fault(source.label(), "identities", "nobody", "at least one identity");
    }
    List<ConfigFault> faults = source.faults();
    return faults.isEmpty()
        ? new Result.Loaded(new Identities(entries))
        : new Result.Faulty(faults);
  }

  private Identities.Entry entry(Section section) {
    Setting<String> name = section.required("name", ValueType.TEXT, "");
    Setting<Role> role = section.required("role", ROLE, Role.VIEWER);
    List<Setting<Integer>> distributors =
        section.list("distributors", ValueType.whole(0, 99), List.of());
    Optional<Setting<Optional<String>>> token = section.optional("token-sha256", ValueType.SHA_256);
    Optional<Setting<Optional<String>>> certificate =
        section.optional("certificate-sha256", ValueType.SHA_256);
    Optional<Setting<Optional<String>>> proxy = section.optional("proxy-user", ValueType.TEXT);
    Optional<Setting<Optional<Instant>>> expires = section.optional("expires", INSTANT);
    boolean breakGlass = section.read("break-glass", ValueType.FLAG, false).value();
    section.end();
    once(names, name.value(), name, "each name once");
    List.of(token, certificate, proxy)
        .forEach(
            proof ->
                proof.ifPresent(
                    p -> p.value().ifPresent(v -> once(proofs, v, p, "each proof once"))));
    if (token.isEmpty() && certificate.isEmpty() && proxy.isEmpty()) {
      source.fault(
          section.where(), name.key(), "an identity without a proof",
          "token-sha256, certificate-sha256 or proxy-user");
    }
    return new Identities.Entry(
        new Identity(
            name.value(), role.value(), scope(section, role, distributors),
            breakGlass ? Identity.Kind.BREAK_GLASS : Identity.Kind.ORDINARY),
        token.flatMap(Setting::value),
        certificate.flatMap(Setting::value),
        proxy.flatMap(Setting::value),
        expires.flatMap(Setting::value));
  }

  /** A viewer sees its own distributors; every other role sees all. */
  private Identity.Scope scope(
      Section section, Setting<Role> role, List<Setting<Integer>> distributors) {
    boolean viewer = role.value() == Role.VIEWER;
    Set<Integer> ids = new HashSet<>();
    distributors.forEach(each -> ids.add(each.value()));
    if (role.good() && viewer && ids.isEmpty()) {
      source.fault(
          section.where(), role.key(), "a viewer without distributors",
          "distributors: [20], those whose alerts it may see");
    }
    if (role.good() && !viewer && !ids.isEmpty()) {
      source.fault(
          section.where(), role.key(), "distributors of " + role.value().code(),
          "no distributors: every role but viewer sees all of them");
    }
    return viewer && !ids.isEmpty() ? new Identity.Scope.Of(ids) : new Identity.Scope.All();
  }

  private void once(Map<String, String> seen, String value, Setting<?> written, String allowed) {
    String before = seen.putIfAbsent(value, written.where());
    if (before != null && written.good()) {
      source.fault(written.where(), written.key(), "what stands at " + before + " too", allowed);
    }
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException notOne) {
      return Optional.empty();
    }
  }
}
