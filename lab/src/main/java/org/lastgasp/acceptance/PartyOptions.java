package org.lastgasp.acceptance;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.Exit;
import org.lastgasp.config.Config;
import org.lastgasp.tls.PeerCertificate;
import org.lastgasp.tls.TlsMaterial;
import org.lastgasp.tls.TlsMaterial.TlsFiles;
import picocli.CommandLine.Option;

/** The options that say who the parties of a run are, for a gateway that speaks TLS. */
final class PartyOptions {
  @Option(
      names = "--dsp-cert",
      paramLabel = "FILE",
      description = {
        "For a gateway with TLS: the certificate (PEM, with its",
        "chain) that the command shows as the DSP."
      })
  private @Nullable Path dspCertificate;

  @Option(names = "--dsp-key", paramLabel = "FILE", description = "Its key: P-256, PKCS#8.")
  private @Nullable Path dspKey;

  @Option(
      names = "--user-cert",
      paramLabel = "FILE",
      description = {
        "The same for the Service Users; it has to name the",
        "one that asks for activations."
      })
  private @Nullable Path userCertificate;

  @Option(names = "--user-key", paramLabel = "FILE", description = "Its key.")
  private @Nullable Path userKey;

  /**
   * The TLS of the parties; they accept exactly the certificate of the gateway.
   *
   * @throws CommandFailed if a file cannot be used
   */
  PartyTls of(Config config) {
    Optional<Path> gateway = config.tls().files().own().map(TlsFiles.Own::certificate);
    Optional<TlsMaterial> dsp = read("--dsp-cert", dspCertificate, "--dsp-key", dspKey);
    Optional<TlsMaterial> user = read("--user-cert", userCertificate, "--user-key", userKey);
    if (gateway.isEmpty()) {
      return PartyTls.NONE;
    }
    try {
      return new PartyTls(
          context(dsp, gateway.get()),
          context(user, gateway.get()),
          user.flatMap(TlsMaterial::certificate).flatMap(PeerCertificate::eui));
    } catch (IllegalArgumentException unusable) {
      throw new CommandFailed(Exit.WRONG_CONFIGURATION, String.valueOf(unusable.getMessage()));
    }
  }

  private static Optional<SSLContext> context(Optional<TlsMaterial> material, Path gateway) {
    return material.map(own -> own.pinnedTo(gateway));
  }

  private static Optional<TlsMaterial> read(
      String certificateOption, @Nullable Path certificate, String keyOption, @Nullable Path key) {
    if (certificate == null && key == null) {
      return Optional.empty();
    }
    if (certificate == null || key == null) {
      throw new CommandFailed(
          Exit.WRONG_USE, certificateOption + " and " + keyOption + " go together");
    }
    TlsFiles files =
        new TlsFiles(
            Optional.of(new TlsFiles.Own(certificate, key)),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty());
    return switch (TlsMaterial.read(files)) {
      case TlsMaterial.Result.Loaded loaded -> Optional.of(loaded.material());
      case TlsMaterial.Result.Faulty faulty ->
          throw new CommandFailed(
              Exit.WRONG_USE,
              faulty.faults().stream()
                  .map(f -> f.file() + ": found " + f.found() + "; allowed: " + f.allowed())
                  .toList());
    };
  }
}
