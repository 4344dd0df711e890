package org.lastgasp.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.cli.WorkFolder;
import org.lastgasp.motorway.RecipientRouter;
import org.lastgasp.motorway.RuntimeSettings;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Settings;

/**
 * The rate at which alerts are suppressed while few and many windows are open: read, decided and
 * synced to disk in one process, so that the load generator and HTTP hide nothing.
 */
final class Growth {
  private static final int FEW = 10_000;

  private Growth() {}

  /** Measures; {@code windows=1000000,10000000 alerts=300000} if nothing is said. */
  public static void main(String[] words) throws IOException, InterruptedException {
    Map<String, String> options = new HashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      options.put(word.substring(0, Math.max(0, equals)), word.substring(equals + 1));
    }
    long alerts = Long.parseLong(options.getOrDefault("alerts", "300000"));
    int[] sizes =
        Arrays.stream(options.getOrDefault("windows", "1000000,10000000").split(","))
            .mapToInt(Integer::parseInt)
            .toArray();
    double warmUp = rate(FEW, alerts);
    Load.say("%,d windows: %,.0f/s, not compiled yet".formatted(FEW, warmUp));
    for (int windows : sizes) {
      double before = rate(FEW, alerts);
      double many = rate(windows, alerts);
      double after = rate(FEW, alerts);
      Load.say(
          "%,d windows: %,.0f/s; %,d before and after: %,.0f and %,.0f/s; ratio %.2f load=%s"
              .formatted(
                  windows, many, FEW, before, after, many / ((before + after) / 2), Load.now()));
    }
  }

  private static double rate(int windows, long alerts) throws IOException, InterruptedException {
    RuntimeSettings settings =
        new RuntimeSettings(
            new Policy(Settings.defaults()),
            new RecipientRouter(
                List.of(new RecipientRouter.User(Mail.DISTRIBUTOR, "SSEN", Set.of(20))),
                Optional.of(Mail.DISTRIBUTOR)),
            "ab".repeat(32));
    List<HubState> hubs = new ArrayList<>(windows);
    for (int n = 0; n < windows; n++) {
      hubs.add(Judging.open(n));
    }
    Path folder = Files.createTempDirectory("lastgasp-bench-growth-");
    try {
      return Feed.rate(folder.resolve("journal"), settings, hubs, windows, alerts);
    } finally {
      WorkFolder.remove(folder);
    }
  }
}
