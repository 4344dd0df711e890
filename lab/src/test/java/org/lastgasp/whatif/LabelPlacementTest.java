package org.lastgasp.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lastgasp.Seeds;
import org.lastgasp.svg.SvgBuilder;
import org.lastgasp.whatif.LabelPlacement.Box;

/** Names of points find room, and stay beside their own. */
class LabelPlacementTest {
  private static final Box PANEL = new Box(0, 0, 270, 320);
  private final LabelPlacement names = new LabelPlacement(PANEL);

  @Test
  void aNameStandsAboveAndToTheRightWhereNothingIsInItsWay() {
    LabelPlacement.Spot spot = names.beside(100, 100, "30m");
    assertThat(spot.anchor()).isEqualTo(SvgBuilder.Anchor.START);
    assertThat(spot.box().left()).isGreaterThan(100);
    assertThat(spot.box().bottom()).isLessThan(100);
  }

  @Test
  void aNameAtTheBorderStaysInsideThePanel() {
    assertThat(names.beside(268, 4, "outage-start").box()).satisfies(LabelPlacementTest::isInside);
  }

  @Test
  void aNameKeepsClearOfMarksAndLines() {
    names.curve(new double[] {100, 140}, new double[] {100, 60});
    Box box = names.beside(100, 100, "30m").box();
    assertThat(box.left() > 100 && box.bottom() < 100).as("on the line").isFalse();
    names.mark(90, 118);
    Box other = names.beside(100, 100, "30m").box();
    assertThat(meet(other, new Box(85, 113, 95, 123))).isFalse();
  }

  @Test
  void namesOfTwoCurvesThatCrossKeepClearOfEachOtherAndOfAllMarks() {
    double[] x = {31, 38, 62, 96, 143, 177};
    double[] y = {216, 236, 250, 266, 279, 286};
    double[] otherX = {19, 37, 56, 90, 136, 161};
    double[] otherY = {226, 241, 252, 264, 274, 279};
    names.curve(x, y);
    names.curve(otherX, otherY);
    List<Box> placed = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      placed.add(names.beside(x[i], y[i], "30m").box());
    }
    assertApart(placed);
    for (int i = 0; i < x.length; i++) {
      Box one = new Box(x[i] - 4, y[i] - 4, x[i] + 4, y[i] + 4);
      Box other = new Box(otherX[i] - 4, otherY[i] - 4, otherX[i] + 4, otherY[i] + 4);
      assertThat(placed).noneMatch(name -> meet(name, one) || meet(name, other));
    }
  }

  @Test
  void namesOfAFewPointsNeverOverlapWhereverTheyLie() {
    Seeds.each(
        500,
        seed -> {
          Random random = new Random(seed);
          LabelPlacement few = new LabelPlacement(PANEL);
          List<Box> placed = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            double x = 10 + random.nextInt(250);
            double y = random.nextInt(320);
            few.mark(x, y);
            placed.add(few.beside(x, y, "30m").box());
          }
          assertApart(placed);
          assertThat(placed).allSatisfy(LabelPlacementTest::isInside);
        });
  }

  private static void assertApart(List<Box> placed) {
    for (int i = 0; i < placed.size(); i++) {
      for (int j = 0; j < i; j++) {
        assertThat(meet(placed.get(i), placed.get(j))).as("%s", placed).isFalse();
      }
    }
  }

  private static boolean meet(Box one, Box other) {
    return one.left() < other.right()
        && other.left() < one.right()
        && one.top() < other.bottom()
        && other.top() < one.bottom();
  }

  private static void isInside(Box box) {
    assertThat(box.left()).isGreaterThanOrEqualTo(PANEL.left());
    assertThat(box.top()).isGreaterThanOrEqualTo(PANEL.top());
    assertThat(box.right()).isLessThanOrEqualTo(PANEL.right());
    assertThat(box.bottom()).isLessThanOrEqualTo(PANEL.bottom());
  }
}
