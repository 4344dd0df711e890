package org.lastgasp.app;

import java.util.ArrayList;
import java.util.List;
import org.lastgasp.config.Config;

/** The settings that cannot change while the gateway runs. */
final class FixedSettings {
  private FixedSettings() {}

  /**
   * Returns what a configuration changes of them, in words.
   *
   * @param started the one that the gateway was started with
   * @param cluster true if it is a node of one
   */
  static List<String> changed(Config started, Config config, boolean cluster) {
    List<String> fixed = new ArrayList<>();
    if (!config.listen().equals(started.listen())) {
      fixed.add("listen cannot change while the gateway runs: restart it");
    }
    if (!config.scheme().equals(started.scheme())) {
      fixed.add("tls.certificate cannot be added or removed while the gateway runs: restart it");
    }
    if (!config.journal().equals(started.journal()) || !config.log().equals(started.log())) {
      fixed.add("journal and log cannot change while the gateway runs: restart it");
    }
    if (!config.report().equals(started.report())) {
      fixed.add("report cannot change while the gateway runs: restart it");
    }
    if (!config.hindsight().equals(started.hindsight())) {
      fixed.add("hindsight cannot change while the gateway runs: restart it");
    }
    if (!config.recording().equals(started.recording())
        || !config.notices().equals(started.notices())) {
      fixed.add("record and notify cannot change while the gateway runs: restart it");
    }
    if (!config.delivery().giveUpAfter().equals(started.delivery().giveUpAfter())) {
      fixed.add("delivery.give-up-after cannot change while the gateway runs: restart it");
    }
    if (cluster && !config.kafka().equals(started.kafka())) {
      fixed.add("kafka cannot change while the gateway runs: restart it");
    }
    return fixed;
  }
}
