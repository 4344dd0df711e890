package org.lastgasp.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.access.Identities;
import org.lastgasp.access.Role;
import org.lastgasp.access.Token;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastgasp identity}. */
final class IdentityCommands {
  private IdentityCommands() {}

  static CommandLine all(Console console) {
    return new CommandLine(new Identity()).addSubcommand(new New(console));
  }

  @Command(
      name = "identity",
      description = "Issues tokens for people and systems.",
      synopsisSubcommandLabel = "VERB",
      footer = "  lastgasp identity new jane.doe --role operator --expires 90d")
  private static final class Identity {}

  @Command(
      name = "new",
      description = {
        "Makes a token and the lines for the file of identities.",
        "The token goes to standard output, once: it is kept nowhere. The lines, with its",
        "hash, go to standard error: add them to identities.file, then reload. To revoke a",
        "token remove its lines and reload."
      },
      footer = {
        "  lastgasp identity new jane.doe --role operator --expires 90d",
        "  lastgasp identity new ssen --role viewer --distributors 17,20"
      })
  private static final class New implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The name that changes are recorded by.")
    private String name = "";

    @Option(
        names = "--role",
        required = true,
        paramLabel = "ROLE",
        description = "viewer, analyst, operator or administrator.")
    private Role role = Role.VIEWER;

    @Option(
        names = "--distributors",
        split = ",",
        paramLabel = "N",
        description = "The distributors whose alerts a viewer sees.")
    private List<Integer> distributors = List.of();

    @Option(
        names = "--expires",
        paramLabel = "DURATION",
        description = "How long the token counts, as 90d (default: 365d).")
    private @Nullable Duration expires;

    @Option(
        names = "--break-glass",
        description = "For emergencies: every use of it is made known.")
    private boolean breakGlass;

    @Mixin private OutputOption output = new OutputOption();
    private final Console console;

    New(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      check();
      String token = Token.create();
      String sha256 = Identities.hash(token);
      Instant until =
          InstantSource.system()
              .instant()
              .plus(Optional.ofNullable(expires).orElse(Duration.ofDays(365)))
              .truncatedTo(ChronoUnit.SECONDS);
      if (output.isJson()) {
        console.say(
            CliJson.MAPPER.createObjectNode()
                .put("token", token)
                .put("token_sha256", sha256)
                .put("expires", until.toString())
                .toString());
        return Exit.DONE;
      }
      console.err().println(lines(sha256, until));
      console.say(token);
      return Exit.DONE;
    }

    private void check() {
      boolean viewer = role == Role.VIEWER;
      if (viewer == distributors.isEmpty()) {
        throw new CommandFailed(
            Exit.WRONG_USE,
            viewer
                ? "a viewer needs --distributors, those whose alerts it may see"
                : "--distributors is for viewers: every other role sees all of them");
      }
      if (distributors.stream().anyMatch(id -> id < 0 || id > 99)) {
        throw new CommandFailed(Exit.WRONG_USE, "--distributors: each is from 0 to 99");
      }
      if (!name.matches("[\\p{L}\\p{N}._@ -]{1,64}")) {
        throw new CommandFailed(
            Exit.WRONG_USE, "NAME has up to 64 letters, digits, spaces and . _ @ -");
      }
    }

    private String lines(String sha256, Instant until) {
      StringBuilder text = new StringBuilder("# add to the file of identities, then reload:\n");
      text.append(
          String.format(
              Locale.ROOT, "  - name: \"%s\"\n    role: %s\n", name, role.code()));
      if (!distributors.isEmpty()) {
        text.append("    distributors: ").append(distributors).append('\n');
      }
      if (breakGlass) {
        text.append("    break-glass: true\n");
      }
      return text.append("    token-sha256: ").append(sha256).append('\n')
          .append("    expires: ").append(until).append('\n')
          .append("# the token, shown only now:")
          .toString();
    }
  }
}
