package org.lastgasp.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.inventory.Inventory.ImportMode;
import org.lastgasp.policy.Device;

/** Random imports of random files, against a map and a set. */
class InventoryPropertyTest {
  private static final int IDS = 60; // few enough that imports overlap
  private static final int RUN = 1_000; // bytes: a file makes several runs
  private static final String[] TEXTS = {
    "", "1063", "Landis+Gyr", " 106C ", "a,b", "\"q\"", "two\nlines", "cr\r\nlf", "ø€😀", ",\"", "#"
  };

  @TempDir Path temp;

  @Test
  void anInventoryIsTheSameAsAMap() {
    Seeds.each(40, seed -> new Run(seed).imports(12));
  }

  private final class Run {
    private final Random random;
    private final Path folder;
    private Inventory inventory;
    private Map<Eui64, Device> devices = new HashMap<>();
    private Set<Eui64> guids = new HashSet<>();

    Run(long seed) {
      this.random = new Random(seed);
      this.folder = temp.resolve("seed" + seed);
      this.inventory = open();
    }

    private Inventory open() {
      return new Inventory(Folder.writable(folder), InstantSource.fixed(Given.NOW), RUN);
    }

    void imports(int count) {
      for (int i = 0; i < count; i++) {
        final long version = inventory.version();
        if (random.nextInt(3) == 0) {
          importGuids();
        } else {
          importDevices();
        }
        assertThat(inventory.version()).isBetween(version, version + 1);
        if (random.nextInt(4) == 0) {
          inventory.close();
          inventory = open();
        }
        check(inventory, devices, guids);
      }
      inventory.close();
    }

    private void importDevices() {
      Map<Eui64, Device> file = new LinkedHashMap<>();
      for (int i = random.nextInt(IDS); i > 0; i--) {
        Device device = device();
        file.remove(device.id());
        file.put(device.id(), device);
      }
      ImportMode mode = ImportMode.values()[random.nextInt(2)];
      if (mode == ImportMode.REPLACE && file.isEmpty()) {
        return;
      }
      Map<Eui64, Device> after = mode == ImportMode.REPLACE ? new HashMap<>() : copy(devices);
      after.putAll(file);
      Prepared prepared = Given.accepted(Given.devices(inventory, csv(file.values()), mode));
      assertThat(prepared.counts()).isEqualTo(counts(file, after));
      check(prepared, after, guids);
      check(inventory, devices, guids);
      check(prepared, devices.keySet(), after.keySet());
      if (random.nextInt(5) == 0) {
        prepared.discard();
      } else {
        prepared.commit();
        devices = after;
      }
      prepared.close();
    }

    private void importGuids() {
      List<Eui64> lines = new ArrayList<>();
      for (int i = random.nextInt(IDS); i >= 0; i--) {
        lines.add(id());
      }
      Set<Eui64> after = new HashSet<>(lines);
      String text = String.join("\n", lines.stream().map(Eui64::toString).toList());
      long added = after.stream().filter(id -> !guids.contains(id)).count();
      long removed = guids.stream().filter(id -> !after.contains(id)).count();
      boolean many = !guids.isEmpty() && Math.max(added, removed) * 5 > guids.size();
      try (Prepared prepared = Given.accepted(Given.guids(inventory, text))) {
        assertThat(prepared.needsConfirmation().isPresent()).isEqualTo(many);
        assertThat(prepared.warnings().total()).isEqualTo(lines.size() - after.size());
        check(prepared, devices, after);
        check(prepared, guids, after);
        prepared.commit();
        guids = after;
      }
    }

    private Prepared.Counts counts(Map<Eui64, Device> file, Map<Eui64, Device> after) {
      long added = file.keySet().stream().filter(id -> !devices.containsKey(id)).count();
      long unchanged =
          file.values().stream().filter(d -> d.equals(devices.get(d.id()))).count();
      long removed = devices.keySet().stream().filter(id -> !after.containsKey(id)).count();
      long updated = file.size() - added - unchanged;
      return new Prepared.Counts(file.size(), added, updated, unchanged, removed, after.size());
    }

    private void check(InventoryLookup view, Map<Eui64, Device> expected, Set<Eui64> listed) {
      for (int i = 0; i < IDS; i++) {
        Eui64 id = id(i);
        assertThat(view.device(id)).isEqualTo(Optional.ofNullable(expected.get(id)));
        assertThat(view.isListed(id)).isEqualTo(listed.contains(id));
      }
    }

    private void check(Prepared prepared, Set<Eui64> before, Set<Eui64> after) {
      Set<Eui64> model = new TreeSet<>(before);
      prepared.changes(
          change -> {
            switch (change.kind()) {
              case ADDED -> assertThat(model.add(change.id())).isTrue();
              case REMOVED -> assertThat(model.remove(change.id())).isTrue();
              case UPDATED -> assertThat(model).contains(change.id());
            }
          });
      assertThat(model).isEqualTo(after);
    }

    private Eui64 id() {
      return id(random.nextInt(IDS));
    }

    /** Spread over the whole range, so that signed and unsigned order differ. */
    private static Eui64 id(int i) {
      return new Eui64(i * 0x9E3779B97F4A7C15L);
    }

    private Device device() {
      boolean electricity = random.nextBoolean();
      return new Device(
          id(),
          electricity ? "ESME" : "CHF",
          text(),
          text(),
          text(),
          random.nextBoolean() ? Optional.of(id()) : Optional.empty(),
          electricity && random.nextBoolean()
              ? Optional.of(new Mpan(String.format("%013d", random.nextLong(10_000_000_000_000L))))
              : Optional.empty(),
          text(),
          text(),
          text());
    }

    private String text() {
      return TEXTS[random.nextInt(TEXTS.length)];
    }

    private String csv(Iterable<Device> rows) {
      List<Device> shuffled = new ArrayList<>();
      rows.forEach(shuffled::add);
      Collections.shuffle(shuffled, random);
      StringBuilder csv = new StringBuilder(Given.HEADER);
      for (Device d : shuffled) {
        String hub = d.hub().map(Eui64::toString).orElse("");
        String mpan = d.mpan().map(Mpan::toString).orElse("");
        List<String> fields =
            List.of(
                d.id().toString(),
                d.type(),
                d.smetsVersion(),
                d.manufacturer(),
                d.model(),
                hub,
                mpan,
                d.region(),
                d.postcode(),
                d.feeder());
        csv.append(String.join(",", fields.stream().map(this::quoted).toList()));
        csv.append(random.nextBoolean() ? "\n" : "\r\n");
      }
      return csv.toString();
    }

    private String quoted(String text) {
      boolean needed = text.matches("(?s).*[,\"\r\n].*");
      return needed || random.nextInt(4) == 0 ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }
  }

  private static <K, V> Map<K, V> copy(Map<K, V> map) {
    return new HashMap<>(map);
  }
}
