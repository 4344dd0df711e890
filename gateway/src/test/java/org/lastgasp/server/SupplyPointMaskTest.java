package org.lastgasp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SupplyPointMaskTest {
  private static final String OWN = "2012345678903";
  private static final String OTHER = "1798765432101";

  /** A premises and what is said of it. */
  record Premises(String mpxn, List<String> said) {}

  @Test
  void theOwnSupplyPointStays() {
    Premises own = new Premises(OWN, List.of("AD1, MPAN " + OWN + ": suppressed"));
    assertThat(masked(own)).isEqualTo(own);
  }

  @Test
  void ofAnotherMpanOnlyTheDistributorStays() {
    assertThat(masked(new Premises(OTHER, List.of())).mpxn()).isEqualTo("17xxxxxxxxxxx");
  }

  @Test
  void anMpanWithinASentenceIsMaskedToo() {
    Premises heard = new Premises(OWN, List.of("the meter's (" + OTHER + "), not " + OWN + "."));
    assertThat(masked(heard).said())
        .containsExactly("the meter's (17xxxxxxxxxxx), not " + OWN + ".");
  }

  @Test
  void nonsenseOfAnotherIsMaskedWhereverItStands() {
    Premises heard = new Premises("Flat <3>", List.of("AD1, MPxN Flat <3>"));
    assertThat(masked(heard))
        .isEqualTo(new Premises("(of another)", List.of("AD1, MPxN (of another)")));
  }

  @Test
  void countersDigestsAndTimesAreNoMpan() {
    List<String> kept =
        List.of(
            "90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:1736935200000",
            "ab1736935200000cd", "12345678901234");
    assertThat(masked(new Premises(OWN, kept)).said()).isEqualTo(kept);
  }

  private static Premises masked(Premises record) {
    return new SupplyPointMask(Set.of(OWN)).over(record, Premises.class);
  }
}
