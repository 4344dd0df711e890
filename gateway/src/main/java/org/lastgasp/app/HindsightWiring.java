package org.lastgasp.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.lastgasp.config.Config;
import org.lastgasp.hindsight.Hindsight;
import org.lastgasp.hindsight.Webhook;
import org.lastgasp.journal.Journal;

/** The wiring of hindsight, and of the webhook that is told of a suspect, with its secret. */
final class HindsightWiring {
  private HindsightWiring() {}

  /**
   * Opens it beside the journal.
   *
   * @throws IllegalStateException if its secret cannot be read, saying from which file
   */
  static Hindsight open(
      Journal journal, Config config, NodeWiring node, InstantSource clock, TlsWiring tls) {
    return Hindsight.open(
        journal,
        config.hindsightFolder(),
        config.hindsight().settings(),
        webhook(config.hindsight(), tls.otherCalls()),
        clock,
        node.recorded(clock));
  }

  private static Optional<Webhook> webhook(
      Config.Hindsight config, Supplier<SSLContext> calls) {
    return config
        .webhook()
        .map(
            url ->
                new Webhook(
                    url,
                    config.webhookSecret().map(HindsightWiring::secret),
                    Optional.of(calls)));
  }

  private static String secret(Path file) {
    String key = "hindsight.webhook-secret " + file;
    try {
      String secret = Files.readString(file).strip();
      if (secret.isEmpty()) {
        throw new IllegalStateException(key + " is empty: write the secret into it");
      }
      return secret;
    } catch (IOException broken) {
      throw new IllegalStateException("reading " + key, broken);
    }
  }
}
