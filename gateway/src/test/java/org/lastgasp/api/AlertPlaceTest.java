package org.lastgasp.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AlertPlaceTest {
  private static String group(String postcode, String feeder) {
    return new AlertPlace("South", postcode, feeder, "", "", null).group("20");
  }

  /** As the guard for coincident outages compares them. */
  @Test
  void aFeederIsTheSameHoweverItsNameIsWritten() {
    assertThat(group("SO14 1AA", "F 12")).isEqualTo("feeder F 12 of distributor 20");
    assertThat(group("", "f  12")).isEqualTo(group("SO14 1AA", "F 12"));
  }

  @Test
  void aPostcodeCountsByItsSectorHoweverItIsWritten() {
    assertThat(group("SO14 1AA", "")).isEqualTo("postcode sector SO14 1 of distributor 20");
    assertThat(group("so141zz", "")).isEqualTo(group("SO14 1AA", ""));
    assertThat(group("SO14 2AA", "")).isNotEqualTo(group("SO14 1AA", ""));
  }

  @Test
  void whatIsNoPostcodeIsAPlaceOfItsOwn() {
    assertThat(group("so14", "")).isEqualTo("postcode SO14 of distributor 20");
    assertThat(group(" ", "")).isEmpty();
  }
}
