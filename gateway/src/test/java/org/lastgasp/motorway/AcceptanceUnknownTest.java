package org.lastgasp.motorway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.AcceptedRequests;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.RequestVerifier;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Window;

/** Requests that come while nobody can tell which were accepted before. */
class AcceptanceUnknownTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final Eui64 SUPPLIER = new Eui64(0xC1);
  private static final Eui64 METER = new Eui64(0xB1);
  private static final Eui64 HUB = new Eui64(0xA1);
  private static final String HASH = "AB".repeat(32);

  private final Lost before = new Lost();
  private final LiveState live;
  private final Southbound southbound;

  /** What was accepted, where reading fails for a while. */
  private static final class Lost implements AcceptedRequests {
    private boolean failing;

    @Override
    public Set<Step> of(RequestId request) {
      return failing ? EnumSet.allOf(Step.class) : Set.of();
    }

    @Override
    public long version() {
      return 0;
    }

    @Override
    public void keep(Collection<HubState.Accepted> accepted) {}
  }

  /** One meter, which passes every gate. */
  private static final class OneMeter implements DeviceLookup {
    @Override
    public Optional<Device> device(Eui64 id) {
      return Optional.of(
          new Device(
              id, "ESME", "SMETS2", "1063", "", Optional.of(HUB), Optional.empty(), "", "", ""));
    }

    @Override
    public boolean isListed(Eui64 id) {
      return true;
    }

    @Override
    public long version() {
      return 0;
    }
  }

  AcceptanceUnknownTest() {
    JournalOutage outage = new JournalOutage();
    live = new LiveState(outage);
    RuntimeSettings rules =
        new RuntimeSettings(
            new Policy(Settings.defaults()),
            new RecipientRouter(List.of(), Optional.empty()), "");
    MemoryJournal journal = new MemoryJournal(live);
    JournalCommandHandler handler =
        new JournalCommandHandler(journal, live, outage, () -> rules, () -> TEN);
    handler.start(TEN, Settings.defaults());
    OneMeter devices = new OneMeter();
    new OperatorCommands(
            handler, journal, outage, new Counters(), () -> rules, devices,
            OperatorCommands.Peers.NONE, () -> TEN)
        .set(Switch.ENFORCE, "test", "first");
    southbound =
        new Southbound(
            handler, outage, new Counters(), devices, before,
            () -> (path, headers, body) -> accepted(), () -> RequestVerifier.OFF, () -> TEN);
  }

  private static Dsp.Outcome accepted() {
    RequestId id = new RequestId(SUPPLIER, METER, 1);
    return new Dsp.Outcome.Answered(
        200, Map.of(), MessageBuilder.acknowledgement(id, "11.3", "I0", TEN));
  }

  private void send(long counter, byte[] preCommand) {
    byte[] document =
        MessageBuilder.signedActivation(
            new RequestId(SUPPLIER, METER, counter), 5,
            PayloadBuilder.signed(preCommand, new byte[64]));
    southbound.relay("/api/v1/serviceS", Map.of(), document, new Command.Sender.Unchecked());
  }

  private void activate(long counter, Instant at) {
    send(
        counter,
        PayloadBuilder.activateFirmware(SUPPLIER, METER, counter, HASH, Optional.of(at)));
  }

  @Test
  void aCancellationThatIsAcceptedMakesItsWindowsForward() {
    activate(1, TEN.plus(Duration.ofHours(1)));
    before.failing = true;
    send(2, PayloadBuilder.cancellation(SUPPLIER, METER, 2, HASH));
    assertThat(live.state().hub(HUB).windows())
        .singleElement()
        .extracting(window -> window.state(TEN))
        .isEqualTo(Window.State.DOUBTED);
  }

  @Test
  void aRequestThatIsAcceptedThenOpensNoWindowWhenItIsRepeated() {
    before.failing = true;
    activate(1, TEN);
    before.failing = false;
    activate(1, TEN);
    activate(2, TEN);
    assertThat(live.state().hub(HUB).windows())
        .extracting(window -> window.request().counter())
        .containsExactly(2L);
  }
}
