package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.policy.DspAnswer.ACCEPTED;
import static org.lastgasp.policy.DspAnswer.REFUSED;
import static org.lastgasp.policy.DspAnswer.UNCONFIRMED;

import org.junit.jupiter.api.Test;

/** What an answer of the DSP means for the window of the request. */
class DspAnswerTest {
  @Test
  void aRequestIsTakenByAnyCodeThatIsNoError() {
    assertThat(DspAnswer.of(200, "I0")).isEqualTo(ACCEPTED);
    assertThat(DspAnswer.of(200, "I99")).isEqualTo(ACCEPTED);
    assertThat(DspAnswer.of(299, " i99 ")).isEqualTo(ACCEPTED);
  }

  @Test
  void aRequestIsRefusedByAnErrorCode() {
    assertThat(DspAnswer.of(200, "E1")).isEqualTo(REFUSED);
    assertThat(DspAnswer.of(202, "E100")).isEqualTo(REFUSED);
    assertThat(DspAnswer.of(200, "e100")).isEqualTo(REFUSED);
    assertThat(DspAnswer.of(200, "\n E5 ")).isEqualTo(REFUSED);
  }

  @Test
  void aRequestIsRefusedByHttpWhateverTheBodySays() {
    assertThat(DspAnswer.of(400, "")).isEqualTo(REFUSED);
    assertThat(DspAnswer.of(403, "I0")).isEqualTo(REFUSED);
    assertThat(DspAnswer.of(499, "")).isEqualTo(REFUSED);
  }

  @Test
  void anErrorOfTheServerLeavesItOpenWhetherTheMeterGotTheRequest() {
    assertThat(DspAnswer.of(500, "")).isEqualTo(UNCONFIRMED);
    assertThat(DspAnswer.of(200, "W1")).as("neither I nor E").isEqualTo(UNCONFIRMED);
    assertThat(DspAnswer.of(200, " ")).isEqualTo(UNCONFIRMED);
    assertThat(DspAnswer.of(503, "E1")).isEqualTo(UNCONFIRMED);
    assertThat(DspAnswer.of(504, "I0")).isEqualTo(UNCONFIRMED);
  }

  @Test
  void anAnswerThatSaysNothingLeavesItOpen() {
    assertThat(DspAnswer.of(200, "")).isEqualTo(UNCONFIRMED);
    assertThat(DspAnswer.of(204, "")).isEqualTo(UNCONFIRMED);
    assertThat(DspAnswer.of(199, "I0")).isEqualTo(UNCONFIRMED);
    assertThat(DspAnswer.of(300, "I0")).isEqualTo(UNCONFIRMED);
    assertThat(DspAnswer.of(302, "E1")).isEqualTo(UNCONFIRMED);
  }
}
