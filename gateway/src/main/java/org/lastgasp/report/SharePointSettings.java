package org.lastgasp.report;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings of a {@link SharePointTarget}.
 *
 * @param site its address, {@code https://host/path}, or its Graph id, {@code host,guid,guid}
 * @param library its name
 * @param folder without a slash at either end; empty is the top; may hold {@code {scope}}
 * @param tenant the id or domain of the directory that knows the application
 * @param client the application's id
 * @param graph where Graph is
 * @param authority where tokens come from, without the tenant; https
 * @param patience how long an answer is awaited
 */
public record SharePointSettings(
    String site,
    String library,
    String folder,
    String tenant,
    String client,
    Credential credential,
    URI graph,
    URI authority,
    Duration patience) {

  /**
   * The credential by which the application authenticates itself; the files are read again when
   * they change.
   */
  public sealed interface Credential {
    /** A certificate and its RSA key, PKCS#8 without a passphrase, both in PEM. */
    record Certificate(Path certificate, Path key) implements Credential {}

    /** A file that holds the secret and nothing else. */
    record Secret(Path file) implements Credential {}
  }

  /** {@code sharepoint:site/library/folder}. */
  String name() {
    return "sharepoint:" + site + "/" + library + (folder.isEmpty() ? "" : "/" + folder);
  }
}
