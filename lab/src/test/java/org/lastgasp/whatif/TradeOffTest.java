package org.lastgasp.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lastgasp.policy.Settings;
import org.lastgasp.sim.AlarmRule;
import org.lastgasp.whatif.Score.Count;

/** What a picture of a sweep shows, whatever the figures are. */
class TradeOffTest {

  @Test
  void theAxisSpansTheFiguresAndNoMore() {
    assertThat(marks(30, 60)).containsExactly("2", "5", "10");
    assertThat(marks(30, 700)).containsExactly("2", "5", "10", "20", "50", "100");
    assertThat(marks(3, 60)).containsExactly("0.2", "0.5", "1", "2", "5", "10");
    assertThat(marks(50, 50)).containsExactly("2", "5");
  }

  @Test
  void figuresAtTheBordersAreDrawnToo() {
    assertThat(marks(0, 1_000)).startsWith("0.1").endsWith("100");
    assertThat(TradeOff.svg(List.of(outcome("10m", "off", 0)))).doesNotContain("NaN");
  }

  @Test
  void pointsThatLieOnEachOtherAreBothSeen() {
    String svg = TradeOff.svg(List.of(outcome("10m", "off", 50), outcome("10m", "on", 50)));
    assertThat(svg).contains("fill=\"#0072B2\"").contains("fill=\"none\" stroke=\"#D55E00\"");
    assertThat(svg).doesNotContain("fill=\"#FFFFFF\" stroke=\"#D55E00\"");
  }

  /** The figures beside the first panel's axis. */
  private static List<String> marks(int... leaked) {
    List<Simulation.Outcome> outcomes = new ArrayList<>();
    for (int each : leaked) {
      outcomes.add(outcome(each + "m", "off", each));
    }
    return TradeOff.svg(outcomes)
        .lines()
        .filter(line -> line.startsWith("<text x=\"72.0\""))
        .map(line -> line.replaceAll("<[^>]*>", ""))
        .toList();
  }

  /** So many of a thousand spurious alerts went through, in each region. */
  private static Simulation.Outcome outcome(String window, String guard, int leaked) {
    Map<AlarmRule, Score> regions = new EnumMap<>(AlarmRule.class);
    for (AlarmRule rule : AlarmRule.values()) {
      Score score = new Score();
      score.add(Count.SPURIOUS, 1_000);
      score.add(Count.HELD, 1_000 - leaked);
      score.add(Count.GENUINE, 1_000);
      score.add(Count.MASKED, 1);
      regions.put(rule, score);
    }
    return new Simulation.Outcome(
        new SettingsVariant(
            List.of(
                new SettingsVariant.Choice("window", window),
                new SettingsVariant.Choice("guard", guard)),
            Settings.defaults()),
        regions);
  }
}
