package org.lastgasp.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway on one machine has this module on its class path, and none of Kafka's libraries. */
class WithoutLibrariesTest {
  @TempDir Path folder;

  @Test
  void theGatewayStarts() throws IOException {
    Files.writeString(
        folder.resolve("lastgasp.yaml"),
        "listen: {duis: '127.0.0.1:0', admin: '127.0.0.1:0'}\n");
    Process gateway = begin("serve", "--config", folder.resolve("lastgasp.yaml").toString());
    try (BufferedReader said = gateway.inputReader(UTF_8)) {
      assertThat(said.lines().anyMatch(line -> line.contains("messages http"))).isTrue();
    } finally {
      gateway.destroyForcibly();
    }
  }

  @Test
  void whatNeedsThemSaysSo() throws Exception {
    for (List<String> words :
        List.of(
            List.of("serve", "--runtime", "kafka"),
            List.of("kafka", "up", "--data", folder.resolve("broker").toString()),
            List.of("kafka", "topics"))) {
      Process ended = begin(words.toArray(String[]::new));
      String said = new String(ended.getInputStream().readAllBytes(), UTF_8);
      assertThat(said).as(words.toString()).contains("lib/kafka");
      assertThat(ended.waitFor()).as(words.toString()).isEqualTo(78);
    }
  }

  private Process begin(String... words) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", classPath(),
                "org.lastgasp.cli.Main"));
    command.addAll(Arrays.asList(words));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .start();
  }

  /** That of this process without what the launcher adds from lib/kafka. */
  private static String classPath() {
    Stream<String> all =
        WithoutLibrariesTest.class.getClassLoader() instanceof URLClassLoader loader
            ? Stream.of(loader.getURLs()).map(URL::getPath)
            : Stream.of(System.getProperty("java.class.path").split(":"));
    return all.filter(each -> !each.contains("/kafka") && !each.contains("rocksdb"))
        .collect(Collectors.joining(":"));
  }
}
