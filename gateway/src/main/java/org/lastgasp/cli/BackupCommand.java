package org.lastgasp.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.lastgasp.app.RestoredFolder;
import org.lastgasp.app.Version;
import org.lastgasp.backup.Backup;
import org.lastgasp.backup.Manifest;
import org.lastgasp.config.Config;
import org.lastgasp.files.CountText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lastgasp backup}. */
@Command(
    name = "backup",
    description = {
      "Copies all data of a gateway into a folder.",
      "Run it on the gateway's machine, whether the gateway runs or not: no message waits.",
      "Journal, readers, reports and log are copied at one position, which manifest.json",
      "states with the digest of each file. The folder is complete or does not exist."
    },
    footer = {
      "  lastgasp backup /var/backups/lastgasp-20261121 --config lastgasp.yaml",
      "  cd /var/backups/lastgasp-20261121 && sha256sum -c SHA256SUMS"
    })
final class BackupCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "A new or empty folder.")
  private Path target = Path.of("");

  @Mixin private ConfigOption config = new ConfigOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  BackupCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Logging.start(console, "warn");
    Config settings = config.config(console);
    Manifest made =
        Backup.make(
            RestoredFolder.places(settings),
            new Backup.Subject(Version.text(), settings.hash(), settings.text()),
            target,
            InstantSource.system());
    made.leftOut().forEach(text -> console.remark("left out: " + text));
    if (output.isJson()) {
      ObjectNode json = made.json();
      json.put("folder", target.toString());
      console.say(json);
    } else {
      console.say(
          String.format(
              Locale.ROOT,
              "%s: entries %d to %d, log up to record %d, %s, %d MiB",
              target,
              made.first(),
              made.last(),
              made.head().seq(),
              CountText.of(made.files().size(), "file"),
              made.bytes() >> 20));
      console.say("the log's last record is " + made.head());
    }
    return Exit.DONE;
  }
}
