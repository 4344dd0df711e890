package org.lastgasp.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.sim.SmallStory.GENUINE;
import static org.lastgasp.sim.SmallStory.NOON;
import static org.lastgasp.sim.SmallStory.OPERATOR;
import static org.lastgasp.sim.SmallStory.SPURIOUS;
import static org.lastgasp.sim.SmallStory.SUPPLIER;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastgasp.sim.Scorer.LogEntry;

/** The score has to say no: each promise is broken once, and it alone is shown as broken. */
class ScoreTest {
  private static final String LOST = "every AD1 acknowledged is delivered or in the log";
  private static final String ONLY = "only what it must: no other AD1 is suppressed";
  private static final String MISSED = "what an activation caused is suppressed";
  private static final String BOTH = "nothing suppressed was delivered as well";
  private static final String TWICE = "a duplicate has no second record";
  private static final String OTHERS = "every other message is delivered, byte for byte";
  private static final String ALTERED = "nothing comes altered or to somebody else";
  private static final String ANSWERS = "requests and answers pass through byte for byte";
  private static final String LOG = "the log is whole: no gap, chain and windows hold";
  private static final String BOOKS = "the books balance: received = forwarded + suppressed";
  private static final String EACH = "they balance for each distributor, as it received them";
  private static final String PLANNED = "nothing happened that was not planned";

  @Test
  void aRightGatewayKeepsEveryPromise() {
    Score score = accepted().logged(SPURIOUS).delivered(GENUINE).score();
    assertThat(broken(score)).isEmpty();
    assertThat(score.exitCode()).isZero();
    assertThat(Scoreboard.text(score)).contains("✓").doesNotContain("✗");
    assertThat(score.regions().get(Region.NORTH).held()).isEqualTo(1);
    assertThat(score.regions().get(Region.NORTH).genuine()).isEqualTo(1);
  }

  @Test
  void aSpuriousAlertThatGetsThroughIsShown() {
    Score score = accepted().delivered(SPURIOUS).delivered(GENUINE).score();
    assertThat(broken(score)).containsExactly(MISSED);
    assertThat(score.exitCode()).isEqualTo(1);
    assertThat(Scoreboard.text(score))
        .contains("✗ " + MISSED)
        .contains("1 of 13 promises BROKEN");
  }

  @Test
  void aHiddenOutageIsShown() {
    assertThat(broken(accepted().logged(SPURIOUS).logged(GENUINE).score())).containsExactly(ONLY);
  }

  @Test
  void anAlertHeldBackThoughTheDspRefusedIsShown() {
    SmallStory refused = new SmallStory().asked("E5", "answer").alerts();
    assertThat(broken(refused.logged(SPURIOUS).delivered(GENUINE).score())).containsExactly(ONLY);
  }

  @Test
  void anAlertThatIsNowhereIsShown() {
    SmallStory story = accepted().logged(SPURIOUS);
    story.forwarded++;
    assertThat(broken(story.score())).containsExactly(LOST, BOOKS, EACH);
  }

  @Test
  void anAlertThatIsHeldBackAndDeliveredIsShown() {
    SmallStory story = accepted().logged(SPURIOUS).delivered(SPURIOUS).delivered(GENUINE);
    assertThat(broken(story.score())).contains(BOTH);
  }

  @Test
  void aCopyCountsOnceInTheLog() {
    SmallStory right = accepted().sent(SPURIOUS, 8).logged(SPURIOUS).delivered(GENUINE);
    assertThat(broken(right.score())).isEmpty();
    assertThat(right.score().regions().get(Region.NORTH).copies()).isEqualTo(1);
    assertThat(broken(right.logged(SPURIOUS).score())).contains(TWICE);
  }

  @Test
  void aCopyOfWhatWasHeldBackIsOneEvenAfterTheWindow() {
    SmallStory late = accepted().sent(SPURIOUS, 90).logged(SPURIOUS).delivered(GENUINE);
    assertThat(broken(late.score())).isEmpty();
  }

  @Test
  void aCopyOfWhatWasForwardedIsForwardedToo() {
    SmallStory once = accepted().sent(GENUINE, 9).logged(SPURIOUS).delivered(GENUINE);
    assertThat(broken(once.score())).isNotEmpty();
    assertThat(broken(once.delivered(GENUINE).score())).isEmpty();
  }

