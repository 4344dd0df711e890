package org.lastgasp.acceptance;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.Exit;
import org.lastgasp.config.Config;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.files.Sha256;
import org.lastgasp.id.Eui64;
import org.lastgasp.sim.LoopbackServer;

/**
 * The stubs at the ends of a gateway: a DSP that accepts every request, and the receivers of the
 * Service Users. They keep what they get. Safe for any number of threads.
 */
final class Participants implements AutoCloseable {
  private static final String XML = "application/xml";
  private static final MessageReader READER = new MessageReader();

  private final List<LoopbackServer> servers = new ArrayList<>();
  private final PartyTls tls;
  private final List<Arrival> atDsp = new CopyOnWriteArrayList<>();
  private final List<Arrival> atUsers = new CopyOnWriteArrayList<>();
  private final InstantSource clock;

  /**
   * A document that arrived.
   *
   * @param at whose door: a user's name, or {@code DSP}
   */
  record Arrival(String at, Instant received, byte[] body, String sha256) {}

  private final Optional<Consumer<Arrival>> listener; // then nothing is kept

  private Participants(
      InstantSource clock, PartyTls tls, Optional<Consumer<Arrival>> listener) {
    this.clock = clock;
    this.tls = tls;
    this.listener = listener;
  }

  /** Stubs on free ports of 127.0.0.1; a user's path is {@code /NAME}. */
  public static Participants onFreePorts(InstantSource clock) {
    Participants stubs = new Participants(clock, PartyTls.NONE, Optional.empty());
    stubs.servers.add(new LoopbackServer("127.0.0.1", 0, stubs::accepted));
    stubs.servers.add(
        new LoopbackServer(
            "127.0.0.1", 0, (path, body) -> stubs.received(path.substring(1), body)));
    return stubs;
  }

  /** The address of the DSP of {@link #onFreePorts}. */
  URI dsp() {
    return servers.getFirst().uri();
  }

  /** The address of a Service User of {@link #onFreePorts}. */
  URI user(String name) {
    return servers.getLast().uri().resolve("/" + name);
  }

  /**
   * Returns why stubs cannot stand in for the DSP and the users of a configuration; empty if they
   * can, as far as the addresses tell.
   */
  static List<String> obstacles(Config config, PartyTls tls) {
    List<String> found = new ArrayList<>();
    if (config.scheme().equals("https") && !tls.isComplete()) {
      found.add(
          "tls: the gateway speaks TLS: name the DSP's certificate with --dsp-cert and --dsp-key,"
              + " and a Service User's with --user-cert and --user-key");
    }
    String spoken = config.scheme();
    obstacle("dsp.url", config.dsp().url(), spoken).ifPresent(found::add);
    config
        .users()
        .forEach(
            user ->
                obstacle("users, receive of " + user.name(), user.receive(), spoken)
                    .ifPresent(found::add));
    return found;
  }

  private static Optional<String> obstacle(String key, URI uri, String spoken) {
    boolean loopback =
        uri.getHost().matches("localhost|127(\\.\\d{1,3}){3}|\\[::1]")
            && List.of("http", spoken).contains(uri.getScheme())
            && uri.getPort() > 0;
    return loopback
        ? Optional.empty()
        : Optional.of(
            key + " is " + uri + ": a stub of this command listens there, so an acceptance gateway"
                + " names a loopback address with a port, such as http://127.0.0.1:9081/duis");
  }

  /**
   * Stubs at the addresses of a configuration.
   *
   * @throws CommandFailed naming the address that is taken
   */
  static Participants at(Config config, InstantSource clock, PartyTls tls) {
    return at(config, new Participants(clock, tls, Optional.empty()));
  }

  /**
   * Stubs at the addresses of a configuration that keep nothing.
   *
   * @param listener is told of each arrival, by any thread
   * @throws CommandFailed naming the address that is taken
   */
  static Participants at(
      Config config, InstantSource clock, PartyTls tls, Consumer<Arrival> listener) {
    return at(config, new Participants(clock, tls, Optional.of(listener)));
  }

  private static Participants at(Config config, Participants stubs) {
    try {
      Map<String, List<Config.User>> doors = new LinkedHashMap<>();
      for (Config.User user : config.users()) {
        doors.computeIfAbsent(user.receive().getAuthority(), any -> new ArrayList<>()).add(user);
      }
      URI dsp = config.dsp().url();
      stubs.listen(dsp, stubs.tls.dsp(), stubs::accepted);
      doors.values().forEach(
          users ->
              stubs.listen(
                  users.getFirst().receive(),
                  stubs.tls.user(),
                  (path, body) -> stubs.sorted(users, path, body)));
      return stubs;
    } catch (IllegalStateException taken) {
      stubs.close();
      throw new CommandFailed(
          Exit.FAILED,
          taken.getMessage() + " (" + taken.getCause() + ")",
          "a stub of this command listens there: stop what does");
    }
  }

  private void listen(
      URI at, Optional<SSLContext> party, LoopbackServer.Household household) {
    String host = at.getHost().replaceAll("[\\[\\]]", "");
    Optional<SSLContext> spoken = party.filter(any -> "https".equals(at.getScheme()));
    servers.add(new LoopbackServer(host, at.getPort(), spoken, household));
  }

  private LoopbackServer.Reply sorted(List<Config.User> users, String path, byte[] body) {
    return users.stream()
        .filter(user -> user.receive().getPath().equals(path))
        .findFirst()
        .map(user -> received(user.name(), body))
        .orElseGet(() -> LoopbackServer.Reply.empty(404));
  }

  private void arrived(List<Arrival> kept, Arrival arrival) {
    listener.ifPresentOrElse(each -> each.accept(arrival), () -> kept.add(arrival));
  }

  private LoopbackServer.Reply received(String user, byte[] body) {
    arrived(atUsers, new Arrival(user, clock.instant(), body, Sha256.of(body)));
    return LoopbackServer.Reply.empty(204);
  }

  /** The DSP's answer: I99, accepted. */
  private LoopbackServer.Reply accepted(String path, byte[] body) {
    Instant now = clock.instant();
    arrived(atDsp, new Arrival("DSP", now, body, Sha256.of(body)));
    if (!(READER.read(body) instanceof Message.Request request) || request.id().isEmpty()) {
      return LoopbackServer.Reply.empty(400);
    }
    byte[] answer =
        MessageBuilder.acknowledgement(
            request.id().get(), request.serviceReferenceVariant(), "I99", now);
    return new LoopbackServer.Reply(200, XML, answer);
  }

  /** The document with this SHA-256 that arrived at the DSP. */
  Optional<Arrival> atDsp(String sha256) {
    return atDsp.stream().filter(each -> each.sha256().equals(sha256)).findFirst();
  }

  /** The names of the users at whom the document with this SHA-256 arrived. */
  Set<String> usersWith(String sha256) {
    return atUsers.stream()
        .filter(each -> each.sha256().equals(sha256))
        .map(Arrival::at)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The AD1s of a hub that arrived at users, in whatever bytes. */
  List<Arrival> alertsAtUsers(Eui64 hub) {
    return atUsers.stream()
        .filter(
            each ->
                READER.read(each.body()) instanceof Message.Ad1 alert
                    && alert.hub().filter(hub::equals).isPresent())
        .toList();
  }

  @Override
  public void close() {
    servers.forEach(LoopbackServer::close);
  }
}
