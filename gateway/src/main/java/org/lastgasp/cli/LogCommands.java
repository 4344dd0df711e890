package org.lastgasp.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.files.CountText;
import org.lastgasp.files.Ed25519Signer;
import org.lastgasp.log.CheckpointVerifier;
import org.lastgasp.log.LogVerifier;
import org.lastgasp.log.Verification;
import org.lastgasp.log.Verification.Finding;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastgasp log}: the suppression log. */
@Command(
    name = "log",
    description = "Verifies files of the suppression log.",
    synopsisSubcommandLabel = "verify",
    footer = "  lastgasp log verify data/log/*.jsonl")
final class LogCommands {

  /** The group with its verb. */
  static CommandLine all(Console console) {
    return new CommandLine(new LogCommands()).addSubcommand(new Verify(console));
  }

  /** {@code lastgasp log verify}. */
  @Command(
      name = "verify",
      description = {
        "Verifies the hash chain of files of the suppression log.",
        "That is the folder log.path, data/log/poa-suppression-*.jsonl, not what the program",
        "writes to standard error. Needs no gateway. Checks form, hash, number and chain of",
        "every record, across files, in any order. A start in mid-chain is accepted and",
        "reported. With a signed statement it also checks that the log was not replaced or",
        "cut. Exit code 1 on any fault, 64 if a file is clearly something else."
      },
      footer = {
        "  lastgasp log verify data/log/*.jsonl",
        "  lastgasp log verify poa-suppression-20261121T090000Z-000012.jsonl -o json",
        "  lastgasp log verify --statement poa-statement-20261121T090000Z-000012.txt \\",
        "    --key log-public.pem data/log/*.jsonl"
      })
  static final class Verify implements Callable<Integer> {
    @Parameters(
        arity = "1..*",
        paramLabel = "FILE",
        description = "One or more files of one suppression log.")
    private List<Path> files = List.of();

    @Option(
        names = "--statement",
        paramLabel = "FILE",
        description = "A signed statement of the log's end; may be repeated.")
    private List<Path> statements = List.of();

    @Option(
        names = "--key",
        paramLabel = "FILE",
        description = "The public key that verifies statements, in PEM.")
    private @Nullable Path key;

    @Mixin private OutputOption output = new OutputOption();
    private final Console console;

    Verify(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      Path shown = key;
      if ((shown == null) != statements.isEmpty()) {
        throw new CommandFailed(Exit.WRONG_USE, "--statement and --key belong together");
      }
      VerifyArguments.log(files);
      CheckpointVerifier.Seen seen =
          shown == null
              ? new CheckpointVerifier.Seen(LogVerifier.verify(files), List.of())
              : CheckpointVerifier.verify(statements, publicKey(shown), files);
      if (output.isJson()) {
        console.say(json(seen));
      } else {
        print(seen.log());
        seen.statements().forEach(this::print);
      }
      return seen.isWhole() ? Exit.DONE : Exit.FAILED;
    }

    private static PublicKey publicKey(Path file) {
      String want = ": give the public key, as 'openssl pkey -pubout' writes it";
      return switch (Ed25519Signer.readPublic(file)) {
        case Ed25519Signer.Key.Public shown -> shown.key();
        case Ed25519Signer.Key.Ours ours ->
            throw new CommandFailed(Exit.FAILED, file + " is a private key" + want);
        case Ed25519Signer.Key.Unusable not ->
            throw new CommandFailed(Exit.FAILED, file + " is " + not.what() + want);
      };
    }

    private void print(CheckpointVerifier.Verdict verdict) {
      String outcome = word(verdict.outcome());
      String line = "statement " + verdict.file() + " " + outcome + ": " + verdict.what();
      if (verdict.outcome() == CheckpointVerifier.Outcome.HOLDS) {
        console.say(line);
      } else {
        console.err().println(line);
      }
    }

    private static String word(CheckpointVerifier.Outcome outcome) {
      return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static ObjectNode json(CheckpointVerifier.Seen seen) {
      ObjectNode json = json(seen.log());
      ArrayNode list = json.putArray("statements");
      for (CheckpointVerifier.Verdict each : seen.statements()) {
        list.addObject()
            .put("file", each.file().toString())
            .put("outcome", word(each.outcome()))
            .put("what", each.what());
      }
      return json;
    }

    private void print(Verification seen) {
      seen.findings().forEach(finding -> console.err().println(finding));
      if (seen.found() > seen.findings().size()) {
        console.err().println("… and " + (seen.found() - seen.findings().size()) + " more");
      }
      if (seen.beginsInMidChain()) {
        console.remark(
            String.format(
                Locale.ROOT,
                "the chain begins in the middle, at record %d: what came before was not verified",
                seen.first()));
      }
      String records =
          seen.records() == 0
              ? "no records"
              : CountText.of(seen.records(), "record")
                  + ", " + seen.first() + " to " + seen.last();
      String files = CountText.of(seen.files(), "file");
      String findings = CountText.of(seen.found(), "finding");
      String verdict = seen.isWhole() ? "whole" : "NOT whole, " + findings;
      console.say(files + ", " + records + ": " + verdict);
      if (!seen.lastHash().isEmpty()) {
        console.say("the last hash is " + seen.lastHash());
      }
    }

    private static ObjectNode json(Verification seen) {
      ObjectNode json = CliJson.MAPPER.createObjectNode();
      json.put("whole", seen.isWhole());
      json.put("files", seen.files());
      json.put("records", seen.records());
      json.put("first", seen.first());
      json.put("last", seen.last());
      json.put("last_hash", seen.lastHash());
      json.put("begins_in_mid_chain", seen.beginsInMidChain());
      json.put("found", seen.found());
      ArrayNode findings = json.putArray("findings");
      for (Finding finding : seen.findings()) {
        findings
            .addObject()
            .put("kind", finding.kind().code())
            .put("file", finding.file().toString())
            .put("line", finding.line())
            .put("seq", finding.seq())
            .put("what", finding.what());
      }
      return json;
    }
  }
}
