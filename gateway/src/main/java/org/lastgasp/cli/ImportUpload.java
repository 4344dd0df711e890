package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Hands a file to a gateway for import, and says what came of it. */
record ImportUpload(Console console, GatewayClient client, String path, Path file) {
  private static final List<String> COUNTS =
      List.of("rows", "added", "updated", "removed", "unchanged");

  ImportUpload {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      String why = Files.exists(file) ? "cannot be read as a file" : "does not exist";
      throw new CommandFailed(Exit.FAILED, file + " " + why + ": name a file to import");
    }
  }

  GatewayClient.Answer send(Map<String, String> parameters) {
    Map<String, String> all = new LinkedHashMap<>(parameters);
    all.put("name", String.valueOf(file.getFileName()));
    all.put("by", System.getProperty("user.name", "unknown"));
    try {
      return client.post(path, all, "text/plain; charset=utf-8", BodyPublishers.ofFile(file));
    } catch (FileNotFoundException gone) {
      throw new CommandFailed(Exit.FAILED, file + " does not exist any more");
    }
  }

  /** What the gateway says came of it; if it is silent, what the data folder would make of it. */
  JsonNode counts(
      GatewayOption gateway,
      GatewayClient.Answer answer,
      Function<DataFolder, JsonNode> dryRun) {
    return switch (answer) {
      case GatewayClient.Answer.Done done -> done.body();
      case GatewayClient.Answer.Refused refused -> throw refused(refused);
      case GatewayClient.Answer.Silent silent ->
          dryRun.apply(DataFolder.instead(console, gateway, client, silent));
    };
  }

  /** The faults of the file, each with its line. */
  private CommandFailed refused(GatewayClient.Answer.Refused refused) {
    JsonNode preview = refused.problem().path("preview");
    if (preview.isObject()) {
      List<String> lines = new ArrayList<>();
      lines.add(file + ": " + preview.path("needs_confirmation").asText());
      ImportPreview.lines(preview).forEach(line -> lines.add("  " + line));
      lines.add("nothing was imported: add --force if that is meant");
      return new CommandFailed(Exit.FAILED, lines);
    }
    JsonNode faults = refused.problem().path("faults");
    if (faults.isEmpty()) {
      return GatewayOption.refused(client, refused);
    }
    List<String> lines = new ArrayList<>();
    faults.forEach(
        fault -> lines.add(line(file, fault.path("line").asLong(), fault.path("fault").asText())));
    lines.add(refused.text());
    return new CommandFailed(Exit.FAILED, lines);
  }

  /** {@code guids.txt:17: …}; line 0 is the file as a whole. */
  static String line(Path file, long number, String text) {
    return file + (number == 0 ? "" : ":" + number) + ": " + text;
  }

  /** The counts, and the warnings beside them. */
  void print(JsonNode result, OutputOption output) {
    if (output.isJson()) {
      console.say(result);
      return;
    }
    for (JsonNode warning : result.path("warnings")) {
      String text = warning.path("text").asText();
      console.err().println("warning: " + line(file, warning.path("line").asLong(), text));
    }
    long more = result.path("warning_count").asLong() - result.path("warnings").size();
    if (more > 0) {
      console.err().println("warning: " + more + " more of the kind");
    }
    Table.of(List.of(result), COUNTS).lines().forEach(console::say);
    if (result.path("dry_run").asBoolean()) {
      ImportPreview.lines(result).forEach(console::say);
      if (result.path("needs_confirmation").isTextual()) {
        console.remark(result.path("needs_confirmation").asText() + ": it would need --force");
      }
      console.remark("a dry run: nothing was changed");
    }
  }
}
