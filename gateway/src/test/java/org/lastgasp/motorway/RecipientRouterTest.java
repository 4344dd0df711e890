package org.lastgasp.motorway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.policy.Event;

/** Who a message is for, and which alerts that came twice are one. */
class RecipientRouterTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final Eui64 HUB = Eui64.of("00-DB-12-34-00-00-00-01");
  private static final Eui64 METER = Eui64.of("00-DB-56-78-00-00-00-01");
  private static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  private static final Eui64 NETWORK = Eui64.of("90-B3-D5-1F-30-02-00-00");
  private static final Eui64 STRANGER = Eui64.of("90-B3-D5-1F-30-09-00-00");
  private static final String MPAN_OF_20 = "2012345678903";
  private static final String MPAN_OF_17 = "1712345678909";

  private static RecipientRouter router(Optional<Eui64> defaultUser) {
    return new RecipientRouter(
        List.of(user(SUPPLIER, Set.of()), user(NETWORK, Set.of(20))), defaultUser);
  }

  private static RecipientRouter.User user(Eui64 id, Set<Integer> distributors) {
    return new RecipientRouter.User(id, id.toString(), distributors);
  }

  private static Message.Northbound read(byte[] document) {
    return (Message.Northbound) new MessageReader().read(document);
  }

  private static Message.Ad1 ad1(Eui64 to, String mpxn) {
    return ad1(new ResponseId(HUB, to, 1), mpxn, TEN);
  }

  private static Message.Ad1 ad1(ResponseId id, String mpxn, Instant start) {
    return (Message.Ad1) read(MessageBuilder.ad1(id, HUB, start, mpxn, OptionalLong.empty(), TEN));
  }

  private static Eui64 recipient(Message.Northbound message) {
    return router(Optional.empty()).recipient(message);
  }

  @Test
  void anAlertIsForTheUserThatItIsAddressedTo() {
    assertThat(recipient(ad1(SUPPLIER, MPAN_OF_20))).isEqualTo(SUPPLIER);
  }

  @Test
  void anAlertToAStrangerIsForTheDistributorOfItsMpan() {
    assertThat(recipient(ad1(STRANGER, MPAN_OF_20))).isEqualTo(NETWORK);
  }

  @Test
  void anAlertOfNobodysDistributorIsForTheDefaultUserIfThereIsOne() {
    Message.Ad1 alert = ad1(STRANGER, MPAN_OF_17);
    assertThat(recipient(alert)).isEqualTo(Event.NOBODY);
    assertThat(router(Optional.of(SUPPLIER)).recipient(alert)).isEqualTo(SUPPLIER);
    assertThat(router(Optional.of(STRANGER)).recipient(alert)).isEqualTo(Event.NOBODY);
  }

  @Test
  void aResponseIsForWhoeverAsked() {
    RequestId request = new RequestId(SUPPLIER, METER, 7);
    assertThat(recipient(read(MessageBuilder.acknowledgement(request, "4.1.1", "I0", TEN))))
        .isEqualTo(SUPPLIER);
  }

  @Test
  void anyOtherMessageToAStrangerIsForNobodyWhateverTheDefaultUser() {
    ResponseId id = new ResponseId(HUB, STRANGER, 1);
    byte[] alert = MessageBuilder.dccAlert(id, "AD2", "<sr:Other/>", TEN);
    assertThat(router(Optional.of(SUPPLIER)).recipient(read(alert))).isEqualTo(Event.NOBODY);
  }

  @Test
  void anAlertThatComesAgainAfterItWasHandedOverIsTheSame() {
    HandedOverAlerts alerts = new HandedOverAlerts();
    Message.Ad1 alert = ad1(NETWORK, MPAN_OF_20);
    assertThat(alerts.recipient(alert)).isEmpty();
    alerts.handedOver(alert, NETWORK);
    assertThat(alerts.recipient(ad1(NETWORK, MPAN_OF_20))).contains(NETWORK);
  }

  @Test
  void anAlertOfAnotherOutageIsAnother() {
    HandedOverAlerts alerts = new HandedOverAlerts();
    ResponseId id = new ResponseId(HUB, NETWORK, 1);
    alerts.handedOver(ad1(id, MPAN_OF_20, TEN), NETWORK);
    assertThat(alerts.recipient(ad1(id, MPAN_OF_20, TEN.plusSeconds(1)))).isEmpty();
    assertThat(alerts.recipient(ad1(new ResponseId(HUB, NETWORK, 2), MPAN_OF_20, TEN)))
        .isEmpty();
  }

  @Test
  void theLatestTenThousandAreKnown() {
    HandedOverAlerts alerts = new HandedOverAlerts();
    for (int i = 0; i <= 10_000; i++) {
      alerts.handedOver(ad1(new ResponseId(HUB, NETWORK, i), MPAN_OF_20, TEN), NETWORK);
    }
    assertThat(alerts.recipient(ad1(new ResponseId(HUB, NETWORK, 0), MPAN_OF_20, TEN)))
        .isEmpty();
    assertThat(alerts.recipient(ad1(new ResponseId(HUB, NETWORK, 1), MPAN_OF_20, TEN)))
        .contains(NETWORK);
  }

  @Test
  void aDecisionIsCountedInTheFirstBucketThatItFits() {
    LatencyHistogram latency = LatencyHistogram.ofDecisions();
    latency.took(Duration.ofMillis(1).toNanos());
    latency.took(Duration.ofMillis(1).toNanos() + 1);
    latency.took(Duration.ofSeconds(60).toNanos());
    long[] counts = latency.counts();
    assertThat(counts[0]).isEqualTo(1);
    assertThat(counts[1]).isEqualTo(1);
    assertThat(counts[counts.length - 1]).isEqualTo(1);
    assertThat(latency.bounds()).hasSize(counts.length).endsWith(Double.POSITIVE_INFINITY);
    assertThat(latency.sum()).isCloseTo(60.002, offset(1e-6));
  }
}
