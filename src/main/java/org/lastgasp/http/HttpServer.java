package org.lastgasp.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.List;

/** Both listeners. Made open; closing them lets requests under way finish for a moment. */
public final class HttpServer implements AutoCloseable {
  private static final int MOST_ADMIN = 1_000; // connections, a thread each while it is served
  private static final int FILES_KEPT = 1_000; // for the journal and all else
  private static final int FILES_EACH = 3; // its own, and two to the DSP

  private final HttpListener duis;
  private final HttpListener admin;

  private HttpServer(HttpListener duis, HttpListener admin) {
    this.duis = duis;
    this.admin = admin;
  }

  /** Begins what takes long when the first listener opens; to be called early in a start. */
  public static void prepare() {
    HttpListener.prepare();
  }

  /**
   * Opens them; port 0 takes a free one.
   *
   * @param names what the admin listener may be called besides its address
   * @throws IllegalStateException if an address cannot be listened on
   */
  public static HttpServer open(
      InetSocketAddress duis, InetSocketAddress admin, List<String> names, AdminServices parts) {
    Router operators = new Router(admin(parts), filters(names, parts));
    Router messages = new Router(duis(parts), List.of());
    HttpListener pages =
        HttpListener.open("admin", admin, HttpListener.Threads.PLATFORM, mostAdmin(), operators);
    try {
      HttpListener services =
          HttpListener.open(
              "duis", duis, HttpListener.Threads.VIRTUAL, mostConnections(), messages);
      return new HttpServer(services, pages);
    } catch (IllegalStateException taken) {
      pages.close();
      throw taken;
    }
  }

  /** What a request to the admin listener passes, in this order. */
  private static List<Router.Filter> filters(List<String> names, AdminServices parts) {
    return List.of(
        new CrossSiteFilter(names),
        new TokenFilter(parts.token()),
        new ContentFilter(parts.inventory()),
        new ConcurrencyLimit());
  }

  /**
   * How many connections messages may come over at once; more wait to be accepted. Without room for
   * one more open file nothing could be accepted at all.
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

  private static HttpRules duis(AdminServices parts) {
    return new HttpRules()
        .register(
            new DuisRoutes(
                parts.southbound(), parts.northbound(), parts.maxMessage(), parts.recorder()));
  }

  private static HttpRules admin(AdminServices parts) {
    return new HttpRules()
        .register(new HealthRoutes(parts))
        .register(new AdminRoutes(parts))
        .register(new OverridesRoutes(parts))
        .register(new ClockRoutes(parts))
        .register(new AuditRoutes(parts.chronicle(), parts.hindsight(), parts.clock()))
        .register(new ChangesRoutes(parts.chronicle()))
        .register(new ReportRoutes(parts.reports(), parts.clock()))
        .register(new ReconciliationRoutes(parts.books(), parts.clock()))
        .register(new WorkListRoutes(parts))
        .register(new ImportRoutes(parts));
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
