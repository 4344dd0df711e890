package org.lastgasp.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lastgasp.config.Address;
import org.lastgasp.config.Config;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which gateway a verb asks. */
final class GatewayOption {
  private static final String OTHERWISE =
      "to ask a running gateway all the same, name it: --url http://HOST:PORT";

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = {
        "The gateway, as http://127.0.0.1:8080 (default:",
        "listen.admin of the configuration). If it requires a",
        "token, set LASTGASP_TOKEN."
      })
  private @Nullable String url;

  /** The client of the gateway that was named, or that the configuration names. */
  GatewayClient client(Console console) {
    URI address =
        Optional.ofNullable(url).map(GatewayOption::parse).orElseGet(() -> admin(console));
    return new GatewayClient(address, console.variable("LASTGASP_TOKEN"));
  }

  private static URI parse(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
        return uri;
      }
    } catch (URISyntaxException notOne) {
      throw notUrl(text);
    }
    throw notUrl(text);
  }

  private static CommandFailed notUrl(String text) {
    return new CommandFailed(
        Exit.WRONG_USE,
        "--url: expected a URL such as http://127.0.0.1:8080 but was '" + text + "'");
  }

  private URI admin(Console console) {
    Address admin = config.config(console, OTHERWISE).listen().admin();
    boolean anywhere = admin.host().equals("0.0.0.0") || admin.host().equals("::");
    Address reachable = anywhere ? new Address("127.0.0.1", admin.port()) : admin;
    return URI.create("http://" + reachable);
  }

  Config config(Console console) {
    return config.config(console);
  }

  /** Whether the data folder is the one of the gateway that was asked. */
  boolean knowsTheFolder() {
    return url == null || config.file().isPresent();
  }

  /** Why a gateway that was asked to change something did not. */
  CommandFailed silent(GatewayClient client, String why, String otherwise) {
    return new CommandFailed(
        Exit.FAILED,
        "no gateway answers at " + client.url() + " (" + why + "), so nothing was changed",
        "start one with 'lastgasp serve', or name another with --url" + otherwise);
  }

  /** Why a gateway did not do what it was asked. */
  static CommandFailed refused(GatewayClient client, GatewayClient.Answer.Refused refused) {
    String said = client.url() + " refused: " + refused.text();
    return switch (refused.status()) {
      case 401, 403 ->
          new CommandFailed(Exit.FAILED, said, "set LASTGASP_TOKEN to a token it accepts");
      default -> new CommandFailed(Exit.FAILED, said);
    };
  }
}
