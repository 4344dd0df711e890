package org.lastgasp.kafka;

import java.util.ArrayList;
import java.util.List;
import org.lastgasp.app.GatewayRuntime;
import org.lastgasp.app.RuntimeProvider;
import org.lastgasp.config.Config;
import org.lastgasp.policy.Guard;

/** The provider of the runtime on Kafka. */
public final class KafkaProvider implements RuntimeProvider {
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
}
