package org.lastgasp.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.lastgasp.access.Authenticator;
import org.lastgasp.access.LookupLog;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.tls.TlsMaterial;

/**
 * The HTTP server of a gateway, with both its listeners. Made open; closing them lets requests
 * under way finish for a moment.
 */
public final class HttpServer implements AutoCloseable {
  private static final int MOST_ADMIN = 1_000; // connections, a thread each while it is served
  private static final int FILES_KEPT = 1_000; // for the journal and all else
  private static final int FILES_EACH = 3; // its own, and two to the DSP

  private final HttpListener duis;
  private final HttpListener admin;
  private final Optional<Encrypted> encrypted;

  private record Encrypted(ListenerTls duis, ListenerTls admin) {
    static Encrypted of(Encryption with) {
      return new Encrypted(
          new ListenerTls("duis", with.material(), with.services(), with.clock()),
          new ListenerTls(
              "admin", with.material(), ListenerTls.ClientAuth.WANTED, with.clock()));
    }
  }

  private HttpServer(HttpListener duis, HttpListener admin, Optional<Encrypted> encrypted) {
    this.duis = duis;
    this.admin = admin;
    this.encrypted = encrypted;
  }

  /**
   * The TLS of both listeners. A client certificate is asked for if the material has authorities
   * for them; on the admin listener nobody needs one, as a token proves an identity too.
   *
   * @param clientsNeedOne whether the DUIS listener refuses who shows no client certificate
   * @param clock by which a client certificate ends
   */
  public record Encryption(TlsMaterial material, boolean clientsNeedOne, InstantSource clock) {
    private ListenerTls.ClientAuth services() {
      return clientsNeedOne ? ListenerTls.ClientAuth.REQUIRED : ListenerTls.ClientAuth.WANTED;
    }
  }

  /** Begins what takes long when the first listener opens; to be called early in a start. */
  public static void prepare() {
    HttpListener.prepare();
  }

  /**
   * The rules for what the admin listener lets pass.
   *
   * @param names what it may be called besides its address
   * @param authenticator who sends a request
   * @param inventory keeps lists on its disk while they come
   * @param lookups records who looked up what
   */
  public record Admission(
      List<String> names, Authenticator authenticator, Inventory inventory, LookupLog lookups) {
    private List<Router.Filter> filters(RouteTable table) {
      return List.of(
          new CrossSiteFilter(names),
          new AccessFilter(authenticator),
          new LookupFilter(lookups),
          new ContentFilter(inventory),
          new NameFilter(table),
          new FormTokenFilter(),
          new ConcurrencyLimit());
    }
  }

  /**
   * Opens them; port 0 takes a free one.
   *
   * @param tls empty: both speak plain HTTP
   * @throws IllegalStateException if an address cannot be listened on
   */
  public static HttpServer open(
      InetSocketAddress duis,
      RouteTable messages,
      InetSocketAddress admin,
      RouteTable operators,
      Admission admission,
      Optional<Encryption> tls) {
    Optional<Encrypted> encrypted = tls.map(Encrypted::of);
    HttpListener pages =
        HttpListener.open(
            "admin",
            admin,
            encrypted.map(Encrypted::admin),
            HttpListener.Threads.PLATFORM,
            mostAdmin(),
            new Router(operators, admission.filters(operators)));
    try {
      HttpListener services =
          HttpListener.open(
              "duis", duis, encrypted.map(Encrypted::duis), HttpListener.Threads.VIRTUAL,
              mostConnections(), new Router(messages, List.of()));
      return new HttpServer(services, pages, encrypted);
    } catch (IllegalStateException taken) {
      pages.close();
      throw taken;
    }
  }

  /**
   * The number of connections that messages may come over at once; more wait to be accepted.
   * Without room for one more open file nothing could be accepted at all.
   */
  private static int mostConnections() {
    return Math.clamp((files() - FILES_KEPT) / FILES_EACH, 64, 1 << 16);
  }

  /** Of few files, few. */
  private static int mostAdmin() {
    return Math.clamp(files() / 16, 64, MOST_ADMIN);
  }

  private static long files() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Integer.MAX_VALUE;
  }

  /**
   * Puts other TLS material in force, without closing a connection.
   *
   * @throws IllegalStateException if the listeners were opened without TLS
   */
  public void replace(Encryption next) {
    Encrypted both =
        encrypted.orElseThrow(() -> new IllegalStateException("opened without TLS"));
    both.duis().replace(next.material(), next.services());
    both.admin().replace(next.material(), ListenerTls.ClientAuth.WANTED);
  }

  /** The port of the DUIS listener. */
  public int duisPort() {
    return duis.port();
  }

  /** The port of the admin listener. */
  public int adminPort() {
    return admin.port();
  }

  /** First the messages, so that what is answered last is how the gateway stands. */
  @Override
  public void close() {
    duis.close();
    admin.close();
  }
}
