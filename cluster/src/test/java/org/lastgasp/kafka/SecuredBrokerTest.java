package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.kafka.ProcessCluster.Node;
import org.lastgasp.tls.CertificateAuthority;

/**
 * A real broker that asks for TLS and a password (SASL/SCRAM): a node works on it, and what is
 * wrong ends a node at its start, with an answer that says what to do.
 */
@Tag("long")
class SecuredBrokerTest {
  private static final String PASSWORD = "correct horse";

  @TempDir Path folder;

  @Test
  void aNodeWorksOverTlsWithAPasswordAndSaysWhatIsWrong() throws Exception {
    try (ProcessCluster cluster = new ProcessCluster(folder, 3)) {
      CertificateAuthority authority = new CertificateAuthority("CN=trial");
      authority.write(folder.resolve("ca.pem"));
      new CertificateAuthority("CN=another").write(folder.resolve("other.pem"));
      String broker = broker(cluster, authority);
      Path right = client("right", PASSWORD, "ca.pem");
      cluster.await("topics", () -> topics(cluster, broker, right, 3, "--create") == 0);

      Node node = cluster.secured("one", broker, right);
      cluster.activate(node);
      assertThat(cluster.send(node, ProcessCluster.HUB)).isTrue();
      cluster.await("suppressed", () -> ProcessCluster.logged(node.folder()).size() == 1);

      refuses(cluster, broker, client("wrong", "wrong", "ca.pem"), 3, "password");
      refuses(cluster, broker, client("strange", PASSWORD, "other.pem"), 3, "TLS");
      refuses(cluster, broker, right, 4, "has 3 partitions");
      refuses(cluster, "127.0.0.1:" + ProcessCluster.free(), right, 3, "kafka.bootstrap");
      Path other = config("other", broker, right, "other.", 3);
      assertThat(serve(cluster, other)).isEqualTo(78);
      assertThat(cluster.said("serve")).contains("there is no topic other.input");
    }
  }

  private String broker(ProcessCluster cluster, CertificateAuthority authority)
      throws Exception {
    int port = ProcessCluster.free();
    int controller = ProcessCluster.free();
    var unusedSettings = authority.issue("CN=localhost").write(folder, "broker");
    Path store =
        Files.writeString(
            folder.resolve("store.pem"),
            Files.readString(folder.resolve("broker.key"))
                + Files.readString(folder.resolve("broker.pem")));
    String login =
        "org.apache.kafka.common.security.scram.ScramLoginModule required"
            + " username=\"lastgasp\" password=\"" + PASSWORD + "\";";
    Path settings =
        Files.writeString(
            folder.resolve("broker.properties"),
            String.join(
                "\n",
                "process.roles=broker,controller",
                "node.id=1",
                "controller.quorum.voters=1@127.0.0.1:" + controller,
                "listeners=SASL_SSL://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller,
                "controller.listener.names=CONTROLLER",
                "listener.security.protocol.map=SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name=SASL_SSL",
                "sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512",
                "sasl.enabled.mechanisms=SCRAM-SHA-512",
                "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=" + login,
                "ssl.keystore.type=PEM",
                "ssl.keystore.location=" + store,
                "ssl.truststore.type=PEM",
                "ssl.truststore.location=" + folder.resolve("ca.pem"),
                "log.dirs=" + folder.resolve("data"),
                "offsets.topic.replication.factor=1",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                "group.initial.rebalance.delay.ms=0",
                "message.max.bytes=20971520",
                "log.cleaner.dedupe.buffer.size=33554432"));
    Process format =
        cluster.start(
            "format", "kafka.tools.StorageTool", "format", "-t", "AAAAAAAAAAAAAAAAAAAAAQ", "-c",
            settings.toString(), "--add-scram",
            "SCRAM-SHA-512=[name=lastgasp,password=" + PASSWORD + "]");
    assertThat(format.waitFor()).as(() -> cluster.said("format")).isZero();
    Process unused = cluster.start("broker", "kafka.Kafka", settings.toString());
    return "127.0.0.1:" + port;
  }

  /** The file that {@code kafka.client} names. */
  private Path client(String name, String password, String authority) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".properties"),
        String.join(
            "\n",
            "security.protocol=SASL_SSL",
            "sasl.mechanism=SCRAM-SHA-512",
            "sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required"
                + " username=\"lastgasp\" password=\"" + password + "\";",
            "ssl.truststore.type=PEM",
            "ssl.truststore.location=" + folder.resolve(authority)));
  }

  private Path config(String name, String broker, Path client, String prefix, int partitions)
      throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    return Files.writeString(
        own.resolve("lastgasp.yaml"),
        "listen: {duis: \"127.0.0.1:0\", admin: \"127.0.0.1:0\"}\n"
            + "kafka: {bootstrap: \"" + broker + "\", client: \"" + client + "\", partitions: "
            + partitions + (prefix.isEmpty() ? "" : ", prefix: " + prefix) + "}\n");
  }

  private int topics(
      ProcessCluster cluster, String broker, Path client, int partitions, String what) {
    try {
      return cluster
          .start(
              "topics", "org.lastgasp.cli.Main", "kafka", "topics", what, "--trial", "--config",
              config("topics", broker, client, "", partitions).toString())
          .waitFor();
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static int serve(ProcessCluster cluster, Path config) throws Exception {
    return cluster
        .start(
            "serve", "org.lastgasp.cli.Main", "serve", "--runtime", "kafka", "--config",
            config.toString())
        .waitFor();
  }

  private void refuses(
      ProcessCluster cluster, String broker, Path client, int partitions, String why)
      throws Exception {
    int before = cluster.said("serve").length();
    assertThat(serve(cluster, config("bad", broker, client, "", partitions)))
        .as(() -> cluster.said("serve"))
        .isEqualTo(78);
    assertThat(cluster.said("serve").substring(before)).contains(why);

    assertThat(topics(cluster, broker, client, partitions, "--check")).isEqualTo(78);
  }
}
