package org.lastgasp.lab;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.time.Clock;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** The walls of the house. One is moved by a line in {@code docs/decisions.md}, not here alone. */
class ArchitectureTest {
  private static final String HOUSE = "org.lastgasp";

  /**
   * What each room may import besides {@code id} and, but for the judgement, {@code logging};
   * {@code *} is every room above the line.
   */
  private static final Map<String, Set<String>> ROOMS =
      rooms(
          """
          id
          files
          svg
          logging
          worker      files
          sqlite      files
          client
          tls         files
          duis
          gbcs
          policy      duis gbcs
          recording   duis files worker
          inventory   duis policy files sqlite
          journal     duis policy files sqlite worker
          access      duis gbcs policy files worker
          motorway    client duis gbcs policy sqlite inventory journal access
          delivery    client duis policy journal files sqlite worker
          log         policy journal files sqlite worker
          backup      access policy journal log files sqlite
          hindsight   client duis gbcs policy journal files sqlite worker
          notification client files worker
          audit       policy inventory journal delivery hindsight files sqlite worker
          report      policy journal delivery log hindsight audit files sqlite worker
          server      tls policy motorway access recording inventory files sqlite
          api         server tls duis policy inventory journal access motorway delivery log \
                      hindsight audit report recording files sqlite worker
          console     server api access audit files svg
          config      *
          app         *
          cli         *
          kafka       duis policy inventory journal motorway config app cli files sqlite worker
          sim         files tls duis gbcs
          whatif      files svg duis gbcs policy inventory access config cli sim hindsight \
                      recording
          conformance files cli sim
          acceptance  files tls duis gbcs access config delivery report app cli sim
          lab         *
          """);

  /** The rooms of the module {@code lab}. */
  private static final Set<String> LAB =
      Set.of("sim", "whatif", "conformance", "acceptance", "lab");

  private static final Set<String> EVERYWHERE = Set.of("id", "logging");

  private static final Set<String> STORES = Set.of("sqlite", "journal");

