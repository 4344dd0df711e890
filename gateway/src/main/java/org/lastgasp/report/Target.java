package org.lastgasp.report;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A target that reports are sent to. Each target has a thread of its own: one call at a time, and
 * reports in order.
 *
 * <p>An outside fault, such as a full disk, missing rights, a refused key, an expired certificate
 * or a busy server, is an {@link Outcome.NotYet}, never an exception. The caller decides when to
 * try again.
 */
public interface Target extends AutoCloseable {

  /** Returns a folder of this machine. */
  static Target directory(Path folder) {
    return new DirectoryTarget(folder);
  }

  /** Returns a folder of an SFTP server. */
  static Target sftp(SftpSettings settings) {
    return new SftpTarget(settings);
  }

  /** Returns a folder of a SharePoint library; the client is closed with the target. */
  static Target sharePoint(SharePointSettings settings, HttpClient client, InstantSource clock) {
    return new SharePointTarget(settings, client, clock);
  }

  /**
   * The name in status, metrics and lists, fixed for its settings: {@code directory:/srv/reports},
   * {@code sftp://dcc@host:22/in}, {@code sharepoint:site/library/folder}. It contains no secret.
   * Sent reports are recorded under this name, so another name is another target.
   */
  String name();

  /**
   * Puts a file there, whole or not at all. If a file of that name is there already, with the same
   * bytes it is {@link Outcome.Taken}, with others {@link Outcome.NotYet}: it is never overwritten,
   * and never sent under another name.
   */
  Outcome put(TransferFile transfer);

  /** Closes its connections; a put in progress may end as {@link Outcome.NotYet}. */
  @Override
  void close();

  /**
   * The state of one target.
   *
   * @param name as {@link Target#name}
   * @param waiting how many reports it does not have
   * @param oldest when the first of those was generated
   * @param lastSuccess when it took one last
   * @param fault why the last attempt failed, and what to do; empty if it succeeded
   */
  record Status(
      String name,
      long waiting,
      Optional<Instant> oldest,
      Optional<Instant> lastSuccess,
      Optional<String> fault) {}

  /**
   * The settings of an {@link SftpTarget}.
   *
   * @param url as the configuration names the target; holds no secret
   * @param host a name or an address, an IPv6 address without its brackets
   * @param folder begins with a slash; after {@code /~/} in the user's home; may hold {@code
   *     {scope}}
   * @param key the user's private key, as OpenSSH or PEM keep it, without a passphrase
   * @param knownHosts the keys of servers, as OpenSSH keeps them
   * @param permissions of the files, in octal; empty leaves them to the server
   * @param patience the timeout for an answer and for an idle connection
   */
  record SftpSettings(
      String url,
      String user,
      String host,
      int port,
      String folder,
      Path key,
      Path knownHosts,
      Optional<String> permissions,
      Duration patience) {

    /** The server as an operator would name it: {@code sftp.example.org:22}. */
    String server() {
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
  }

  /**
   * The settings of a {@link SharePointTarget}.
   *
   * @param site its address, {@code https://host/path}, or its Graph id, {@code host,guid,guid}
   * @param library its name
   * @param folder without a slash at either end; empty is the top; may hold {@code {scope}}
   * @param tenant the id or domain of the directory that knows the application
   * @param client the application's id
   * @param graph the address of Graph
   * @param authority the address of the token authority, without the tenant; https
   * @param patience the timeout for an answer
   */
  record SharePointSettings(
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
}
