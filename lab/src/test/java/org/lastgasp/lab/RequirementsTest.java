package org.lastgasp.lab;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.lastgasp.SourceTree;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Every requirement has tests that exist, and the document says what the map says. */
class RequirementsTest {
  private static final String HOUSE = "org.lastgasp.";
  private static final List<String> MODULES = List.of("gateway", "lab");
  private static final String BEGIN = "<!-- made from requirements.yaml -->\n\n";
  private static final String END = "<!-- end of what is made -->\n";
  private static final String HEAD =
      "| requirement | what it asks | accepted when | tests | rests on |\n|---|---|---|---|---|\n";
  private static final List<Chapter> CHAPTERS = chapters();

  /** A chapter of the map. */
  private record Chapter(String title, List<Requirement> requirements) {}

  /** A requirement with its evidence; the last two are names of the program's parts. */
  private record Requirement(
      String id, String asks, String accepted, List<String> tests, List<String> restsOn) {}

  @Test
  void everyRequirementHasATestAndAPartOfTheProductItRestsOn() {
    assertThat(requirements())
        .hasSizeGreaterThan(30)
        .allSatisfy(
            each -> {
              assertThat(each.tests()).as(each.id() + ": tests").isNotEmpty();
              assertThat(each.restsOn()).as(each.id() + ": rests-on").isNotEmpty();
            });
  }

  @Test
  void aRequirementHasItsNumberForItself() {
    assertThat(requirements().stream().map(Requirement::id)).doesNotHaveDuplicates();
  }

  @Test
  void everyTestThatIsNamedExists() {
    assertThat(requirements())
        .allSatisfy(
            each ->
                assertThat(each.tests())
                    .as(each.id())
                    .allMatch(RequirementsTest::isTest, "is a test"));
  }

  @Test
  void everythingThatARequirementRestsOnIsInTheProduct() {
    assertThat(requirements())
        .allSatisfy(
            each ->
                assertThat(each.restsOn())
                    .as(each.id())
                    .allMatch(RequirementsTest::isInProduct, "is in the product"));
  }

  @Test
  void theDocumentIsMadeFromTheMap() throws IOException {
    String made = CHAPTERS.stream().map(RequirementsTest::table).collect(joining());
    String document = Files.readString(SourceTree.path("docs/requirements.md"));
    int begin = document.indexOf(BEGIN) + BEGIN.length();
    int end = document.indexOf(END);
    String found = begin < BEGIN.length() || end < begin ? "" : document.substring(begin, end);
    assertThat(found)
        .as("put this between the two remarks of docs/requirements.md:%n%n%s", made)
        .isEqualTo(made);
  }

  @Test
  void aNameOfNothingIsFound() {
    assertThat(isTest("policy.RulesOfTheWindowTest.aCancellationNeverOpensAWindow")).isTrue();
    assertThat(isTest("policy.RulesOfTheWindowTest.aTestThatNobodyWrote")).isFalse();
    assertThat(isTest("policy.Street.meter")).isFalse();
    assertThat(isInProduct("policy.Window.covers")).isTrue();
    assertThat(isInProduct("policy.Window.nothing")).isFalse();
    assertThat(isInProduct("policy.Street")).isFalse();
  }

  private static List<Requirement> requirements() {
    return CHAPTERS.stream().flatMap(chapter -> chapter.requirements().stream()).toList();
  }

  /** A test of a class, or a class that has tests. */
  private static boolean isTest(String name) {
    return part(name).stream()
        .flatMap(part -> Arrays.stream(part.type().getDeclaredMethods()).filter(part::isNamed))
        .anyMatch(method -> AnnotationSupport.isAnnotated(method, Testable.class));
  }

  private static boolean isInProduct(String name) {
    return part(name)
        .filter(part -> part.isInFolder("src/main/java"))
        .filter(Part::isThere)
        .isPresent();
  }

  /** The type that a name begins with, and the member that may follow it. */
  private static Optional<Part> part(String name) {
    return Stream.of(name, name.substring(0, name.lastIndexOf('.')))
        .flatMap(
            type ->
                type(type).stream()
                    .map(found -> new Part(found, name.substring(type.length()).replace(".", ""))))
        .findFirst();
  }

  private static Optional<Class<?>> type(String name) {
    String binary = HOUSE + name.replaceAll("(?<=\\p{Lu}\\w{0,60})\\.(?=\\p{Lu})", "\\$");
    try {
      return Optional.of(Class.forName(binary, false, RequirementsTest.class.getClassLoader()));
    } catch (ClassNotFoundException notOne) {
      return Optional.empty();
    }
  }

  /** A type, and the name of one of its members or an empty text. */
  private record Part(Class<?> type, String member) {

    boolean isNamed(Method method) {
      return member.isEmpty() || method.getName().equals(member);
    }

    boolean isThere() {
      return member.isEmpty()
          || Arrays.stream(type.getDeclaredMethods()).anyMatch(this::isNamed)
          || Arrays.stream(type.getDeclaredFields()).map(Field::getName).anyMatch(member::equals);
    }

    boolean isInFolder(String folder) {
      String outermost = type.getName().replaceAll("\\$.*", "").replace('.', '/') + ".java";
      return MODULES.stream()
          .map(module -> SourceTree.path(module).resolve(folder).resolve(outermost))
          .anyMatch(Files::exists);
    }
  }

  private static String table(Chapter chapter) {
    return "## "
        + chapter.title()
        + "\n\n"
        + HEAD
        + chapter.requirements().stream().map(RequirementsTest::row).collect(joining())
        + "\n";
  }

  private static String row(Requirement each) {
    return String.join(
        " | ",
        "| " + each.id(),
        each.asks(),
        each.accepted(),
        code(each.tests()),
        code(each.restsOn()) + " |\n");
  }

  private static String code(List<String> names) {
    return names.stream().map(name -> "`" + name + "`").collect(joining(", "));
  }

  private static List<Chapter> chapters() {
    Path map = SourceTree.path("docs/requirements.yaml");
    try {
      Object read = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(map));
      return objects(read).map(RequirementsTest::chapter).toList();
    } catch (IOException broken) {
      throw new AssertionError(map.toString(), broken);
    }
  }

  private static Chapter chapter(Map<?, ?> read) {
    return new Chapter(
        text(read, "chapter"),
        objects(read.get("requirements"))
            .map(
                each ->
                    new Requirement(
                        text(each, "id"),
                        text(each, "asks"),
                        text(each, "accepted"),
                        texts(each, "tests"),
                        texts(each, "rests-on")))
            .toList());
  }

  private static Stream<Map<?, ?>> objects(Object list) {
    return ((List<?>) list).stream().map(each -> (Map<?, ?>) each);
  }

  private static String text(Map<?, ?> read, String key) {
    return String.valueOf(read.get(key));
  }

  private static List<String> texts(Map<?, ?> read, String key) {
    return ((List<?>) Optional.<Object>ofNullable(read.get(key)).orElse(List.of()))
        .stream().map(String::valueOf).toList();
  }
}
