package org.lastgasp;

import org.junit.jupiter.api.Test;

/** The libraries that are shipped for Kafka alone, as those of the gateway. */
class KafkaLicenceTest {
  @Test
  void everyLibraryWeShipForKafkaMayBeGivenOn() throws Exception {
    LicenceTest.check(SourceTree.path("target/lib/kafka"));
  }
}
