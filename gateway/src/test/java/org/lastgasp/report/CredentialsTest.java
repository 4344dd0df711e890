package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.report.Target.SharePointSettings;

class CredentialsTest {
  private static final Instant END = Instant.parse("2027-01-31T12:00:00Z");

  @TempDir Path folder;

  @Test
  void aCertificateIsWarnedOfThirtyDaysBeforeItEndsAndAFaultFromThenOn() throws Exception {
    var files = Certified.until(END).write(folder);
    guard(files.key());
    assertThat(check(files, END.minus(Duration.ofDays(31))))
        .isEqualTo(new Credentials.Findings(List.of(), List.of()));
    assertThat(check(files, END.minus(Duration.ofDays(29))).warnings())
        .containsExactly(
            files.certificate() + " holds a certificate that ends on 2027-01-31: make a new one,"
                + " register it in the tenant, and put it in place before that");
    assertThat(check(files, END).faults())
        .extracting(Credentials.Finding::found)
        .containsExactly("a certificate that ended on 2027-01-31");
  }

  @Test
  void aKeyThatIsAnothersOrInAnotherFormIsNamed() throws Exception {
    var files = Certified.until(END).write(folder);
    Path other = Certified.until(END).write(Files.createDirectory(folder.resolve("o"))).key();
    guard(other);
    var mixed = new SharePointSettings.Credential.Certificate(files.certificate(), other);
    assertThat(check(mixed, Instant.EPOCH).faults().getFirst().allowed())
        .contains("is not the key of the certificate");
    Files.writeString(other, Files.readString(other).replace("PRIVATE", "RSA PRIVATE"));
    assertThat(check(mixed, Instant.EPOCH).faults().getFirst().allowed())
        .contains("no private key in PKCS#8", "openssl pkcs8 -topk8 -nocrypt");
  }

  @Test
  void aSecretThatEverybodyCanReadOrThatIsNoneIsAFault() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    var secret = new SharePointSettings.Credential.Secret(file);
    assertThat(check(secret, Instant.EPOCH).faults())
        .extracting(Credentials.Finding::found)
        .containsExactly("what cannot be used", "a file that everybody can read");
  }

  @Test
  void aFileThatIsGoneIsSaidInWords() {
    Path gone = folder.resolve("gone");
    assertThatThrownBy(() -> TokenProvider.secret(gone))
        .hasMessage(gone + " cannot be read (it is not there)");
    assertThatThrownBy(() -> CertificateFiles.key(gone))
        .hasMessageContaining("(it is not there)");
    assertThatThrownBy(() -> CertificateFiles.certificate(gone))
        .hasMessageContaining("(it is not there)");
  }

  private static void guard(Path file) throws Exception {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static Credentials.Findings check(
      SharePointSettings.Credential credential, Instant now) {
    URI nowhere = URI.create("https://nowhere.invalid");
    return Credentials.check(
        new SharePointSettings(
            "s", "l", "", "t", "c", credential, nowhere, nowhere, Duration.ofSeconds(1)),
        now);
  }
}
