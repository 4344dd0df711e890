package org.lastgasp.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The one list of workers. */
class WorkersTest {
  private final List<String> calls = new ArrayList<>();
  private final Workers workers = new Workers();

  private final class Named implements Worker {
    private final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void start() {
      calls.add("start " + name);
    }

    @Override
    public List<HealthIssue> issues() {
      return List.of(new HealthIssue(name + "-not-written", "the disk is full"));
    }

    @Override
    public List<RetentionHold<?>> holds() {
      return List.of(new RetentionHold<>(name, Long.class, () -> 7L));
    }

    @Override
    public void close() {
      calls.add("close " + name);
    }
  }

  @Test
  void startsInOrderAndClosesInTheReverse() {
    workers.add(new Named("log"));
    workers.closing("dsp", () -> calls.add("close dsp"));
    workers.add(new Named("reports"));
    workers.start();
    workers.close();
    assertThat(calls)
        .containsExactly(
            "start log", "start reports", "close reports", "close dsp", "close log");
  }

  @Test
  void whatCannotBeClosedKeepsNoOtherOpenAndIsThrownInTheEnd() {
    workers.add(new Named("log"));
    workers.closing(
        "dsp",
        () -> {
          throw new IllegalStateException("it hangs");
        });
    assertThatThrownBy(workers::close).hasMessage("it hangs");
    assertThat(calls).containsExactly("close log");
  }

  @Test
  void asksEachForItsHealthAndForWhatItStillNeeds() {
    workers.add(new Named("log"));
    workers.asking("disk", () -> List.of(new HealthIssue("disk-low", "5 % left")));
    assertThat(workers.issues()).extracting(HealthIssue::reason)
        .containsExactly("log-not-written", "disk-low");
    assertThat(RetentionHold.last(workers.holds(), Long.class))
        .contains(new RetentionHold.Passed<>("log", 7L));
  }
}
