package org.lastgasp.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.config.ConfigResult.ConfigFault;
import org.lastgasp.config.PreflightChecks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lastgasp validate}. */
@Command(
    name = "validate",
    description = {
      "Checks a configuration and everything it points to.",
      "Reads lists completely; checks folders, keys and addresses. Changes nothing and",
      "contacts no server. Lists every fault; exit code 78 if there is one."
    },
    footer = "  lastgasp validate --config lastgasp.yaml")
final class ValidateCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  ValidateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Logging.hush();
    return switch (config.reading(console)) {
      case ConfigResult.Faulty faulty ->
          report("", PreflightChecks.faults(faulty, InstantSource.system()), List.of());
      case ConfigResult.Loaded loaded -> {
        PreflightChecks.Findings found =
            PreflightChecks.check(loaded.config(), InstantSource.system());
        List<String> warnings = new ArrayList<>(loaded.warnings());
        warnings.addAll(found.warnings());
        yield report(loaded.config().hash(), found.faults(), warnings);
      }
    };
  }

  private int report(String hash, List<ConfigFault> faults, List<String> warnings) {
    if (output.isJson()) {
      console.say(json(hash, faults, warnings));
      return faults.isEmpty() ? Exit.DONE : Exit.WRONG_CONFIGURATION;
    }
    warnings.forEach(warning -> console.err().println("warning: " + warning));
    if (!faults.isEmpty()) {
      throw config.faulty(faults);
    }
    console.say(config.name() + " is valid; its hash is " + hash);
    return Exit.DONE;
  }

  private static ObjectNode json(String hash, List<ConfigFault> faults, List<String> warnings) {
    ObjectNode json = CliJson.MAPPER.createObjectNode();
    json.put("valid", faults.isEmpty());
    json.put("config_hash", hash);
    ArrayNode list = json.putArray("faults");
    for (ConfigFault fault : faults) {
      list.addObject()
          .put("where", fault.where())
          .put("key", fault.key())
          .put("found", fault.found())
          .put("allowed", fault.allowed());
    }
    warnings.forEach(json.putArray("warnings")::add);
    return json;
  }
}
