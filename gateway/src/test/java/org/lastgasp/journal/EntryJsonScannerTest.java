package org.lastgasp.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.lastgasp.Seeds;

class EntryJsonScannerTest {
  private static final String TEXT = "aZ0 \"\\{}[],:\n\u00e9\ud83d\udd0c";

  @Test
  void membersAreFoundInAnyOrder() {
    EntryJsonScanner members =
        EntryJsonScanner.of("{\"a\":\"x\",\"b\":{\"a\":1},\"c\":[2,3],\"d\":true}");
    assertThat(members.flag("d")).isTrue();
    assertThat(members.numbers("c")).containsExactly(2L, 3L);
    assertThat(members.object("b").number("a")).isEqualTo(1);
    assertThat(members.text("a")).isEqualTo("x");
    assertThat(members.flag("c2")).isFalse();
    assertThat(members.has("x")).isFalse();
    assertThat(members.objects("e")).isEmpty();
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> EntryJsonScanner.of("{\"a\":1}").text("b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'b'");
  }

  @Test
  void readsWhatAJsonLibraryReads() {
    Seeds.each(
        300,
        seed -> {
          RandomGenerator random = new Random(seed);
          EntryJsonWriter writer = new EntryJsonWriter().begin();
          write(writer, random, 0);
          String json = writer.end();
          same(EntryJsonScanner.of(json), tree(json), random);
        });
  }

  @Test
  void everyTruncationIsRefused() {
    String json = "{\"a\":\"x\\\"\",\"b\":{\"c\":[1,{\"d\":-2}]},\"e\":true}";
    assertThat(EntryJsonScanner.of(json).object("b").has("c")).isTrue();
    for (int length = 0; length < json.length(); length++) {
      String cut = json.substring(0, length);
      assertThatThrownBy(() -> EntryJsonScanner.of(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anotherValueThanAskedForIsRefused() {
    EntryJsonScanner members = EntryJsonScanner.of("{\"a\":\"x\",\"b\":1,\"c\":{},\"d\":[]}");
    List<Runnable> wrong =
        List.of(
            () -> members.number("a"),
            () -> members.text("b"),
            () -> members.text("c"),
            () -> members.object("d"),
            () -> members.numbers("c"));
    for (Runnable each : wrong) {
      assertThatThrownBy(each::run).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static JsonNode tree(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static void write(EntryJsonWriter to, RandomGenerator random, int depth) {
    int members = random.nextInt(5);
    for (int i = 0; i < members; i++) {
      switch (random.nextInt(depth > 2 ? 3 : 5)) {
        case 0 -> to.text("t" + i, text(random));
        case 1 -> to.number("n" + i, random.nextLong());
        case 2 -> to.numbers("l" + i, List.of(1L, random.nextLong()));
        case 3 -> to.object("o" + i, random, (inner, r) -> write(inner, r, depth + 1));
        default ->
            to.objects("s" + i, List.of(1, 2), (inner, each) -> write(inner, random, depth + 1));
      }
    }
  }

  private static String text(RandomGenerator random) {
    int[] points = TEXT.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(6); length > 0; length--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }

  private static void same(EntryJsonScanner members, JsonNode node, RandomGenerator random) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    Collections.shuffle(names, new Random(random.nextLong()));
    for (String name : names) {
      JsonNode value = node.get(name);
      switch (name.charAt(0)) {
        case 't' -> assertThat(members.text(name)).isEqualTo(value.textValue());
        case 'n' -> assertThat(members.number(name)).isEqualTo(value.longValue());
        case 'l' ->
            assertThat(members.numbers(name))
                .containsExactly(value.get(0).longValue(), value.get(1).longValue());
        case 'o' -> same(members.object(name), value, random);
        default -> {
          List<EntryJsonScanner> all = members.objects(name);
          assertThat(all).hasSize(value.size());
          for (int i = 0; i < all.size(); i++) {
            same(all.get(i), value.get(i), random);
          }
        }
      }
    }
  }
}
