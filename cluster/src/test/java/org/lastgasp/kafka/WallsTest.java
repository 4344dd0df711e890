package org.lastgasp.kafka;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * The walls of the room that knows Kafka. The table of all other rooms is the lab's, which does not
 * have this module on its class path.
 */
class WallsTest {
  private static final String ROOM = "org.lastgasp.kafka..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("org.lastgasp");

  @Test
  void onlyThisRoomKnowsKafka() {
    assertThat(CLASSES.size()).as("gateway and cluster").isGreaterThan(500);
    noClasses()
        .that(resideOutsideOfPackage(ROOM))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.apache.kafka..", "org.rocksdb..", ROOM))
        .check(CLASSES);
  }

  @Test
  void itImportsTheRoomsItNeedsAndNoOther() {
    noClasses()
        .that(resideInAnyPackage(ROOM))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "org.lastgasp.report..", "org.lastgasp.hindsight..", "org.lastgasp.audit..",
                "org.lastgasp.log..", "org.lastgasp.api..", "org.lastgasp.console..",
                "org.lastgasp.server..", "org.lastgasp.backup..", "org.lastgasp.recording..",
                "org.lastgasp.journal.sqlite..", "java.sql.."))
        .because("readers work on the local journal, as on one machine")
        .check(CLASSES);
  }

  @Test
  void itsTimeIsPassedIn() {
    noClasses()
        .that(resideInAnyPackage(ROOM))
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }

  @Test
  void nobodyElseExtendsIt() {
    classes()
        .that(resideInAnyPackage(ROOM))
        .should()
        .onlyBeAccessed()
        .byAnyPackage(ROOM)
        .check(CLASSES);
  }
}
