package org.lastgasp.bench;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The speed at which {@code replay} reads and judges alerts, its start included. */
public final class Replays {
  private static final byte[] FIRST_LINE =
      "lastgasp-recording 1\n".getBytes(StandardCharsets.UTF_8);

  private Replays() {}

  /**
   * Takes how many alerts follow each request and answer of a small simulated week; how many runs.
   */
  public static void main(String[] words) throws IOException, InterruptedException {
    int each = words.length > 0 ? Integer.parseInt(words[0]) : 1_200;
    Path folder = Files.createTempDirectory("lastgasp-replay");
    run(folder, "simulate", "--meters", "3000", "--record", ".");
    long alerts = mix(folder, each);
    for (int i = 0; i < 3; i++) {
      long began = System.nanoTime();
      run(folder, "replay", "alerts.lgr", "--inventory", "inventory.csv", "--guids", "guids.txt");
      double seconds = (System.nanoTime() - began) / 1e9;
      Load.say(
          "replay %,d alerts in %.1fs: %,.0f/s load=%s"
              .formatted(alerts, seconds, alerts / seconds, Load.now()));
    }
    for (String file : List.of("alerts.lgr", "traffic.lgr", "inventory.csv", "guids.txt")) {
      Files.delete(folder.resolve(file));
    }
    Files.delete(folder);
  }

  /** Requests and answers as they were, alerts of hubs at random behind each. */
  private static long mix(Path folder, int each) throws IOException {
    List<String> hubs = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("inventory.csv"))) {
      if (line.contains(",ESME,")) {
        hubs.add(line.split(",")[5]);
      }
    }
    Random chance = new Random(1);
    long alerts = 0;
    try (var in = new DataInputStream(Files.newInputStream(folder.resolve("traffic.lgr")));
        OutputStream out =
            new BufferedOutputStream(Files.newOutputStream(folder.resolve("alerts.lgr")))) {
      byte[] all = in.readAllBytes();
      out.write(FIRST_LINE);
      int at = FIRST_LINE.length;
      while (at < all.length) {
        int end = at;
        while (all[end] != '\n') {
          end++;
        }
        String[] head = new String(all, at, end - at, StandardCharsets.UTF_8).split(" ");
        int next = end + 2 + Integer.parseInt(head[head.length - 1]);
        if (!head[0].equals("N")) {
          out.write(all, at, next - at);
          long time = Long.parseLong(head[1]);
          for (int i = 0; i < each; i++) {
            alerts++;
            byte[] alert = alert(hubs.get(chance.nextInt(hubs.size())), alerts);
            out.write(
                "N %d %d\n".formatted(time + i, alert.length).getBytes(StandardCharsets.UTF_8));
            out.write(alert);
            out.write('\n');
          }
        }
        at = next;
      }
    }
    return alerts;
  }

  private static byte[] alert(String hub, long number) {
    String one = new String(Mail.ad1(0, number), StandardCharsets.UTF_8);
    return one.replace(Mail.hub(0).toString(), hub).getBytes(StandardCharsets.UTF_8);
  }

  private static void run(Path folder, String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(System.getProperty("lastgasp")));
    command.addAll(List.of(words));
    int exit =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IllegalStateException(command + " ended with " + exit);
    }
  }
}
