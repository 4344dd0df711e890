package org.lastgasp.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files that TLS material is read from.
 *
 * @param own the gateway's certificate and key; empty if the listeners speak plain HTTP
 * @param clientCa the authorities whose client certificates are accepted; empty: none is asked for
 * @param crls the lists of client certificates that were revoked
 * @param trust the authorities of the DSP and of receivers; empty: those of the platform
 * @param trustOthers the authorities of every other server that is called; empty: those
 *     of the platform
 */
public record TlsFiles(
    Optional<Own> own,
    Optional<Path> clientCa,
    List<Path> crls,
    Optional<Path> trust,
    Optional<Path> trustOthers) {
  /** No TLS material at all. */
  public static final TlsFiles NONE =
      new TlsFiles(
          Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty());

  public TlsFiles {
    crls = List.copyOf(crls);
  }

  /**
   * A certificate and its key.
   *
   * @param certificate its chain, the gateway's own certificate first
   * @param key PKCS#8, without a passphrase
   */
  public record Own(Path certificate, Path key) {}
}