  @Test
  void aResponseThatDoesNotArriveIsShown() {
    SmallStory story = accepted().logged(SPURIOUS).delivered(GENUINE);
    story.truth.posted(
        new GroundTruth.Posted("r", "response", SUPPLIER, NOON, NOON.plusSeconds(1)));
    assertThat(broken(story.score())).containsExactly(OTHERS);
    story.truth.delivered(new GroundTruth.Delivered(SUPPLIER, "r"));
    assertThat(broken(story.score())).isEmpty();
  }

  @Test
  void alteredBytesAndAWrongReceiverAreShown() {
    SmallStory altered = accepted().logged(SPURIOUS).delivered(GENUINE);
    altered.truth.delivered(new GroundTruth.Delivered(OPERATOR, "other bytes"));
    assertThat(broken(altered.score())).containsExactly(ALTERED);
    SmallStory astray = accepted().logged(SPURIOUS).delivered(GENUINE);
    astray.truth.posted(
        new GroundTruth.Posted("r", "response", SUPPLIER, NOON, NOON.plusSeconds(1)));
    astray.truth.delivered(new GroundTruth.Delivered(SUPPLIER, "r"));
    astray.truth.delivered(new GroundTruth.Delivered(OPERATOR, "r"));
    assertThat(broken(astray.score())).containsExactly(ALTERED);
  }

  @Test
  void anAnswerOfOtherBytesIsShown() {
    SmallStory story = new SmallStory().asked("I99", "other answer").alerts();
    assertThat(broken(story.logged(SPURIOUS).delivered(GENUINE).score()))
        .containsExactly(ANSWERS);
  }

  @Test
  void aGapOrABreakInTheLogIsShown() {
    LogEntry first = accepted().logged(SPURIOUS).log.getFirst();
    for (LogEntry bent :
        List.of(
            new LogEntry(
                2, "hub", "", "17", SPURIOUS, first.received(), first.from(), first.until(),
                first.prev(), first.hash()),
            new LogEntry(
                1, "hub", "", "17", SPURIOUS, first.received(), first.from(), first.until(),
                "another", first.hash()),
            new LogEntry(
                1, "hub", "", "17", SPURIOUS, first.received(), first.from(), first.received(),
                first.prev(), first.hash()),
            new LogEntry(
                1, "hub", "", "17", SPURIOUS, first.from(), first.from(), first.until(),
                first.prev(), first.hash()))) {
      SmallStory story = accepted().logged(bent).delivered(GENUINE);
      assertThat(broken(story.score())).as(bent.toString()).containsExactly(LOG);
    }
    SmallStory verified =
        accepted().logged(SPURIOUS).delivered(GENUINE).verifierSays("record 1: wrong hash");
    assertThat(broken(verified.score())).containsExactly(LOG);
  }

  @Test
  void booksThatDoNotBalanceAreShown() {
    SmallStory story = accepted().logged(SPURIOUS).delivered(GENUINE);
    story.received++;
    assertThat(broken(story.score())).containsExactly(BOOKS);
  }

  @Test
  void aWorldThatBreaksIsShown() {
    SmallStory story = accepted().logged(SPURIOUS).delivered(GENUINE);
    story.truth.fault("a response was refused with status 400");
    assertThat(broken(story.score())).containsExactly(PLANNED);
  }

  @Test
  void programsCanReadIt() {
    String json = Scoreboard.json(accepted().logged(SPURIOUS).delivered(GENUINE).score());
    assertThat(json).contains("\"kept\" : true").contains("\"NORTH\"").contains("\"held\" : 1");
  }

  @Test
  void peopleCanReadItInAHundredColumns() {
    String text = Scoreboard.text(accepted().logged(SPURIOUS).delivered(GENUINE).score());
    assertThat(Arrays.stream(text.split("\n", -1))).allMatch(line -> line.length() <= 100);
  }

  private static SmallStory accepted() {
    return new SmallStory().asked("I99", "answer").alerts();
  }

  private static List<String> broken(Score score) {
    return score.promises().stream().filter(p -> !p.kept()).map(Score.Promise::text).toList();
  }
}
