package org.lastgasp.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.inventory.Given.METER;
import static org.lastgasp.inventory.Given.OTHER;
import static org.lastgasp.inventory.Given.accepted;
import static org.lastgasp.inventory.Given.commit;
import static org.lastgasp.inventory.Given.faults;
import static org.lastgasp.inventory.Given.guids;
import static org.lastgasp.inventory.Given.list;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.id.Eui64;
import org.lastgasp.inventory.Inventory.PrepareResult;
import org.lastgasp.inventory.Inventory.ShrinkPolicy;

/** What a list of GUIDs may look like, and which lists are refused. */
class GuidListTest {
  @TempDir Path folder;
  private Inventory inventory;

  @BeforeEach
  void open() {
    inventory = Given.inventory(folder);
  }

  @AfterEach
  void close() {
    inventory.close();
  }

  private PrepareResult forced(String list) {
    return inventory.prepareGuids("guids.txt", Given.bytes(list), ShrinkPolicy.FORCED);
  }

  @Test
  void readsDashesOrNotAnyCaseCommentsAndEmptyLines() {
    commit(
        guids(
            inventory,
            "\uFEFF# from the DCC, März\r\n\r\n  "
                + METER
                + "\t# a meter\r\nffdb1234567890a1#x\n#"
                + new Eui64(7)));
    assertThat(inventory.isListed(METER)).isTrue();
    assertThat(inventory.isListed(OTHER)).isTrue();
    assertThat(inventory.isListed(new Eui64(7))).isFalse();
    assertThat(inventory.status().guids().size()).isEqualTo(2);
  }

  @Test
  void readsAPackedList() {
    ByteArrayInputStream packed = new ByteArrayInputStream(Given.packed(list(3)));
    commit(inventory.prepareGuids("guids.txt.gz", packed, ShrinkPolicy.GUARDED));
    assertThat(inventory.isListed(new Eui64(3))).isTrue();
  }

  @Test
  void namesEveryBadLineAndKeepsTheOldList() {
    commit(guids(inventory, METER + "\n"));
    String bad = OTHER + "\nBANANA\n" + METER + " " + OTHER + "\n" + OTHER + " ".repeat(90) + "x\n";
    assertThat(faults(guids(inventory, bad)))
        .isEqualTo(
            """
            line 2: 'BANANA' is not an EUI-64
            line 3: '00-DB-12-34-56-78-90-A0 FF-DB-12-34-56-78-90-A1' is not an EUI-64
            line 4: 'FF-DB-12-34-56-78-90-A1                                        ?' \
            is not an EUI-64""");
    assertThat(inventory.isListed(METER)).isTrue();
    assertThat(inventory.isListed(OTHER)).isFalse();
  }

  @Test
  void warnsOfAGuidThatIsThereTwiceAndCountsItOnce() {
    Prepared next = accepted(guids(inventory, METER + "\n" + OTHER + "\n" + METER + "\n"));
    assertThat(Given.text(next.warnings()))
        .isEqualTo("line 3: 00-DB-12-34-56-78-90-A0 again: it is in line 1 too");
    assertThat(next.counts()).isEqualTo(new Prepared.Counts(2, 2, 0, 0, 0, 2));
  }

  @Test
  void refusesAnEmptyListUnlessForced() {
    assertThat(faults(guids(inventory, "# nobody\n"))).isEqualTo("there are no guids in it");
    commit(guids(inventory, METER + "\n"));
    assertThat(faults(guids(inventory, ""))).isEqualTo("there are no guids in it");
    assertThat(inventory.isListed(METER)).isTrue();
    commit(forced(""));
    assertThat(inventory.isListed(METER)).isFalse();
    assertThat(inventory.status().guids()).isInstanceOf(DatasetStatus.InForce.class);
  }

  @Test
  void asksForConfirmationIfMoreThanAFifthIsAddedOrRemoved() {
    assertThat(doubt(list(10))).as("onto nothing").isEmpty();
    commit(guids(inventory, list(10)));
    assertThat(doubt(list(8))).isEmpty();
    assertThat(doubt(list(12))).isEmpty();
    assertThat(doubt(list(7)))
        .hasValue("it adds 0 guids to 10 in force and removes 3 of them, more than a fifth");
    assertThat(doubt(list(13)))
        .hasValue("it adds 3 guids to 10 in force and removes 0 of them, more than a fifth");
    assertThat(doubt(list(7) + "00-00-00-00-00-00-0A-01\n00-00-00-00-00-00-0A-02\n"
            + "00-00-00-00-00-00-0A-03\n"))
        .as("as long as before").isPresent();
    commit(forced(""));
    assertThat(doubt(list(10))).as("onto an empty one").isEmpty();
  }

  private Optional<String> doubt(String list) {
    Prepared prepared = accepted(guids(inventory, list));
    prepared.discard();
    return prepared.needsConfirmation();
  }

  @Test
  void countsTheMetersOfTheInventoryThatAreListed() {
    String rows =
        "00-00-00-00-00-00-00-01,ESME \n00-00-00-00-00-00-00-02,\" esme\"\n"
            + "00-00-00-00-00-00-00-03,CHF\n00-00-00-00-00-00-00-0A,ESME\n";
    commit(Given.devices(inventory, "device_id,device_type\n" + rows));
    Prepared next = accepted(guids(inventory, list(5)));
    assertThat(next.listed()).isEqualTo(new Prepared.Listed(2, 3));
    next.discard();
  }

  @Test
  void forcesNoListWithABadLine() {
    assertThat(faults(forced("BANANA"))).startsWith("line 1");
  }

  @Test
  void tellsTheDifferenceToTheListInForce() {
    commit(guids(inventory, list(5)));
    Prepared next = accepted(guids(inventory, list(4) + METER));
    List<Prepared.Change> changes = new ArrayList<>();
    next.changes(changes::add);
    assertThat(changes)
        .containsExactlyInAnyOrder(
            new Prepared.Change(new Eui64(5), Prepared.Change.Kind.REMOVED),
            new Prepared.Change(METER, Prepared.Change.Kind.ADDED));
    assertThat(next.counts()).isEqualTo(new Prepared.Counts(5, 1, 0, 4, 1, 5));
  }
}
