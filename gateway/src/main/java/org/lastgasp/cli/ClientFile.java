package org.lastgasp.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.config.ClientReader;
import org.lastgasp.config.ConfigResult.ConfigFault;
import org.lastgasp.files.CountText;

/**
 * The file in which a person keeps what the commands are to assume, {@code
 * ~/.config/lastgasp.yaml}. An option or a variable of the environment wins over it.
 */
final class ClientFile {
  private final Path path;
  private final ClientReader.Client client;

  private ClientFile(Path path, ClientReader.Client client) {
    this.path = path;
    this.client = client;
  }

  /** The file of whoever calls; a faulty one ends the verb with all of its faults. */
  static ClientFile of(Console console) {
    Optional<Path> file =
        console
            .variable("XDG_CONFIG_HOME")
            .map(Path::of)
            .or(() -> console.variable("HOME").map(home -> Path.of(home, ".config")))
            .map(folder -> folder.resolve("lastgasp.yaml"))
            .filter(Files::exists);
    if (file.isEmpty()) {
      return new ClientFile(Path.of(""), ClientReader.Client.NOTHING);
    }
    return switch (ClientReader.read(file.get())) {
      case ClientReader.Result.Loaded loaded -> new ClientFile(file.get(), loaded.client());
      case ClientReader.Result.Faulty faulty -> throw faulty(file.get(), faulty.faults());
    };
  }

  private static CommandFailed faulty(Path file, List<ConfigFault> faults) {
    List<String> lines = new ArrayList<>();
    faults.forEach(fault -> lines.add(fault.toString()));
    lines.add(
        CountText.of(faults.size(), "fault") + " in your client file " + file
            + ": put right what is named above");
    return new CommandFailed(Exit.WRONG_CONFIGURATION, lines);
  }

  ClientReader.Client client() {
    return client;
  }

  /** Where it lies, for a message. */
  Path path() {
    return path;
  }

  /** The token that it points to. */
  Optional<String> token() {
    return client.tokenFile().map(this::token);
  }

  private String token(Path file) {
    try {
      String token = Files.readString(file).strip();
      if (!token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 127)) {
        return token;
      }
      throw new CommandFailed(
          Exit.WRONG_CONFIGURATION,
          file + " holds no token",
          "token-file of " + path + " has to name a file with a token alone");
    } catch (IOException unreadable) {
      throw new CommandFailed(
          Exit.WRONG_CONFIGURATION, "the token-file " + file + " of " + path + " cannot be read");
    }
  }
}
