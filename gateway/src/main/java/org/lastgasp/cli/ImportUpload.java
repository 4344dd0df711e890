package org.lastgasp.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lastgasp.access.ListTrust;
import org.lastgasp.api.ImportResponse;
import org.lastgasp.api.ImportRoutes;
import org.lastgasp.files.ErrorText;
import org.lastgasp.files.ReadAccess;

/** An upload that hands a file to a gateway for import, and says what came of it. */
record ImportUpload(Console console, GatewayOption gateway, String path, Path file) {
  private static final List<String> COUNTS =
      List.of("rows", "added", "updated", "removed", "unchanged");

  ImportUpload {
    boolean there = ReadAccess.toFile(file);
    if (!there || !Files.isRegularFile(file)) {
      String why = there ? "cannot be read as a file" : "does not exist";
      throw new CommandFailed(Exit.FAILED, file + " " + why + ": name a file to import");
    }
  }

  /**
   * Returns what the gateway says came of it; if it is silent, what the data folder would make of
   * it, if that is all that is asked.
   */
  ImportResponse send(
      Map<String, String> query, Function<DataFolder, ImportResponse> dryRun, String otherwise) {
    GatewayClient client = gateway.client();
    return switch (post(client, query)) {
      case GatewayClient.Answer.Done done -> done.as(ImportResponse.class);
      case GatewayClient.Answer.Refused refused -> throw refused(client, refused);
      case GatewayClient.Answer.Silent silent when "true".equals(query.get("dry-run")) ->
          dryRun.apply(DataFolder.instead(console, gateway, client, silent));
      case GatewayClient.Answer.Silent silent ->
          throw gateway.silent(client, silent, otherwise);
    };
  }

  private GatewayClient.Answer post(GatewayClient client, Map<String, String> query) {
    Map<String, String> all = new LinkedHashMap<>(query);
    all.put("name", String.valueOf(file.getFileName()));
    try (Progress progress =
        Progress.started(console, "sending " + file.getFileName(), "lines", Files.size(file))) {
      return client.post(path, all, head(), CountedFile.of(file, progress));
    } catch (IOException gone) {
      throw new CommandFailed(
          Exit.FAILED, file + " cannot be read any more: " + ErrorText.of(gone));
    }
  }

  private Map<String, String> head() {
    Map<String, String> head = new LinkedHashMap<>();
    head.put("Content-Type", "text/plain; charset=utf-8");
    try {
      ListTrust.beside(file).ifPresent(signed -> head.put(ImportRoutes.SIGNATURE, signed));
    } catch (IOException unreadable) {
      String name = file + ListTrust.SIGNATURE;
      throw new CommandFailed(
          Exit.FAILED, name + " cannot be read: " + ErrorText.of(unreadable));
    }
    return head;
  }

  /** The members that a problem document of an import has besides its text. */
  private record Refusal(
      @Nullable ImportResponse preview, @Nullable List<ImportResponse.LineFault> faults) {}

  /** The faults of the file, each with its line. */
  private CommandFailed refused(GatewayClient client, GatewayClient.Answer.Refused refused) {
    if (refused.status() != 422) {
      return GatewayOption.refused(client, refused);
    }
    Refusal refusal = refused.as(Refusal.class);
    List<String> lines = new ArrayList<>();
    ImportResponse preview = refusal.preview();
    List<ImportResponse.LineFault> faults = refusal.faults();
    if (preview != null) {
      lines.add(file + ": " + preview.needsConfirmation().orElse(""));
      ImportPreview.lines(preview).forEach(line -> lines.add("  " + line));
      lines.add("nothing was imported: add --force if that is meant");
    } else if (faults != null) {
      faults.forEach(fault -> lines.add(line(file, fault.line(), fault.fault())));
      lines.add(refused.text());
    } else {
      return GatewayOption.refused(client, refused);
    }
    return new CommandFailed(Exit.FAILED, lines);
  }

  /** {@code guids.txt:17: …}; line 0 is the file as a whole. */
  static String line(Path file, long number, String text) {
    return file + (number == 0 ? "" : ":" + number) + ": " + text;
  }

  /** The counts, and the warnings beside them. */
  void print(ImportResponse result) {
    gateway.print(result, () -> table(result));
  }

  private void table(ImportResponse result) {
    for (ImportResponse.Warning warning : result.warnings()) {
      console.err().println("warning: " + line(file, warning.line(), warning.text()));
    }
    long more = result.warningCount() - result.warnings().size();
    if (more > 0) {
      console.err().println("warning: " + more + " more of the kind");
    }
    Table.of(List.of(result), COUNTS).lines().forEach(console::say);
    ImportPreview.lines(result).forEach(console::say);
    if (result.dryRun()) {
      result
          .needsConfirmation()
          .ifPresent(doubt -> console.remark(doubt + ": it would need --force"));
      console.remark("a dry run: nothing was changed");
    }
  }
}
