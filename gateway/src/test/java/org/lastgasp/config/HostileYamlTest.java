package org.lastgasp.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What can be done with YAML to the two files that an operator writes. Each class is refused with
 * a fault of a few lines that names the place; nothing is loaded, fetched or made of it.
 */
class HostileYamlTest {
  private static final String GOOD =
      """
      dsp: {url: "http://127.0.0.1:9"}
      users: [{id: 90-B3-D5-1F-30-02-00-00, distributors: [20], receive: "http://127.0.0.1:9/d"}]
      default-user: 90-B3-D5-1F-30-02-00-00
      guids: guids.txt
      inventory: inventory.csv
      """;
  private static final int FEW_LETTERS = 600; // of one fault

  @TempDir Path folder;

  /** Texts that stand behind, or in the place of, a good configuration. */
  private static Map<String, byte[]> corpus() {
    Map<String, String> all = new LinkedHashMap<>();
    bombs(all);
    tags(all);
    structure(all);
    scalars(all);
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    all.forEach((name, text) -> bytes.put(name, (GOOD + text).getBytes(UTF_8)));
    bytes.put("UTF-16", GOOD.getBytes(UTF_16));
    bytes.put("bytes that are not UTF-8", (GOOD + "name: \u00e4").getBytes(ISO_8859_1));
    bytes.put("overlong UTF-8", (GOOD + "name: \u00c0\u00af").getBytes(ISO_8859_1));
    bytes.put("a surrogate alone", (GOOD + "name: \u00ed\u00a0\u0080").getBytes(ISO_8859_1));
    bytes.put("another file", "<?xml version='1.0'?><a/>".getBytes(UTF_8));
    bytes.put("a program", "\u007fELF\u0002\u0001\u0001".getBytes(ISO_8859_1));
    return bytes;
  }

  private static void bombs(Map<String, String> all) {
    StringBuilder laughs = new StringBuilder("x0: &x0 [lol]\n");
    for (int i = 1; i < 40; i++) {
      laughs.append("x").append(i).append(": &x").append(i).append(" [")
          .append(("*x" + (i - 1) + ", ").repeat(10)).append("]\n");
    }
    all.put("an alias bomb", laughs.toString());
    all.put("many aliases of one text",
        "x: &x " + "a".repeat(10_000) + "\nmanufacturers: [" + "*x, ".repeat(500) + "]\n");
    all.put("an alias of itself", "manufacturers: &a [*a]\n");
    all.put("a key that is itself", "&a ? *a : b\n");
    all.put("a merge of itself", "tls: &t {<<: *t}\n");
    all.put("deep lists", "name: " + "[".repeat(100_000) + "\n");
    all.put("deep maps", "name: " + "{a: ".repeat(100_000) + "\n");
    all.put("deep blocks",
        java.util.stream.IntStream.range(0, 2_000)
            .mapToObj(i -> " ".repeat(i) + "a:\n")
            .collect(Collectors.joining()));
    all.put("many keys",
        java.util.stream.IntStream.range(0, 1_000)
            .mapToObj(i -> "key" + i + ": 1\n")
            .collect(Collectors.joining()));
    all.put("a long key", "a".repeat(1 << 20) + ": 1\n");
    all.put("a long name", "name: " + "a".repeat(1 << 20) + "\n");
  }

  private static void tags(Map<String, String> all) {
    all.put("a tag of Java", "name: !!javax.script.ScriptEngineManager [!!java.net.URL [x]]\n");
    all.put("a tag of Java with a text", "name: !!java.lang.Runtime exec\n");
    all.put("a tag of Python", "name: !!python/object/apply:os.system [id]\n");
    all.put("a tag of Ruby", "name: !ruby/object:Gem::Installer {i: x}\n");
    all.put("an inclusion", "name: !include /etc/passwd\n");
    all.put("a variable's tag", "name: !env HOME\n");
    all.put("bytes", "name: !!binary AAAA\n");
    all.put("a set", "users: !!set {a, b}\n");
    all.put("an ordered map", "users: !!omap [a: b]\n");
    all.put("a tag without an end", "name: !<tag:yaml.org,2002:str\n");
    all.put("an unknown handle", "name: !x!y z\n");
  }

