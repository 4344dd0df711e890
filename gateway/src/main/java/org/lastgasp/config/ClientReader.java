package org.lastgasp.config;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.config.ConfigResult.ConfigFault;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A reader of the file in which a person keeps what the commands are to assume: which gateway, with
 * which token, and for which distributor. All faults come back at once.
 */
public final class ClientReader {
  private static final int LARGEST_FILE = 64 << 10; // 64 KiB: it has four keys
  private static final ValueType<String> DISTRIBUTOR =
      new ValueType<>(
          "a number from 0 to 99, or unknown",
          false,
          text -> Optional.of(text).filter(t -> t.matches("[0-9]{1,2}|unknown")));

  private static final ValueType<URI> GATEWAY =
      new ValueType<>(
          "an absolute http or https URL without user, password, query or fragment",
          false,
          text -> ValueType.URL.parser().apply(text).filter(url -> url.getRawQuery() == null));

  private ClientReader() {}

  /**
   * The contents of the file.
   *
   * @param url the gateway
   * @param tokenFile a file with the token alone
   * @param authorities whom to trust for https, in PEM
   * @param distributor the one whose rows lists show
   */
  public record Client(
      Optional<URI> url,
      Optional<Path> tokenFile,
      Optional<Path> authorities,
      Optional<String> distributor) {
    /** One that assumes nothing. */
    public static final Client NOTHING =
        new Client(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The result of reading such a file. */
  public sealed interface Result {
    /** What can be used. */
    record Loaded(Client client) implements Result {}

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
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return switch (Yaml.read(text, label)) {
        case Yaml.Broken broken -> faulty(broken.where(), broken.problem(), "well-formed YAML");
        case Yaml.Nothing _ -> new Result.Loaded(Client.NOTHING);
        case Yaml.Tree tree -> {
          Path folder = file.toAbsolutePath().resolveSibling("");
          yield read(new ConfigSource(label, folder, Map.of()), tree.root());
        }
      };
    } catch (CharacterCodingException notUtf8) {
      return faulty(label, "bytes that are not UTF-8", "YAML in UTF-8");
    } catch (IOException broken) {
      return new Result.Faulty(List.of(ConfigFault.unreadable(label, broken)));
    }
  }

  private static Result faulty(String where, String found, String allowed) {
    return new Result.Faulty(List.of(new ConfigFault(where, "", found, allowed)));
  }

  private static Result read(ConfigSource source, Node node) {
    Section root = Section.root(source, Optional.of(node));
    Optional<URI> url = value(root.optional("url", GATEWAY));
    Optional<Path> token = path(source, root, "token-file");
    Optional<Path> authorities = path(source, root, "ca");
    Optional<String> distributor = value(root.optional("distributor", DISTRIBUTOR));
    root.end();
    if (url.isEmpty() && (token.isPresent() || authorities.isPresent())) {
      source.fault(
          source.label(), "url", "nothing", "the gateway that token-file and ca are for");
    }
    List<ConfigFault> faults = source.faults();
    return faults.isEmpty()
        ? new Result.Loaded(new Client(url, token, authorities, distributor))
        : new Result.Faulty(faults);
  }

  private static <T> Optional<T> value(Optional<Setting<Optional<T>>> setting) {
    return setting.flatMap(Setting::value);
  }

  /** A file that has to be readable, since a command that goes on without it asks as a stranger. */
  private static Optional<Path> path(ConfigSource source, Section root, String key) {
    Optional<Setting<Optional<Path>>> setting = root.optional(key, ValueType.PATH);
    Optional<Path> path =
        setting.flatMap(
            set -> set.value().map(value -> root.resolved(set.as(value)).value()));
    path.filter(file -> !Files.isReadable(file))
        .ifPresent(
            file ->
                source.fault(
                    setting.orElseThrow().where(), key, file + ", which cannot be read",
                    "a readable file"));
    return path;
  }
}
