package org.lastgasp.motorway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackedRequest.ActivationTime;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.sqlite.Store;
import org.lastgasp.sqlite.StoreUnavailable;

/** What a list changes, on one machine and on a node that knows of others. */
class OperatorCommandsTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final Eui64 HUB = new Eui64(0xA1);
  private static final Eui64 METER = new Eui64(0xB1);
  private static final RequestId REQUEST = new RequestId(new Eui64(0xC1), METER, 7);
  private static final OperatorCommands.Supply LIST =
      new OperatorCommands.Supply("guids", "guids.txt", "0".repeat(64), 0, "test");

  private final JournalOutage outage = new JournalOutage();
  private final LiveState live = new LiveState(outage);
  private final MemoryJournal journal = new MemoryJournal(live);
  private final Settings settings = Settings.defaults();
  private boolean listed = true;
  private boolean newest = true;
  private Instant stateUpTo = Instant.MAX;
  private final OperatorCommands commands = commands();

  private OperatorCommands commands() {
    RuntimeSettings current =
        new RuntimeSettings(
            new Policy(settings), new RecipientRouter(List.of(), Optional.empty()), "");
    JournalCommandHandler handler =
        new JournalCommandHandler(journal, live, outage, () -> current, () -> TEN);
    handler.start(TEN, settings);
    return new OperatorCommands(
        handler, journal, outage, new Counters(), () -> current, new OneMeter(),
        new OperatorCommands.Peers(() -> stateUpTo, () -> newest), () -> TEN);
  }

  /** A list with one meter, or none. */
  private final class OneMeter implements DeviceLookup {
    @Override
    public Optional<Device> device(Eui64 id) {
      return id.equals(METER)
          ? Optional.of(
              new Device(
                  METER, "ESME", "SMETS2", settings.manufacturers().stream().findFirst().orElse(""),
                  "", Optional.of(HUB), Optional.empty(), "", "", ""))
          : Optional.empty();
    }

    @Override
    public boolean isListed(Eui64 id) {
      return listed;
    }

    @Override
    public long version() {
      return 1;
    }
  }

  private void record(Event event) {
    journal.append(appender -> appender.write(event)).join();
    live.restore(new Entry(journal.lastId(), event));
  }

  private void activated() {
    TrackedRequest order =
        new TrackedRequest(
            REQUEST, Step.SEND, METER, HUB, Optional.empty(), "", "", new ActivationTime.Now(),
            TEN, Duration.ofMinutes(30), false);
    record(
        new Event.ActivationRequested(
            TEN, "", Optional.of(REQUEST), OptionalInt.of(5), new TrackingDecision.Tracked(order),
            Document.of(new byte[0])));
  }

  private long windows() {
    return live.state().live(METER, TEN).size();
  }

  @BeforeEach
  void enforce() {
    record(new Event.Switched(TEN, Switch.ENFORCE, "x", "first"));
  }

  @Test
  void anOlderListThanThatOfAnotherNodeEndsNothing() {
    activated();
    listed = false;
    newest = false;
    commands.recheck("configuration", "reload");
    assertThat(windows()).isEqualTo(1);
    commands.recheckIfOwed();
    assertThat(windows()).isEqualTo(1);
    newest = true;
    commands.recheckIfOwed();
    assertThat(windows()).as("it is made up for").isZero();
  }

  @Test
  void aWindowThatWasNotKnownHereWhenTheListCameEndsOnceItIs() {
    stateUpTo = TEN.minusSeconds(1);
    listed = false;
    commands.supply(LIST, new OneMeter(), () -> {});
    activated(); // elsewhere, before the list: the mirror brings it now
    stateUpTo = TEN;
    commands.recheckIfOwed();
    assertThat(windows()).isZero();
  }

  @Test
  void oneMachineKnowsEverythingWhenTheListComes() {
    commands.supply(LIST, new OneMeter(), () -> {});
    activated();
    listed = false;
    commands.recheckIfOwed();
    assertThat(windows()).as("nothing is owed").isEqualTo(1);
  }

  @Test
  void aListThatCannotBePutInForceFailsAsItsStoreDoes() {
    StoreUnavailable full =
        new Store("The inventory", "").unavailable("putting it in place");
    assertThatThrownBy(
            () ->
                commands.supply(
                    LIST,
                    new OneMeter(),
                    () -> {
                      throw full;
                    }))
        .isSameAs(full);
  }
}
