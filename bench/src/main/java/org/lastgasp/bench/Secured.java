package org.lastgasp.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import javax.net.SocketFactory;
import org.lastgasp.access.Identities;
import org.lastgasp.access.SignatureVerifier;
import org.lastgasp.access.Token;
import org.lastgasp.access.TrustedCertificates;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.policy.RequestVerifier;
import org.lastgasp.tls.EcdsaProvider;

/** The cost of signatures, of mutual TLS and of roles: each beside the same without, in turns. */
public final class Secured {
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 7;
  private static final long ROUND = 1_000_000_000; // ns of processor time
  private static final int CONNECTIONS = 32;
  private static final int MESSAGES_TO_WARM_UP = 60_000;
  private static final int PAGES = 300; // of each kind
  private static final int PAGES_TO_WARM_UP = 200;

  private Secured() {}

  private interface Step {
    void run() throws Exception;
  }

  /** Measures all of it, or what is named. */
  public static void main(String[] words) throws Exception {
    List<String> what =
        words.length == 0 ? List.of("signatures", "tls", "roles") : Arrays.asList(words);
    Load.say("load of the machine at the beginning: " + Load.now());
    for (String each : what) {
      switch (each) {
        case "signatures" -> signatures();
        case "tls" -> tls();
        case "roles" -> roles();
        default -> throw new IllegalArgumentException("nothing is called " + each);
      }
    }
    Load.say("load of the machine at the end: " + Load.now());
  }