  private static void structure(Map<String, String> all) {
    all.put("a second document", "---\nswitch: off\n");
    all.put("an end and more", "...\nswitch: off\n");
    all.put("a key twice", "switch: off\nswitch: enforce\n");
    all.put("a key twice in other quotes", "switch: off\n\"switch\": enforce\n");
    all.put("a merge key", "base: &b {duis: 127.0.0.1:1}\nlisten: {<<: *b}\n");
    all.put("a list as a key", "? [a, b]\n: c\n");
    all.put("a number as a key", "1: c\n");
    all.put("nothing as a key", "~: c\n");
    all.put("a list where keys belong", "- a\n");
    all.put("an anchor of nobody", "name: *nobody\n");
    all.put("a directive behind", "%TAG ! tag:evil,2000:\n---\nname: x\n");
    all.put("another version", "...\n%YAML 9.9\n---\nname: x\n");
    all.put("tabs", "\tname: x\n");
    all.put("never closed", "manufacturers: [a, b\n");
    all.put("a quote that is never closed", "name: \"x\n");
    all.put("an indent of nobody", "   name: x\n");
  }

  private static void scalars(Map<String, String> all) {
    all.put("NUL", "name: a\u0000b\n");
    all.put("NUL by an escape", "journal: {path: \"a\\0b\"}\n");
    all.put("a control character", "name: a\u0007b\n");
    all.put("a key in other letters", "\u0455witch: off\n");
    all.put("a key with a space that takes no room", "swi\u200btch: off\n");
    all.put("a right-to-left key", "\u202ehctiws: off\n");
    all.put("an escape of no letter", "name: \"\\ud800\"\n");
    all.put("hexadecimal", "release-late: 0x1\n");
    all.put("sexagesimal", "window: 30:00\n");
    all.put("infinity", "max-message: .inf\n");
    all.put("not a number", "window: .nan\n");
    all.put("2^64", "users: [{id: 90-B3-D5-1F-30-02-00-00, in-flight: 18446744073709551616}]\n");
    all.put("Arabic digits", "window: \u0663\u0660m\n");
    all.put("a shell's variable", "listen: {duis: \"${HOME}\"}\n");
    all.put("a command", "dsp: {url: \"$(id)\"}\n");
    all.put("a file for a URL", "dsp: {url: \"file:///etc/passwd\"}\n");
    all.put("a URL with a line break", "dsp: {url: \"http://a/\\r\\nX: y\"}\n");
    all.put("a name that is no address", "listen: {admin: \"0x7f.1:80\"}\n");
    all.put("a port beyond all", "listen: {admin: \"127.0.0.1:65536\"}\n");
  }

  private Path file(byte[] text) {
    try {
      return Files.write(folder.resolve("f.yaml"), text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void areFew(String name, List<?> faults) {
    assertThat(faults).as(name).isNotEmpty();
    assertThat(faults.getFirst().toString()).as(name).isNotBlank();
    assertThat(faults)
        .as(name)
        .allSatisfy(each -> assertThat(each.toString()).hasSizeLessThan(FEW_LETTERS));
  }

  @Test
  void aGoodOneIsLoaded() {
    assertThat(ConfigReader.read(Optional.of(file(GOOD.getBytes(UTF_8))), Map.of()))
        .isInstanceOf(ConfigResult.Loaded.class);
  }

  @Test
  void noHostileConfigurationIsLoaded() {
    assertThat(corpus()).hasSizeGreaterThan(60);
    corpus()
        .forEach(
            (name, text) -> {
              ConfigResult read = ConfigReader.read(Optional.of(file(text)), Map.of());
              assertThat(read).as(name).isInstanceOf(ConfigResult.Faulty.class);
              areFew(name, ((ConfigResult.Faulty) read).faults());
            });
  }

  @Test
  void noHostileFileOfIdentitiesIsLoaded() {
    corpus()
        .forEach(
            (name, text) -> {
              IdentitiesReader.Result read = IdentitiesReader.read(file(text));
              assertThat(read).as(name).isInstanceOf(IdentitiesReader.Result.Faulty.class);
              areFew(name, ((IdentitiesReader.Result.Faulty) read).faults());
            });
  }
}
