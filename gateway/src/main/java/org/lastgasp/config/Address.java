package org.lastgasp.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * The address that a listener is bound to.
 *
 * @param host a name or an address, an IPv6 address without its brackets
 * @param port 0 takes any free one
 */
public record Address(String host, int port) {
  private static final int LAST_PORT = 65_535;

  /** Reads {@code host:port} or {@code [ipv6]:port}; else empty. */
  static Optional<Address> parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      return Optional.empty();
    }
    String host = text.substring(0, colon);
    String port = text.substring(colon + 1);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    boolean wellFormed =
        host.matches(bracketed ? "[0-9A-Fa-f:.]+" : "[0-9A-Za-z._-]+")
            && port.matches("[0-9]{1,5}");
    return wellFormed && Integer.parseInt(port) <= LAST_PORT
        ? Optional.of(new Address(host, Integer.parseInt(port)))
        : Optional.empty();
  }

  /** Returns true if only this machine can reach it; a name may begin like an address. */
  boolean isLoopback() {
    return host.equals("localhost")
        || host.matches("127(\\.[0-9]{1,3}){1,3}")
        || host.equals("::1");
  }

  /**
   * The socket of it.
   *
   * @throws IllegalStateException if no machine has the name
   */
  public InetSocketAddress socket() {
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException unknown) {
      throw new IllegalStateException("no machine is called " + host, unknown);
    }
  }

  /** As configured: {@code 127.0.0.1:8079}. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