  private static void signatures() throws Exception {
    Party party = Party.of("CN=" + Mail.SUPPLIER);
    byte[] document = party.signed(Mail.activation(0, 1));
    Message.Request request = (Message.Request) new MessageReader().read(document);
    Path folder = Files.createTempDirectory("lastgasp-bench");
    party.writeCertificate(folder.resolve("party.pem"));
    SignatureVerifier verifier =
        new SignatureVerifier(
            SignatureVerifier.Requirement.REQUIRED,
            ((TrustedCertificates.Result.Loaded) TrustedCertificates.read(folder)).certificates());
    byte[] value = value(party, document);
    Provider fast = loaded();
    Instant now = Instant.now();
    List<Double> raw = new ArrayList<>();
    List<Double> whole = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      double[] rates = new double[4];
      for (int with = 0; with < 2; with++) {
        Security.removeProvider(fast.getName());
        if (with == 1) {
          Security.insertProviderAt(fast, 1);
        }
        rates[with] = perSecond(() -> verify(party, document, value));
        rates[2 + with] = perSecond(() -> check(verifier, request, now));
      }
      Load.say(
          "SunEC %.0f/s, native %.0f/s; a signed 11.3 of %d bytes: %.0f/s, %.0f/s load=%s"
              .formatted(rates[0], rates[1], document.length, rates[2], rates[3], Load.now()));
      raw.add(rates[1] / rates[0]);
      whole.add(rates[3] / rates[2]);
    }
    Load.say("MEDIAN of %d: ECDSA %.1f times, the whole verification %.1f times as many"
        .formatted(ROUNDS, Load.median(raw), Load.median(whole)));
    Files.delete(folder.resolve("party.pem"));
    Files.delete(folder);
  }

  private static Provider loaded() throws InterruptedException {
    EcdsaProvider provider = new EcdsaProvider();
    String before = provider.text();
    provider.load();
    while (provider.text().equals(before)) {
      Thread.sleep(5);
    }
    Load.say("ECDSA of " + provider.text());
    return Optional.ofNullable(Security.getProvider("LastgaspEcdsa")).orElseThrow();
  }

  private static byte[] value(Party party, byte[] document) throws Exception {
    Signature signing = Signature.getInstance("SHA256withECDSA");
    signing.initSign(party.key());
    signing.update(document);
    return signing.sign();
  }

  private static void verify(Party party, byte[] document, byte[] value) throws Exception {
    Signature verifying = Signature.getInstance("SHA256withECDSA");
    verifying.initVerify(party.certificate().getPublicKey());
    verifying.update(document);
    if (!verifying.verify(value)) {
      throw new IllegalStateException("a good signature does not verify");
    }
  }

  private static void check(SignatureVerifier verifier, Message.Request request, Instant now) {
    if (!(verifier.check(request, now) instanceof RequestVerifier.SignatureCheck.Valid)) {
      throw new IllegalStateException("a good request does not verify");
    }
  }

  /** By the processor time of this thread. */
  private static double perSecond(Step step) throws Exception {
    long count = 0;
    long began = CPU.getCurrentThreadCpuTime();
    while (CPU.getCurrentThreadCpuTime() - began < ROUND) {
      step.run();
      count++;
    }
    return count * 1e9 / (CPU.getCurrentThreadCpuTime() - began);
  }

  private static void tls() throws Exception {
    Party server = Party.of("CN=gateway");
    Party sender = Party.of("CN=dsp");
    try (Town plain = new Town(0, Town.User.DOWN);
        Town secure = new Town(0, Town.User.DOWN)) {
      server.writeCertificate(secure.folder().resolve("own.pem"));
      server.writeKey(secure.folder().resolve("own.key"));
      sender.writeCertificate(secure.folder().resolve("senders.pem"));
      secure.configure("tls: {certificate: own.pem, key: own.key, client-ca: senders.pem}");
      SocketFactory over = sender.context(server).getSocketFactory();
      try (Program one = plain.serve();
          Program two = secure.serve()) {
        warmUp(one, SocketFactory.getDefault());
        warmUp(two, over);
        List<Double> rates = new ArrayList<>();
        List<Double> costs = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
          double[] without = ingest(one, SocketFactory.getDefault(), 8);
          double[] with = ingest(two, over, 8);
          Load.say(
              "ingest plain %.0f/s %.1fus, mutual TLS %.0f/s %.1fus of processor time load=%s"
                  .formatted(without[0], without[1], with[0], with[1], Load.now()));
          rates.add(with[0] / without[0]);
          costs.add(with[1] / without[1]);
        }
        Load.say("MEDIAN of 3: mutual TLS has %.2f of the rate at %.2f of the processor time"
            .formatted(Load.median(rates), Load.median(costs)));
      }
    }
  }

  /** Until Java has compiled what a message needs, however long that takes on this machine. */
  private static void warmUp(Program gateway, SocketFactory sockets) throws Exception {
    for (double count = 0; count < MESSAGES_TO_WARM_UP; ) {
      count += ingest(gateway, sockets, 5)[0] * 5;
    }
  }

  /** Alerts over some connections: how many a second, and the gateway's microseconds for each. */
  private static double[] ingest(Program gateway, SocketFactory sockets, int seconds)
      throws Exception {
    LongAdder answered = new LongAdder();
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      long first = System.nanoTime() % 1_000_000_000L + i * 1_000_000_000L;
      senders.add(
          Thread.ofPlatform().start(() -> send(gateway, sockets, first, answered, over)));
    }
    Thread.sleep(1_000);
    double cpu = gateway.cpuSeconds() - gateway.compilerSeconds();
    long before = answered.sum();
    long began = System.nanoTime();
    Thread.sleep(seconds * 1_000L);
    cpu = gateway.cpuSeconds() - gateway.compilerSeconds() - cpu;
    long count = answered.sum() - before;
    double rate = count / ((System.nanoTime() - began) / 1e9);
    over.set(true);
    for (Thread each : senders) {
      each.join();
    }
    return new double[] {rate, cpu / count * 1e6};
  }

  private static void send(
      Program gateway, SocketFactory sockets, long first, LongAdder answered, AtomicBoolean over) {
    Alerts alerts = new Alerts(100_000);
    try (Socket line =
        sockets.createSocket(InetAddress.getLoopbackAddress(), gateway.duisPort())) {
      line.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(line.getInputStream());
      for (long number = first; !over.get(); number++) {
        line.getOutputStream().write(alerts.apply(number).array());
        readAnswer(in);
        answered.increment();
      }
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static void readAnswer(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed behind '" + head + "'");
      }
      head.append((char) next);
    }
    in.skipNBytes(Posts.length(head));
    if (!head.substring(9, 12).equals("204")) {
      throw new IOException("refused: " + head);
    }
  }

  private static void roles() throws Exception {
    String token = Token.create();
    try (Town open = new Town(1_000, Town.User.UP);
        Town closed = new Town(1_000, Town.User.UP);
        HttpClient client = HttpClient.newHttpClient()) {
      Files.writeString(
          closed.folder().resolve("people.yaml"),
          "identities: [{name: vera, role: operator, token-sha256: %s}]"
              .formatted(Identities.hash(token)));
      closed.configure("identities: {file: people.yaml}");
      try (Program without = open.serve();
          Program with = closed.serve()) {
        for (String path : List.of("/", "/api/v1/windows", "/api/v1/status")) {
          pages(client, without, with, path, token, PAGES_TO_WARM_UP);
          double[] both = pages(client, without, with, path, token, PAGES);
          Load.say(
              "%s without roles %.2f ms, with %.2f ms (medians of %d, in turns): %+.2f ms load=%s"
                  .formatted(path, both[0], both[1], PAGES, both[1] - both[0], Load.now()));
        }
      }
    }
  }

  private static double[] pages(
      HttpClient client, Program without, Program with, String path, String token, int count)
      throws Exception {
    List<Double> one = new ArrayList<>();
    List<Double> two = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      one.add(page(client, to(without, path)));
      two.add(page(client, to(with, path).header("Authorization", "Bearer " + token)));
    }
    return new double[] {Load.median(one), Load.median(two)};
  }

  private static HttpRequest.Builder to(Program gateway, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.adminPort() + path))
        .version(HttpClient.Version.HTTP_1_1);
  }

  private static double page(HttpClient client, HttpRequest.Builder request) throws Exception {
    long began = System.nanoTime();
    HttpResponse<byte[]> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("answered " + answer.statusCode());
    }
    return (System.nanoTime() - began) / 1e6;
  }
}
