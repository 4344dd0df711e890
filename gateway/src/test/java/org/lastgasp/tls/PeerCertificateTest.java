package org.lastgasp.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lastgasp.id.Eui64;

class PeerCertificateTest {
  private static final Eui64 EUI = Eui64.of("90-B3-D5-1F-30-01-00-00");
  private final CertificateAuthority authority = new CertificateAuthority("CN=authority");

  private java.util.Optional<Eui64> eui(String subject) {
    return PeerCertificate.eui(authority.issue(subject).certificate());
  }

  @Test
  void findsTheEuiInTheCommonName() {
    assertThat(eui("CN=90-B3-D5-1F-30-01-00-00,O=Supplier")).contains(EUI);
  }

  @Test
  void findsTheEuiInTheUniqueIdentifierAsText() {
    assertThat(eui("CN=Supplier,2.5.4.45=#030900" + "90B3D51F30010000")).contains(EUI);
  }

  @Test
  void findsTheEuiInTheUserId() {
    assertThat(eui("CN=Supplier,UID=90B3D51F30010000")).contains(EUI);
  }

  @Test
  void theUniqueIdentifierCountsBeforeTheCommonName() {
    assertThat(eui("CN=00-00-00-00-00-00-00-01,2.5.4.45=#04089" + "0B3D51F30010000")).contains(EUI);
  }

  @Test
  void aNameThatIsNoEuiGivesNone() {
    assertThat(eui("CN=dsp.example,O=90-B3-D5-1F-30-01-00-00")).isEmpty();
  }
}
