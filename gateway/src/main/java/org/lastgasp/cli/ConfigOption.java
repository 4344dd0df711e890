package org.lastgasp.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigReader;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.config.ConfigResult.ConfigFault;
import org.lastgasp.files.CountText;
import picocli.CommandLine.Option;

/** The option that names the configuration of a command. */
public final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "${env:LASTGASP_CONFIG}",
      description = {
        "The configuration (default: LASTGASP_CONFIG, else",
        "built-in values, ./data). LASTGASP_... overrides it."
      })
  private @Nullable Path file;

  public ConfigOption() {}

  /** The option with this file. */
  public ConfigOption(Path file) {
    this.file = file;
  }

  Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /** Returns what faults and remarks call it. */
  String name() {
    return file()
        .map(named -> named.toString().isEmpty() ? "--config" : named.toString())
        .orElse("the default configuration");
  }

  ConfigResult reading(Console console) {
    return ConfigReader.read(file(), console.environment());
  }

  /** The configuration; a faulty one ends the verb with all of its faults. */
  public Config config(Console console, String... advice) {
    return switch (reading(console)) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.Faulty faulty -> throw faulty(faulty.faults(), advice);
    };
  }

  private String places(List<ConfigFault> faults) {
    return faults.stream()
        .map(fault -> fault.isOfVariable() ? "the environment" : name())
        .distinct()
        .collect(Collectors.joining(" and "));
  }

  /** All faults, a line each, and what else can be done. */
  CommandFailed faulty(List<ConfigFault> faults, String... advice) {
    List<String> lines = new ArrayList<>();
    faults.forEach(fault -> lines.add(fault.toString()));
    lines.add(
        CountText.of(faults.size(), "fault") + " in " + places(faults)
            + ": put right what is named above");
    lines.addAll(List.of(advice));
    return new CommandFailed(Exit.WRONG_CONFIGURATION, lines);
  }
}
