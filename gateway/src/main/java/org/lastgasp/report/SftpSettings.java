package org.lastgasp.report;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of an {@link SftpTarget}.
 *
 * @param url as the configuration names the target; holds no secret
 * @param host a name or an address, an IPv6 address without its brackets
 * @param folder begins with a slash; after {@code /~/} in the user's home; may hold {@code {scope}}
 * @param key the user's private key, as OpenSSH or PEM keep it, without a passphrase
 * @param knownHosts the keys of servers, as OpenSSH keeps them
 * @param permissions of the files, in octal; empty leaves them to the server
 * @param patience how long an answer is awaited, and how long an idle connection is kept
 */
public record SftpSettings(
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
