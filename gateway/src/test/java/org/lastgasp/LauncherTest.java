package org.lastgasp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./lastgasp} as a person runs it, with a small program and a Maven that only counts. */
class LauncherTest {
  private static final Path JAVA_25 = Path.of(System.getProperty("java.home"));
  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

  private static final String BUILD =
      "for jar in lastgasp lastgasp-lab; do cp \"$PWD/../program.jar\" target/$jar.jar; done";

  private static final String REMEMBERED = "cli.Main source: shared objects file";

  @TempDir private Path folder;
  private Path house;
  private Path launcher;

  /** What the launcher starts here: says what it was given. */
  private static final String PROGRAM =
      """
      package org.lastgasp.cli;

      public class Main {
        public static void main(String[] words) {
          System.out.println(
              "started with " + java.util.List.of(words) + " " + System.getProperty("colour"));
          if (words.length == 1 && words[0].equals("how")) {
            System.out.println("called " + System.getProperty("lastgasp.called"));
          }
          System.exit(words.length == 0 ? 3 : 0);
        }
      }
      """;

  /** It starts what it is given, as the real one does. */
  private static final String START_CACHE =
      """
      package org.lastgasp.lab;

      class StartCache {
        public static void main(String[] command) throws Exception {
          new ProcessBuilder(command).inheritIO().start().waitFor();
        }
      }
      """;

