package org.lastgasp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastgasp.files.ErrorText;
import org.lastgasp.logging.EventLog;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.HealthIssue;

class DeliveryIssuesTest {
  private static final EventLog LOG = EventLog.of(DeliveryIssuesTest.class);

  @Test
  void aFullDiskIsToldWithItsRemedyOnce() {
    List<ActiveFault> faults =
        List.of("delivery-not-read", "delivery-not-written", "delivery-not-copied").stream()
            .map(name -> ActiveFault.warning(LOG, name))
            .toList();
    String full = ErrorText.of((Throwable) new IOException("database or disk is full"));
    faults.forEach(each -> each.began(full));
    List<HealthIssue> issues =
        DeliveryIssues.of(List.of(), faults.get(0), faults.get(1), faults.get(2));
    assertThat(issues).hasSize(3).allSatisfy(
        each -> assertThat(each.detail()).endsWith(": the disk is full; make room on it"));
  }
}
