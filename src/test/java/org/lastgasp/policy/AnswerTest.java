package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.policy.Answer.ACCEPTED;
import static org.lastgasp.policy.Answer.REFUSED;
import static org.lastgasp.policy.Answer.UNCONFIRMED;

import org.junit.jupiter.api.Test;

/** What an answer of the DSP means for the window of the request. */
class AnswerTest {
  @Test
  void aRequestIsTakenByAnyCodeThatIsNoError() {
    assertThat(Answer.of(200, "I0")).isEqualTo(ACCEPTED);
    assertThat(Answer.of(200, "I99")).isEqualTo(ACCEPTED);
    assertThat(Answer.of(299, " i99 ")).isEqualTo(ACCEPTED);
  }

  @Test
  void aRequestIsRefusedByAnErrorCode() {
    assertThat(Answer.of(200, "E1")).isEqualTo(REFUSED);
    assertThat(Answer.of(202, "E100")).isEqualTo(REFUSED);
    assertThat(Answer.of(200, "e100")).isEqualTo(REFUSED);
    assertThat(Answer.of(200, "\n E5 ")).isEqualTo(REFUSED);
  }

  @Test
  void aRequestIsRefusedByHttpWhateverTheBodySays() {
    assertThat(Answer.of(400, "")).isEqualTo(REFUSED);
    assertThat(Answer.of(403, "I0")).isEqualTo(REFUSED);
    assertThat(Answer.of(499, "")).isEqualTo(REFUSED);
  }

  @Test
  void anErrorOfTheServerLeavesItOpenWhetherTheMeterGotTheRequest() {
    assertThat(Answer.of(500, "")).isEqualTo(UNCONFIRMED);
    assertThat(Answer.of(200, "W1")).as("neither I nor E").isEqualTo(UNCONFIRMED);
    assertThat(Answer.of(200, " ")).isEqualTo(UNCONFIRMED);
    assertThat(Answer.of(503, "E1")).isEqualTo(UNCONFIRMED);
    assertThat(Answer.of(504, "I0")).isEqualTo(UNCONFIRMED);
  }

  @Test
  void anAnswerThatSaysNothingLeavesItOpen() {
    assertThat(Answer.of(200, "")).isEqualTo(UNCONFIRMED);
    assertThat(Answer.of(204, "")).isEqualTo(UNCONFIRMED);
    assertThat(Answer.of(199, "I0")).isEqualTo(UNCONFIRMED);
    assertThat(Answer.of(300, "I0")).isEqualTo(UNCONFIRMED);
    assertThat(Answer.of(302, "E1")).isEqualTo(UNCONFIRMED);
  }
}