  @BeforeEach
  void layOutAHouse() throws IOException {
    house = Files.createDirectories(folder.resolve("a house"));
    launcher = Files.copy(SourceTree.path("lastgasp"), house.resolve("lastgasp"));
    Files.createDirectories(house.resolve("bin"));
    Files.copy(SourceTree.path("bin/jdk25.sh"), house.resolve("bin/jdk25.sh"));
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void startsAPackagedProgramFromAnywhereThroughALink() throws Exception {
    writeProgram(house.resolve("lastgasp.jar"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), launcher);

    Run run = run(Map.of("LASTGASP_JAVA_OPTS", "-Xmx64m -Dcolour=red"), link, "one", "two words");

    assertThat(run.output()).isEqualTo("started with [one, two words] red\n");
    assertThat(run.exit()).isZero();
  }

  @Test
  void saysHowItIsCalledUnlessItsNameIsEnough() throws Exception {
    writeProgram(house.resolve("lastgasp.jar"));

    assertThat(run(Map.of(), launcher, "how").output()).endsWith("called " + launcher + "\n");
    String path = house + ":" + System.getenv("PATH");
    assertThat(run(Map.of("PATH", path), launcher, "how").output()).endsWith("called null\n");
  }

  @Test
  void wordsAreReadAsUtf8WhereNoLanguageIsSet() throws Exception {
    writeProgram(house.resolve("lastgasp.jar"));
    Path script = folder.resolve("from-cron");
    script(script, "exec '" + launcher + "' \"$(printf 'St\\303\\266rung')\"");

    for (String language : List.of("C", "POSIX", "xx_XX.UTF-8")) {
      Map<String, String> set = Map.of("LC_ALL", "", "LC_CTYPE", "", "LANG", language);
      assertThat(run(set, script).output())
          .as(language)
          .isEqualTo("started with [St\u00F6rung] null\n");
    }
  }

  @Test
  void endsAsTheProgramEnds() throws Exception {
    writeProgram(house.resolve("lastgasp.jar"));

    assertThat(run(Map.of(), launcher).exit()).isEqualTo(3);
  }

  @Test
  void saysWhereItLookedIfThereIsNoJava25() throws Exception {
    writeProgram(house.resolve("lastgasp.jar"));
    Path old = Files.createDirectories(folder.resolve("old/bin"));
    script(old.resolve("java"), "exit 1");
    Files.writeString(folder.resolve("old/release"), "JAVA_VERSION=\"17.0.15\"\n");

    Run run = run(Map.of("LASTGASP_JAVA_HOME", folder.resolve("old").toString()), launcher, "x");

    assertThat(run.exit()).isEqualTo(78);
    assertThat(run.output())
        .contains("Looked at:", "LASTGASP_JAVA_HOME: " + folder.resolve("old") + ": Java 17.0.15");
  }

  @Test
  void prefersTheRuntimeItComesWith() throws Exception {
    writeProgram(house.resolve("lastgasp.jar"));
    Files.createDirectories(house.resolve("runtime/bin"));
    script(house.resolve("runtime/bin/java"), "echo bundled");
    Files.writeString(house.resolve("runtime/release"), "JAVA_VERSION=\"25\"\n");

    Run run = run(Map.of("LASTGASP_JAVA_HOME", ""), launcher, "x");

    assertThat(run.output()).isEqualTo("bundled\n");
  }

  @Test
  void buildsOnceAndAgainOnlyWhenASourceIsNewer() throws Exception {
    laySources(BUILD);

    assertThat(run(Map.of(), launcher, "a").output())
        .startsWith("building Lastgasp, first use takes")
        .endsWith("started with [a] null\n");
    assertThat(run(Map.of(), launcher, "b").output()).isEqualTo("started with [b] null\n");
    assertThat(builds()).isEqualTo(1);

    for (String module : List.of("gateway", "lab")) {
      Path source = house.resolve(module).resolve("src/main/Program.java");
      Files.setLastModifiedTime(source, FileTime.from(Instant.parse("2999-01-01T00:00:00Z")));
      assertThat(run(Map.of(), launcher, "c").output())
          .startsWith("building Lastgasp, its sources are newer")
          .endsWith("started with [c] null\n");
      Files.setLastModifiedTime(source, LONG_AGO);
    }
    assertThat(builds()).isEqualTo(3);
  }

  /** Maven leaves a jar as it is whose sources did not change. */
  @Test
  void theModuleForKafkaIsOfTheSameBuildAsTheRest() throws Exception {
    String leaves = "; [ -f target/lastgasp-cluster.jar ] || touch target/lastgasp-cluster.jar";
    laySources(BUILD + leaves);

    run(Map.of(), launcher, "kafka");
    run(Map.of(), launcher, "kafka");
    assertThat(builds()).as("it is up to date").isEqualTo(1);

    for (String jar : List.of("lastgasp.jar", "lastgasp-lab.jar")) { // as of a build without it
      FileTime later = FileTime.from(Instant.now().plusSeconds(1));
      Files.setLastModifiedTime(house.resolve("target").resolve(jar), later);
    }
    assertThat(run(Map.of(), launcher, "kafka").output())
        .startsWith("building Lastgasp")
        .endsWith("started with [kafka] null\n");
    run(Map.of(), launcher, "kafka");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void waitsForAnotherThatBuildsAndTakesItsBuild() throws Exception {
    laySources("exit 1");
    Path target = Files.createDirectory(house.resolve("target"));
    Process other =
        new ProcessBuilder("flock", target + "/build.lock", "sh", "-c", "echo; cat").start();
    assertThat(other.getInputStream().read()).isEqualTo('\n');

    Process waiting = start(Map.of(), launcher, "a");
    while (waiting.isAlive() && waiting.descendants().noneMatch(LauncherTest::isFlock)) {
      Thread.onSpinWait();
    }
    writeProgram(target.resolve("lastgasp.jar"));
    writeProgram(target.resolve("lastgasp-lab.jar"));
    other.getOutputStream().close();

    assertThat(finish(waiting).output())
        .isEqualTo(
            "waiting for another launcher, which builds Lastgasp: log in target/build.log\n"
                + "started with [a] null\n");
    assertThat(folder.resolve("builds")).doesNotExist();
  }

  private static boolean isFlock(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("/flock")).isPresent();
  }

  @Test
  void aBuildThatFailsIsShownAndStartsNothing() throws Exception {
    laySources("echo 'Main.java: a semicolon is missing'; exit 1");

    Run run = run(Map.of(), launcher, "a");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.output())
        .contains("a semicolon is missing", "the build failed")
        .endsWith("target/build.log\n");
  }

