package org.lastgasp.report;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.lastgasp.report.Target.SftpSettings;
import org.lastgasp.report.Target.SharePointSettings;

/**
 * A check that the credential files of report targets can be used: keys, certificates, secrets and
 * known hosts. It opens no connection: whether a target accepts them shows with the first report.
 */
public final class Credentials {
  private static final Duration SOON = Duration.ofDays(30);

  private final List<Finding> faults = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private Credentials() {}

  /**
   * One thing that is wrong with a file.
   *
   * @param key the configuration key, relative to the target's
   * @param found the content found
   * @param allowed the content that is allowed, or what to do
   */
  public record Finding(String key, Path file, String found, String allowed) {}

  /** The faults, and warnings of certificates that end within 30 days. */
  public record Findings(List<Finding> faults, List<String> warnings) {
    public Findings {
      faults = List.copyOf(faults);
      warnings = List.copyOf(warnings);
    }
  }

  /** Checks the private key and the known hosts of an SFTP target. */
  public static Findings check(SftpSettings settings) {
    Credentials found = new Credentials();
    found.secret("key", settings.key(), () -> SshKey.read(settings.key()));
    found.usable("known-hosts", settings.knownHosts(), () -> found.knownHosts(settings));
    return new Findings(found.faults, found.warnings);
  }

  private void knownHosts(SftpSettings settings) {
    if (KnownHosts.read(settings).isEmpty()) {
      faults.add(
          new Finding(
              "known-hosts",
              settings.knownHosts(),
              "no key of " + settings.server(),
              "a line for it as ssh-keyscan prints it, once its operator has confirmed it"));
    }
  }

  /** Checks the certificate and its key, or the client secret, of a SharePoint target. */
  public static Findings check(SharePointSettings settings, Instant now) {
    Credentials found = new Credentials();
    switch (settings.credential()) {
      case SharePointSettings.Credential.Certificate files -> found.certificate(files, now);
      case SharePointSettings.Credential.Secret secret ->
          found.secret("secret-file", secret.file(), () -> TokenProvider.secret(secret.file()));
    }
    return new Findings(found.faults, found.warnings);
  }

  private void certificate(SharePointSettings.Credential.Certificate files, Instant now) {
    Path file = files.certificate();
    int before = faults.size();
    usable("certificate", file, () -> CertificateFiles.certificate(file));
    secret("key", files.key(), () -> CertificateFiles.key(files.key()));
    if (faults.size() > before) {
      return;
    }
    usable("key", files.key(), () -> CertificateFiles.read(files));
    Instant end = CertificateFiles.certificate(file).getNotAfter().toInstant();
    String day = CertificateFiles.day(end);
    if (!end.isAfter(now)) {
      String ended = "a certificate that ended on " + day;
      faults.add(new Finding("certificate", file, ended, "a new one, registered in the tenant"));
    } else if (end.isBefore(now.plus(SOON))) {
      warnings.add(
          file + " holds a certificate that ends on " + day
              + ": make a new one, register it in the tenant, and put it in place before that");
    }
  }

  private void secret(String key, Path file, Runnable use) {
    usable(key, file, use);
    try {
      boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
      if (posix
          && Files.exists(file)
          && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
        faults.add(
            new Finding(key, file, "a file that everybody can read", "chmod 600 " + file));
      }
    } catch (IOException unreadable) {
      faults.add(new Finding(key, file, unreadable.toString(), "a file that can be read"));
    }
  }

  private void usable(String key, Path file, Runnable use) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      faults.add(new Finding(key, file, "no file that can be read", "a file that can be read"));
      return;
    }
    try {
      use.run();
    } catch (TransferFailed unusable) {
      String why = String.valueOf(unusable.getMessage());
      faults.add(new Finding(key, file, "what cannot be used", why));
    }
  }
}
