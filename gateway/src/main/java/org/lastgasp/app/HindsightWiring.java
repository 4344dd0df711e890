package org.lastgasp.app;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.lastgasp.config.Config;
import org.lastgasp.hindsight.Hindsight;
import org.lastgasp.hindsight.WebhookSender.Webhook;
import org.lastgasp.journal.Journal;

/** The wiring of hindsight, and of the webhook that is told of a suspect, with its secret. */
final class HindsightWiring {
  private HindsightWiring() {}

  /**
   * Opens it beside the journal.
   *
   * @throws FaultyFiles if its secret cannot be read
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

  private static String secret(Path file) {
    return AccessWiring.secret("hindsight.webhook-secret", file, 1);
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
}