  @Test
  void neverRunsWhatItRememberedOfAnEarlierBuild() throws Exception {
    laySources(BUILD);
    Map<String, String> sayWhereClassesComeFrom =
        Map.of("LASTGASP_JAVA_OPTS", "-Xlog:class+load:stdout");
    run(Map.of(), launcher, "a");
    assertThat(run(sayWhereClassesComeFrom, launcher, "b").output()).contains(REMEMBERED);

    Path jar = house.resolve("target/lastgasp.jar");
    Files.write(jar, Files.readAllBytes(jar)); // another build of, by chance, the same size

    assertThat(run(sayWhereClassesComeFrom, launcher, "c").output())
        .contains("started with [c]")
        .doesNotContain(REMEMBERED);
  }

  @Test
  void packageWithoutTheValueOfAnOptionIsWrongUse() throws Exception {
    laySources(BUILD);
    Files.createDirectories(house.resolve("packaging"));
    Files.copy(
        SourceTree.path("packaging/package.sh"), house.resolve("packaging/package.sh"));
    assertThat(run(Map.of(), launcher, "x").exit()).isZero();

    for (String option : List.of("--out", "--version")) {
      Run run = run(Map.of(), launcher, "package", option);
      assertThat(run.exit()).as(option).isEqualTo(64);
      assertThat(run.output()).isEqualTo("lastgasp package: " + option + " needs a value\n");
    }
  }

  private record Run(int exit, String output) {}

  private Run run(Map<String, String> environment, Path command, String... words)
      throws Exception {
    return finish(start(environment, command, words));
  }

  private Process start(Map<String, String> environment, Path command, String... words)
      throws IOException {
    List<String> line = new ArrayList<>(List.of(command.toString()));
    line.addAll(List.of(words));
    ProcessBuilder process = new ProcessBuilder(line);
    process.directory(folder.toFile()).redirectErrorStream(true);
    process.environment().keySet().removeIf(name -> name.matches("LASTGASP_.*|JAVA_HOME|MAVEN_.*"));
    process.environment().put("LASTGASP_JAVA_HOME", JAVA_25.toString());
    process.environment().merge("PATH", folder.resolve("tools") + ":", (path, us) -> us + path);
    process.environment().putAll(environment);
    return process.start();
  }

  private static Run finish(Process process) throws Exception {
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), output);
  }

  /** A source tree, and a Maven that does what it is told here. */
  private void laySources(String maven) throws IOException {
    writeProgram(folder.resolve("program.jar"));
    Files.createDirectories(folder.resolve("tools"));
    script(folder.resolve("tools/mvn"), "echo once >>../builds; mkdir -p target; " + maven);
    Files.writeString(house.resolve("pom.xml"), "<project/>");
    List<Path> laid = new ArrayList<>(List.of(house.resolve("pom.xml")));
    for (String module : List.of("gateway", "lab", "cluster")) {
      Path sources = Files.createDirectories(house.resolve(module).resolve("src/main"));
      laid.add(sources);
      laid.add(Files.writeString(sources.resolve("Program.java"), ""));
      laid.add(Files.writeString(house.resolve(module).resolve("pom.xml"), "<project/>"));
    }
    for (Path each : laid) {
      Files.setLastModifiedTime(each, LONG_AGO);
    }
  }

  private int builds() throws IOException {
    return Files.readAllLines(folder.resolve("builds")).size();
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void writeProgram(Path jar) throws IOException {
    Path main = Files.writeString(folder.resolve("Main.java"), PROGRAM);
    Path cache = Files.writeString(folder.resolve("StartCache.java"), START_CACHE);
    String classes = folder.resolve("classes").toString();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int exit =
        compiler.run(null, null, null, "-d", classes, main.toString(), cache.toString());
    assertThat(exit).isZero();
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file)) {
      for (String each : List.of("cli/Main", "lab/StartCache")) {
        String name = "org/lastgasp/" + each + ".class";
        entries.putNextEntry(new JarEntry(name));
        Files.copy(Path.of(classes, name), entries);
      }
    }
  }
}
