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
 * <p>What the world does, a full disk, missing rights, a refused key, an expired certificate, a
 * server that asks for patience, is an {@link Outcome.NotYet}, never an exception. When to try
 * again is the caller's affair.
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

  /** Returns a folder of a SharePoint library; the client is the caller's to close. */
  static Target sharePoint(SharePointSettings settings, HttpClient client, InstantSource clock) {
    return new SharePointTarget(settings, client, clock);
  }

  /**
   * As status, metrics and lists name it, fixed for its settings: {@code directory:/srv/reports},
   * {@code sftp://dcc@host:22/in}, {@code sharepoint:site/library/folder}. There is no secret in
   * it. What was sent is kept under this name, so another name is another target.
   */
  String name();

  /**
   * Puts a file there, whole or not at all. If a file of that name is there already, with the same
   * bytes it is {@link Outcome.Taken}, with others {@link Outcome.NotYet}: it is never overwritten,
   * and never sent under another name.
   */
  Outcome put(TransferFile transfer);

  /** Lets go of what it holds; a put under way may end as not yet. */
  @Override
  void close();

  /**
   * The state of one target.
   *
   * @param name as {@link Target#name}
   * @param waiting how many reports it does not have
   * @param oldest when the first of those was generated
   * @param lastSuccess when it took one last
   * @param fault why it did not take the one it was offered last, and what to do
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
   * @param patience how long an answer is awaited, and how long an idle connection is kept
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
   * @param graph where Graph is
   * @param authority where tokens come from, without the tenant; https
   * @param patience how long an answer is awaited
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
