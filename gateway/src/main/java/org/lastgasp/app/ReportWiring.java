package org.lastgasp.app;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigResult.ConfigFault;
import org.lastgasp.files.Ed25519Signer;
import org.lastgasp.hindsight.Hindsight;
import org.lastgasp.journal.Journal;
import org.lastgasp.log.SuppressionLog;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.report.Assessments;
import org.lastgasp.report.ReconciliationService;
import org.lastgasp.report.ReportServer;
import org.lastgasp.report.ReportSettings;
import org.lastgasp.report.SupplementaryDocumentSettings;
import org.lastgasp.report.SuppressionRecords;
import org.lastgasp.report.Target;

/** The wiring of the report server, made from the configuration. */
final class ReportWiring {
  private ReportWiring() {}

  static ReportServer open(
      Config config,
      SuppressionLog log,
      Hindsight hindsight,
      ReconciliationService books,
      Journal journal,
      Supplier<TrackingState> tracked,
      Supplier<Config> inForce,
      NodeWiring node,
      InstantSource clock,
      TlsWiring tls) {
    ReportSettings settings =
        config.report().settings(() -> inForce.get().distributors(), config.reportFolder());
    return ReportServer.open(
        settings,
        new Records(
            log,
            new LogCompleteness(log::passed, journal::last, node::recordedUpTo),
            config.log().path(),
            () -> !clock.instant().isBefore(tracked.get().suppressFrom()),
            () -> tracked.get().position() == Switch.OFF),
        Assessments.of(hindsight.caseIndex()),
        targets(config, clock, tls),
        documents(config, hindsight, books, inForce),
        clock);
  }

  private static SupplementaryDocumentSettings documents(
      Config config, Hindsight hindsight, ReconciliationService books, Supplier<Config> inForce) {
    Optional<SupplementaryDocumentSettings.DigestSources> digest =
        switch (config.report().digest()) {
          case OFF -> Optional.empty();
          case DAILY ->
              Optional.of(
                  new SupplementaryDocumentSettings.DigestSources(
                      books, hindsight, id -> name(id, inForce.get())));
        };
    return new SupplementaryDocumentSettings(
        digest, config.log().signingKey().map(ReportWiring::signatory), () -> inForce.get().hash());
  }

  private static String name(String distributor, Config config) {
    return config.users().stream()
        .filter(user -> user.distributors().stream().anyMatch(d -> (d + "").equals(distributor)))
        .map(Config.User::name)
        .findFirst()
        .orElse(distributor);
  }

  private static Ed25519Signer signatory(Path file) {
    return switch (Ed25519Signer.read(file)) {
      case Ed25519Signer.Key.Ours ours -> ours.signatory();
      case Ed25519Signer.Key.Public shown -> throw unusable(file, "a public key");
      case Ed25519Signer.Key.Unusable unusable -> throw unusable(file, unusable.what());
    };
  }

  private static FaultyFiles unusable(Path file, String what) {
    return FaultyFiles.of(
        List.of(
            new ConfigFault(
                file.toString(), "log.signing-key", what,
                "an Ed25519 key, PKCS#8 in PEM, without a passphrase")));
  }

  private static List<Target> targets(Config config, InstantSource clock, TlsWiring tls) {
    return config.report().to().stream().map(to -> target(to, clock, tls)).toList();
  }

  private static Target target(Config.Target to, InstantSource clock, TlsWiring tls) {
    return switch (to) {
      case Config.Target.Directory directory -> Target.directory(directory.path());
      case Config.Target.Sftp sftp -> Target.sftp(sftp.settings());
      case Config.Target.SharePoint there ->
          Target.sharePoint(there.settings(), client(tls.otherCalls().get()), clock);
    };
  }

  private static HttpClient client(SSLContext tls) {
    return HttpClient.newBuilder()
        .sslContext(tls)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(Config.Target.PATIENCE)
        .build();
  }

  /** The state of the suppression log, the switch and the clock. */
  private static final class Records implements SuppressionRecords {
    private final SuppressionLog log;
    private final LogCompleteness completeness;
    private final Path folder;
    private final BooleanSupplier clockTrusted;
    private final BooleanSupplier switchedOff;

    Records(
        SuppressionLog log,
        LogCompleteness completeness,
        Path folder,
        BooleanSupplier clockTrusted,
        BooleanSupplier switchedOff) {
      this.log = log;
      this.completeness = completeness;
      this.folder = folder;
      this.clockTrusted = clockTrusted;
      this.switchedOff = switchedOff;
    }

    @Override
    public Path folder() {
      return folder;
    }

    @Override
    public boolean isSwitchedOff() {
      return switchedOff.getAsBoolean();
    }

    @Override
    public boolean isClockTrusted() {
      return clockTrusted.getAsBoolean();
    }

    @Override
    public long written() {
      return log.status().seq();
    }

    @Override
    public boolean isComplete(Instant upTo) {
      return completeness.isReached(upTo);
    }
  }
}