  /** Who may know which library: what a room with a store, a door or a language needs. */
  private static final Map<String, Set<String>> LIBRARIES =
      Map.ofEntries(
          Map.entry("org.eclipse.jetty..", Set.of("server", "sim")),
          Map.entry("org.apache.hc..", Set.of("client")),
          Map.entry("com.fasterxml.aalto.. org.codehaus.stax2..", Set.of("duis")),
          Map.entry(
              "org.apache.sshd.. com.microsoft.aad.. com.azure.. org.dhatim..", Set.of("report")),
          Map.entry("org.bouncycastle..", Set.of("report", "tls")),
          Map.entry(
              "picocli..", Set.of("cli", "whatif", "conformance", "acceptance", "lab", "kafka")),
          Map.entry("jakarta.mail..", Set.of("notification")),
          Map.entry("gg.jte..", Set.of("console")),
          Map.entry("org.snakeyaml..", Set.of("config")),
          Map.entry("com.amazon.corretto..", Set.of("tls")),
          Map.entry("java.sql..", STORES),
          Map.entry("javax.sql..", STORES),
          Map.entry("org.sqlite..", STORES),
          Map.entry("org.apache.kafka..", Set.of("kafka")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages(HOUSE);

  private static final DescribedPredicate<JavaAccess<?>> READS_THE_CLOCK =
      describe("reads the machine's clock", ArchitectureTest::readsTheClock);

  @Test
  void everyPackageIsAKnownRoom() {
    holds(classes().should(beInAKnownRoom()), "a room is added to the table with its walls");
  }

  @Test
  void roomsImportOnlyWhatTheTableAllows() {
    holds(classes().should(importOnlyWhatItsRoomMay()), "the table of rooms says so");
  }

  @Test
  void onlyTheWiringKnowsWhatTheJournalIsMadeOf() {
    holds(
        noClasses()
            .that(areNotIn("app", "cli", "backup"))
            .and(resideOutsideOfPackage(HOUSE + ".journal.sqlite"))
            .should()
            .dependOnClassesThat(resideInAPackage(HOUSE + ".journal.sqlite")),
        "a second journal is an implementation of the ports");
    holds(
        noClasses()
            .that(resideInAPackage(HOUSE + ".journal"))
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("java.sql..", "org.sqlite..", HOUSE + ".journal.sqlite")),
        "the ports do not know what is behind them");
  }

  @Test
  void onlyAJournalKnowsWhatAPositionIs() {
    DescribedPredicate<JavaAccess<?>> looksInside =
        describe(
            "makes a position, or looks inside",
            access ->
                access.getTargetOwner().getName().equals(HOUSE + ".journal.Position")
                    && List.of("at", "order").contains(access.getName()));
    holds(
        noClasses()
            .that(resideOutsideOfPackage(HOUSE + ".journal.sqlite"))
            .and(describe("are others", c -> !c.getName().equals(HOUSE + ".journal.Position")))
            .should()
            .accessTargetWhere(looksInside),
        "nobody counts with a position, or takes an id for one");
  }

  @Test
  void theGatewayDoesNotKnowTheLab() {
    holds(
        noClasses()
            .that(areNotIn(LAB.toArray(String[]::new)))
            .should()
            .dependOnClassesThat(areIn(LAB.toArray(String[]::new))),
        "the product runs without it");
  }

  @Test
  void noRoomIsInTwoModules() {
    Map<String, Set<String>> modules =
        CLASSES.stream()
            .collect(groupingBy(JavaClass::getPackageName, mapping(c -> module(c), toSet())));
    assertThat(modules).isNotEmpty().allSatisfy((room, in) -> assertThat(in).hasSize(1));
  }

  /** Those that the templates become are all public. */
  @Test
  void atMostTwoOfFiveTypesArePublic() {
    List<JavaClass> written =
        CLASSES.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(c -> !c.getSimpleName().startsWith("Jte"))
            .filter(c -> !c.getSimpleName().equals("package-info"))
            .toList();
    List<String> shown =
        written.stream()
            .filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC))
            .map(JavaClass::getName)
            .sorted()
            .toList();
    assertThat(5 * shown.size())
        .as("hide what only its own room needs, among the public types: %s", shown)
        .isLessThanOrEqualTo(2 * written.size());
  }

  /** Where a class was read from: a jar, or a folder of classes. */
  private static String module(JavaClass found) {
    return found.getSource().orElseThrow().getUri().toString().split("/org/lastgasp/")[0];
  }

  @Test
  void noTwoRoomsNeedEachOther() {
    slices()
        .matching(HOUSE + ".(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void theJudgementTouchesNoDiskNoNetworkNoThreadAndNoLog() {
    DescribedPredicate<JavaClass> world =
        resideInAnyPackage(
                "java.io..",
                "java.nio.file..",
                "java.nio.channels..",
                "java.net..",
                "java.sql..",
                "javax.sql..",
                "java.util.concurrent..",
                "java.util.logging..",
                "org.slf4j..",
                HOUSE + ".logging..")
            .or(describe("are threads", c -> c.getName().startsWith("java.lang.Thread")))
            .or(describe("are a log", c -> c.getName().startsWith("java.lang.System$Logger")));
    String because = "the same bytes and instants give the same verdict in every runtime";
    holds(noClasses().that(areIn("policy")).should().dependOnClassesThat(world), because);
    DescribedPredicate<JavaClass> memory =
        describe("are more than memory", c -> !inMemory(c) && !isAtomic(c));
    holds(
        noClasses().that(areIn("duis", "gbcs")).should().dependOnClassesThat(world.and(memory)),
        because);
  }

  @Test
  void theJudgementReadsNoClock() {
    holds(
        noClasses()
            .that(areIn("policy", "duis", "gbcs", "id"))
            .should()
            .accessTargetWhere(READS_THE_CLOCK.or(callsSystem("nanoTime"))),
        "time is an argument");
  }

  @Test
  void theJudgementThrowsNoDice() {
    holds(
        noClasses()
            .that(areIn("policy", "duis", "gbcs", "id"))
            .should()
            .dependOnClassesThat(
                resideInAPackage("java.util.random..")
                    .or(describe("are random", c -> c.getName().endsWith("Random")))),
        "a verdict can be reproduced");
  }

  @Test
  void onlyTheWiringReadsTheClockOfTheMachine() {
    holds(
        noClasses()
            .that(areNotIn("app", "cli", "lab"))
            .and(describe("are no commands", c -> !c.getSimpleName().endsWith("Command")))
            .should()
            .accessTargetWhere(READS_THE_CLOCK),
        "an InstantSource is passed in");
  }

  @Test
  void whatCalculatesHasAThreadOfItsOwn() {
    DescribedPredicate<JavaAccess<?>> virtual =
        describe(
            "shares its thread",
            access ->
                access.getTargetOwner().isEquivalentTo(Thread.class)
                        && List.of("ofVirtual", "startVirtualThread").contains(access.getName())
                    || access.getName().equals("newVirtualThreadPerTaskExecutor"));
    holds(
        noClasses().that(areNotIn("delivery", "sim", "lab")).should().accessTargetWhere(virtual),
        "messages need the few threads there are for all of them");
  }

  @Test
  void everyLibraryHasItsRooms() {
    SoftAssertions all = new SoftAssertions();
    LIBRARIES.forEach((library, rooms) -> all.check(() -> only(rooms, library)));
    all.assertAll();
  }

  @Test
  void theJudgementKnowsNoJson() {
    holds(
        noClasses()
            .that(areIn("policy", "duis", "gbcs", "id"))
            .should()
            .dependOnClassesThat(resideInAPackage("com.fasterxml.jackson..")),
        "JSON is an affair of the edges");
  }

  private static void only(Set<String> rooms, String library) {
    holds(
        noClasses()
            .that(areNotIn(rooms.toArray(String[]::new)))
            .should()
            .dependOnClassesThat(resideInAnyPackage(library.split(" "))),
        "only " + rooms + " may know it");
  }

  private static void holds(ArchRule rule, String because) {
    rule.allowEmptyShould(true).because(because).check(CLASSES);
  }

  private static ArchCondition<JavaClass> beInAKnownRoom() {
    return new ArchCondition<>("be in a known room") {
      @Override
      public void check(JavaClass found, ConditionEvents events) {
        if (!ROOMS.containsKey(room(found))) {
          String text = found.getName() + " is in no known room: '" + room(found) + "'";
          events.add(SimpleConditionEvent.violated(found, text));
        }
      }
    };
  }

  private static ArchCondition<JavaClass> importOnlyWhatItsRoomMay() {
    return new ArchCondition<>("import only what its room may") {
      @Override
      public void check(JavaClass importer, ConditionEvents events) {
        Set<String> allowed = ROOMS.getOrDefault(room(importer), Set.of());
        for (Dependency dependency : importer.getDirectDependenciesFromSelf()) {
          JavaClass imported = dependency.getTargetClass().getBaseComponentType();
          boolean own = imported.getPackageName().startsWith(HOUSE);
          String to = room(imported);
          if (own && !EVERYWHERE.contains(to) && !to.equals(room(importer))
              && !allowed.contains(to)) {
            String may = Stream.concat(EVERYWHERE.stream(), allowed.stream().sorted())
                .collect(joining(", "));
            String text = room(importer) + " imports " + to + ", but may: " + may + "\n    at ";
            events.add(
                SimpleConditionEvent.violated(dependency, text + dependency.getDescription()));
          }
        }
      }
    };
  }

  /** The package directly below the house; empty for a class that lies in the hall. */
  private static String room(JavaClass found) {
    String name = found.getPackageName();
    return name.length() <= HOUSE.length()
        ? ""
        : name.substring(HOUSE.length() + 1).split("\\.", 2)[0];
  }

  private static DescribedPredicate<JavaClass> areIn(String... rooms) {
    return describe("are in " + List.of(rooms), c -> List.of(rooms).contains(room(c)));
  }

  private static DescribedPredicate<JavaClass> areNotIn(String... rooms) {
    return describe("are not in " + List.of(rooms), c -> !List.of(rooms).contains(room(c)));
  }

  /** XML parsers and writers want a stream or a reader, even around bytes they are given. */
  private static boolean inMemory(JavaClass stream) {
    return Set.of(
            "InputStream",
            "OutputStream",
            "ByteArrayInputStream",
            "ByteArrayOutputStream",
            "Reader",
            "FilterReader",
            "InputStreamReader",
            "StringReader",
            "StringWriter",
            "IOException")
        .stream()
        .anyMatch(name -> stream.getName().equals("java.io." + name));
  }

  private static boolean isAtomic(JavaClass counter) {
    return counter.getPackageName().equals("java.util.concurrent.atomic");
  }

  private static boolean readsTheClock(JavaAccess<?> access) {
    String name = access.getTarget().getName();
    JavaClass owner = access.getTargetOwner();
    boolean fresh = owner.getPackageName().equals("java.time") && name.equals("now");
    boolean clock =
        owner.isEquivalentTo(Clock.class) || owner.isEquivalentTo(InstantSource.class);
    boolean made = clock && (name.startsWith("system") || name.startsWith("tick"));
    boolean clockGiven =
        access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget called
            && called.getRawParameterTypes().stream().anyMatch(t -> t.isEquivalentTo(Clock.class));
    return ((fresh || made) && !clockGiven) || callsSystem("currentTimeMillis").test(access);
  }

  private static DescribedPredicate<JavaAccess<?>> callsSystem(String method) {
    return describe(
        "calls System." + method,
        access ->
            access.getTargetOwner().isEquivalentTo(System.class)
                && access.getName().equals(method));
  }

  private static Map<String, Set<String>> rooms(String table) {
    Map<String, Set<String>> rooms = new HashMap<>();
    for (String line : table.lines().toList()) {
      List<String> words = List.of(line.split(" +"));
      Set<String> imports = new HashSet<>(words.subList(1, words.size()));
      if (imports.remove("*")) {
        imports.addAll(rooms.keySet());
      }
      rooms.put(words.getFirst(), imports);
    }
    return rooms;
  }
}
