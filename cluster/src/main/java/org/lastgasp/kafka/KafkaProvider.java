package org.lastgasp.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lastgasp.app.GatewayRuntime;
import org.lastgasp.app.RuntimeProvider;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.Exit;
import org.lastgasp.config.Config;
import org.lastgasp.policy.Guard;

/** The provider of the runtime on Kafka. */
public final class KafkaProvider implements RuntimeProvider {
  private static final int TRIAL_PARTITIONS = 4;
  private static final int MOST_TRIES = 100;
  private static final List<Guard> OF_AN_AREA = List.of(Guard.COINCIDENT_OUTAGE, Guard.BREAKER);

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public List<String> faults(Config config) {
    List<String> faults = new ArrayList<>();
    KafkaLibraries.fault().ifPresent(faults::add);
    if (config.kafka().bootstrap().isEmpty()) {
      faults.add("kafka.bootstrap names no broker: set it, or try one with lastgasp kafka up");
    }
    for (Guard guard : OF_AN_AREA) {
      if (config.settings().guard(guard) != Guard.Setting.OFF) {
        faults.add(
            "guards." + guard.code() + " counts what all of an area do, and each judge sees its"
                + " partitions only: set it to off");
      }
    }
    if (config.settings().authority().counts()) {
      faults.add(
          "authority.open-windows and authority.windows-an-hour count the windows of a Service"
              + " User, and each judge sees its partitions only: set them to off");
    }
    return faults;
  }

  @Override
  public GatewayRuntime open(Parts parts) {
    return KafkaRuntime.open(parts);
  }

  @Override
  public Trial trial(Path folder) throws InterruptedException {
    KafkaLibraries.check();
    TrialBroker broker =
        TrialBroker.start(
            folder, freePort(), Config.Kafka.NONE.prefix(), TRIAL_PARTITIONS,
            TopicSetup.Stamp.EDGE);
    return new Trial() {
      @Override
      public String configuration() {
        return "kafka: {bootstrap: \"" + broker.address() + "\", partitions: " + TRIAL_PARTITIONS
            + "}\n";
      }

      @Override
      public void close() {
        broker.close();
      }
    };
  }

  /** One with a free one behind it, for the controller. */
  private static int freePort() {
    String failed = "";
    for (int i = 0; i < MOST_TRIES; i++) {
      try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          ServerSocket controller =
              new ServerSocket(broker.getLocalPort() + 1, 1, InetAddress.getLoopbackAddress())) {
        return controller.getLocalPort() - 1;
      } catch (IOException | IllegalArgumentException taken) {
        failed = taken.getMessage();
      }
    }
    throw new CommandFailed(
        Exit.FAILED, "no two free ports for a broker were found: " + failed);
  }
}
