package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lastgasp.Seeds;

/** A map that never changes says what a map that changes would have said at that moment. */
class PersistentMapTest {

  /** A key of which many have the same hash. */
  private record Key(int name) {
    @Override
    public int hashCode() {
      return name % 3 == 0 ? name % 9 : name;
    }
  }

  @Test
  void everyVersionStaysAsItWas() {
    Seeds.each(100, PersistentMapTest::everyVersionStays);
  }

  private static void everyVersionStays(long seed) {
    Random random = new Random(seed);
    int names = 1 + random.nextInt(200);
    PersistentMap<Key, Integer> map = PersistentMap.empty();
    Map<Key, Integer> model = new HashMap<>();
    List<PersistentMap<Key, Integer>> versions = new ArrayList<>();
    List<Map<Key, Integer>> models = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Key key = new Key(random.nextInt(names));
      if (random.nextInt(3) == 0) {
        map = map.without(key);
        model.remove(key);
      } else {
        map = map.with(key, i);
        model.put(key, i);
      }
      versions.add(map);
      models.add(Map.copyOf(model));
    }
    for (int i = 0; i < versions.size(); i++) {
      assertThat(content(versions.get(i))).isEqualTo(models.get(i));
      assertThat(versions.get(i).values()).hasSameElementsAs(models.get(i).values());
      for (int name = 0; name < names; name++) {
        Key key = new Key(name);
        assertThat(versions.get(i).get(key)).isEqualTo(models.get(i).get(key));
      }
    }
  }

  private static Map<Key, Integer> content(PersistentMap<Key, Integer> map) {
    Map<Key, Integer> content = new HashMap<>();
    map.forEach((key, value) -> assertThat(content.put(key, value)).isNull());
    return content;
  }

  @Test
  void aChangeThatChangesNothingGivesTheSameMap() {
    PersistentMap<String, Integer> map =
        PersistentMap.<String, Integer>empty().with("a", 1).with("b", 2).with("c", 3);
    assertThat(map.with("b", 2)).isSameAs(map);
    assertThat(map.without("d")).isSameAs(map);
    assertThat(map.with("b", 3)).isNotSameAs(map);
    assertThat(PersistentMap.empty().without("a").get("a")).isNull();
  }

  @Test
  void keysOfOneHashAreKeptApart() {
    PersistentMap<Key, Integer> map = PersistentMap.empty();
    map = map.with(new Key(0), 1).with(new Key(9), 2).with(new Key(18), 3);
    assertThat(map.without(new Key(27))).isSameAs(map);
    assertThat(map.with(new Key(9), 4).get(new Key(0))).isEqualTo(1);
    assertThat(map.with(new Key(9), 4).get(new Key(9))).isEqualTo(4);
    assertThat(map.without(new Key(9)).values()).containsExactlyInAnyOrder(1, 3);
    assertThat(map.without(new Key(0)).values()).containsExactlyInAnyOrder(2, 3);
  }
}
