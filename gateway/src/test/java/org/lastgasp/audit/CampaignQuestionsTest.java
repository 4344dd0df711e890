package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CampaignQuestionsTest {
  private static Campaign campaign(
      long activations, long held, long silent, long before, long after) {
    return new Campaign(
        "E470", "AB".repeat(32), "20", activations, 0, 0, held, held, 0, silent, 0, before, after,
        Duration.ZERO, activations, 0, Campaign.MinutesToAlert.NONE);
  }

  @Test
  void suppressionsAreGivenForAThousandActivationsWithOneDecimal() {
    assertThat(campaign(3, 1, 0, 0, 0).heldPerThousand()).isEqualTo(333.3);
    assertThat(campaign(2_000, 1, 0, 0, 0).heldPerThousand()).isEqualTo(0.5);
  }

  @Test
  void oneRestorationInAWindowAsksWhetherItWasARealOutage() {
    Campaign campaign =
        new Campaign(
            "E470", "AB".repeat(32), "20", 9, 0, 0, 1, 1, 0, 0, 2, 0, 0, Duration.ZERO, 9, 0,
            Campaign.MinutesToAlert.NONE);
    assertThat(campaign.questions())
        .containsExactly(
            "2 of 9 activations brought an 8F35 to 8F3C of their meter in the window: real"
                + " outages, or a model that sends them?");
  }

  @Test
  void withoutAnActivationThereIsNoRatio() {
    assertThat(campaign(0, 5, 0, 0, 0).heldPerThousand()).isZero();
  }

  @Test
  void moreThanNineInTenWithoutAnAlertAskWhetherTheListIsTooWide() {
    assertThat(campaign(20, 100, 19, 0, 0).questions())
        .containsExactly(
            "19 of 20 activations brought no AD1: is the list of GUIDs too wide?");
    assertThat(campaign(20, 100, 18, 0, 0).questions()).isEmpty();
  }

  @Test
  void fewActivationsAskNothing() {
    assertThat(campaign(19, 100, 19, 0, 0).questions()).isEmpty();
  }

  @Test
  void oneInTwentyJustAfterAsksWhetherTheWindowIsTooShort() {
    assertThat(campaign(1, 39, 0, 0, 2).questions())
        .containsExactly(
            "2 AD1s came just after a window and none just before: is the window too short?");
    assertThat(campaign(1, 40, 0, 0, 2).questions()).isEmpty();
  }

  @Test
  void oneAlertJustAfterAWindowAsksNothing() {
    assertThat(campaign(1, 0, 0, 0, 1).questions()).isEmpty();
  }

  @Test
  void alertsBeforeTheWindowTooAreOutagesAndAskNothing() {
    assertThat(campaign(1, 0, 0, 1, 5).questions()).isEmpty();
  }

  @Test
  void bothQuestionsAreAskedWhereBothApply() {
    assertThat(campaign(20, 0, 20, 0, 2).questions()).hasSize(2);
  }
}
