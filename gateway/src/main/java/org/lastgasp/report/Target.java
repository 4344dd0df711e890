package org.lastgasp.report;

import java.net.http.HttpClient;
import java.nio.file.Path;
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
  Outcome put(TransferFile parcel);

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
}
