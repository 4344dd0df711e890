package org.lastgasp.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.lastgasp.access.Identity;
import org.lastgasp.access.Role;
import org.lastgasp.api.GatewayState;
import org.lastgasp.api.NowResponse;
import org.lastgasp.api.Overview;
import org.lastgasp.api.StatusResponse;
import org.lastgasp.policy.Switch;

class NowPageTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");

  private static NowPage page(long suspects, NowResponse.@Nullable Clue clue) {
    Overview overview =
        new Overview(
            null, null, new Overview.Blind(0, 0, null),
            new Overview.ToLookAt(900, false, suspects, TEN, Map.of()), List.of());
    GatewayState state = new GatewayState(GatewayState.Cause.ENFORCE, "Suppressing.", "");
    Identity reader =
        new Identity("ann", Role.OPERATOR, new Identity.Scope.All(), Identity.Kind.ORDINARY);
    Frame frame =
        new Frame(
            Destination.NOW, "", "suppressing", 900, reader, Optional.empty(), List.of(),
            TEN.plusSeconds(600), Duration.ZERO, "");
    return new NowPage(
        new NowResponse(
            StatusResponse.stopped(Switch.ENFORCE, state, overview), List.of(), List.of(),
            List.of(), List.of(), null, clue, null, null),
        frame);
  }

  @Test
  void whatLooksRealIsToldHoweverFarBehindInTheListItStands() {
    assertThat(page(12, null).lookAt()).isEqualTo("12 suppressed alerts look like real outages");
    assertThat(page(1, null).lookAt()).isEqualTo("1 suppressed alert looks like a real outage");
    assertThat(page(0, null).lookAt()).isEmpty();
  }

  @Test
  void whatSuspectsHaveInCommonIsToldOfThoseThatWereCompared() {
    NowResponse.Clue clue = new NowResponse.Clue(7, 4, "feeder F3", 31L, 6, TEN);
    assertThat(page(7, clue).lookAtMore())
        .isEqualTo(
            "; 4 of them on feeder F3, which has 31 hubs, within 6 min."
                + " The oldest was received 10 min ago.");
    assertThat(page(12, clue).lookAt()).startsWith("12 ");
    assertThat(page(12, clue).lookAtMore()).startsWith("; at least 4 of them on feeder F3");
  }
}
