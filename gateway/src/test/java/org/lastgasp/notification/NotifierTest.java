package org.lastgasp.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.app.Town;
import org.lastgasp.client.JsonPost;
import org.lastgasp.tls.CertificateAuthority;
import org.lastgasp.worker.Backoff;

/** What an Alertmanager, a webhook and a mail server are told, each on loopback. */
@Timeout(30)
class NotifierTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final NoticeTarget.Notice DISK =
      new NoticeTarget.Notice("disk-low", 1, "the gateway is degraded: disk-low", "make room");
  private static final Duration SOON = Duration.ofMillis(5);
  private static final Notifier.Pace PACE =
      new Notifier.Pace(Duration.ZERO, SOON, Backoff.of(SOON, SOON));

  @TempDir private Path folder;
  private final AtomicReference<List<NoticeTarget.Notice>> standing =
      new AtomicReference<>(List.of(DISK));
  private final AtomicReference<Instant> now = new AtomicReference<>(TEN);
  private final AtomicInteger answer = new AtomicInteger(200);
  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private HttpServer server;

  private record Call(String path, Optional<String> signature, String body) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(body);
    }
  }

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            String signed = exchange.getRequestHeaders().getFirst("Lastgasp-Signature");
            String path = exchange.getRequestURI().getPath();
            calls.add(new Call(path, Optional.ofNullable(signed), body));
            exchange.sendResponseHeaders(answer.get(), -1);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private Notifier started(NoticeTarget target) {
    Notifier notifier = new Notifier(target, standing::get, now::get, PACE);
    notifier.start();
    return notifier;
  }

  private Call next() throws InterruptedException {
    Call call = calls.poll(10, TimeUnit.SECONDS);
    assertThat(call).as("a call").isNotNull();
    return call;
  }

  private NoticeTarget alertmanager() {
    return new AlertmanagerTarget(url("/"), "north", new JsonPost(Optional.empty()));
  }

  @Test
  void anAlertmanagerIsToldEveryMinuteWhatStandsAndWhenItIsOver() throws Exception {
    try (Notifier notifier = started(alertmanager())) {
      Call first = next();
      assertThat(first.path()).isEqualTo("/api/v2/alerts");
      JsonNode alert = first.json().get(0);
      assertThat(alert.path("labels").toString())
          .isEqualTo(
              "{\"alertname\":\"LastgaspDegraded\",\"reason\":\"disk-low\","
                  + "\"severity\":\"warning\",\"instance\":\"north\"}");
      assertThat(alert.path("startsAt").asText()).isEqualTo("2030-01-15T10:00:00Z");
      assertThat(alert.path("endsAt").asText()).isEqualTo("2030-01-15T10:05:00Z");
      now.set(TEN.plusSeconds(60));
      assertThat(next().json().get(0).path("endsAt").asText()).isEqualTo("2030-01-15T10:06:00Z");
      now.set(TEN.plusSeconds(70));
      standing.set(List.of());
      assertThat(next().json().get(0).path("endsAt").asText()).isEqualTo("2030-01-15T10:01:10Z");
      assertThat(notifier.issues()).isEmpty();
    }
  }

  @Test
  void aWebhookIsToldOnceOfEachChangeAndCanTellWhoCalls() throws Exception {
    Path secret = Files.writeString(folder.resolve("hook.key"), "s3cret\n");
    NoticeTarget hook =
        new WebhookTarget(
            url("/hook"), Optional.of(secret), "north", new JsonPost(Optional.empty()));
    try (Notifier notifier = started(hook)) {
      Call began = next();
      assertThat(began.json().path("began").get(0).path("reason").asText()).isEqualTo("disk-low");
      assertThat(began.signature())
          .contains(
              JsonPost.signature("s3cret", TEN.getEpochSecond(), began.body().getBytes(UTF_8)));
      now.set(TEN.plusSeconds(600));
      standing.set(List.of());
      JsonNode over = next().json();
      assertThat(over.path("began")).isEmpty();
      assertThat(over.path("over").get(0).path("since").asText()).isEqualTo(TEN.toString());
      assertThat(notifier.isAlive()).isTrue();
    }
  }

  @Test
  void whatATargetTakesLateStandsSinceItWasFirstSeen() throws Exception {
    answer.set(503);
    try (Notifier notifier =
        started(
            new WebhookTarget(
                url("/"), Optional.empty(), "north", new JsonPost(Optional.empty())))) {
      assertThat(next().json().path("at").asText()).isEqualTo(TEN.toString());
      Town.await("it is not taken", () -> !notifier.issues().isEmpty());
      String eleven = TEN.plusSeconds(3_600).toString();
      now.set(Instant.parse(eleven));
      Call seen = next();
      while (!seen.json().path("at").asText().equals(eleven)) {
        assertThat(notifier.isAlive()).isTrue();
        seen = next();
      }
      answer.set(200); // perhaps still in time for the call that was just seen
      Town.await("it is taken", () -> notifier.lastLook().equals(List.of(DISK)));
      Call taken = calls.stream().reduce((earlier, later) -> later).orElse(seen);
      assertThat(taken.json().path("began").get(0).path("since").asText())
          .isEqualTo(TEN.toString());
    }
  }

  @Test
  void moreSuspectsAreToldAgainAndFewerAreNot() throws Exception {
    standing.set(List.of(suspects(2)));
    try (Notifier notifier =
        started(
            new WebhookTarget(
                url("/"), Optional.empty(), "north", new JsonPost(Optional.empty())))) {
      assertThat(next().json().path("began").get(0).path("count").asInt()).isEqualTo(2);
      standing.set(List.of(suspects(1)));
      Town.await("fewer are seen", () -> notifier.lastLook().equals(List.of(suspects(1))));
      standing.set(List.of(suspects(3)));
      assertThat(next().json().path("began").get(0).path("count").asInt()).isEqualTo(3);
    }
  }

  @Test
  void aTargetThatDoesNotTakeItIsAnIssueUntilItDoes() throws Exception {
    answer.set(503);
    try (Notifier notifier = started(alertmanager())) {
      next();
      Town.await("it is an issue", () -> !notifier.issues().isEmpty());
      assertThat(notifier.issues().getFirst().reason()).isEqualTo("notice-not-taken");
      assertThat(notifier.issues().getFirst().detail()).contains("alertmanager", "503");
      answer.set(200);
      Town.await("it is over", () -> notifier.issues().isEmpty());
    }
  }

  @Test
  void mailSaysWhatIsNewAndWhatToDoInPlainWords() throws Exception {
    GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.start();
    mail.setUser("gateway@dno.example", "gateway", "pass");
    try (Notifier notifier = started(mail(mail, MailTarget.Encryption.NONE, "pass"))) {
      assertThat(mail.waitForIncomingEmail(10_000, 1)).isTrue();
      MimeMessage message = mail.getReceivedMessages()[0];
      assertThat(message.getSubject()).isEqualTo("[north] disk-low");
      assertThat(message.getAllRecipients()[0]).hasToString("duty@dno.example");
      assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
      assertThat(message.getContent().toString().replace("\r\n", "\n"))
          .isEqualTo(
              """
              New:
                the gateway is degraded: disk-low, since 2030-01-15T10:00:00Z
                  make room

              More, and what exactly: lastgasp status\
              """);
      standing.set(List.of());
      assertThat(mail.waitForIncomingEmail(10_000, 2)).isTrue();
      assertThat(mail.getReceivedMessages()[1].getSubject()).isEqualTo("[north] over: disk-low");
      assertThat(notifier.issues()).isEmpty();
    } finally {
      mail.stop();
    }
  }

  @Test
  void aWrongPasswordAndAServerWithoutTlsAreFaults() throws Exception {
    GreenMail plain = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    plain.start();
    plain.setUser("gateway@dno.example", "gateway", "pass");
    NoticeTarget.Standing disk = new NoticeTarget.Standing(DISK, TEN);
    var change = new NoticeTarget.Change(TEN, List.of(disk), List.of(), List.of(disk));
    try {
      assertThat(mail(plain, MailTarget.Encryption.NONE, "wrong").tell(change)).isPresent();
      assertThat(mail(plain, MailTarget.Encryption.STARTTLS, "pass").tell(change))
          .hasValueSatisfying(why -> assertThat(why).contains("STARTTLS"));
      assertThat(plain.getReceivedMessages()).isEmpty();
    } finally {
      plain.stop();
    }
  }

  @Test
  void aPasswordThatIsNotThereIsSaidInWords() {
    Path gone = folder.resolve("gone");
    NoticeTarget.Standing disk = new NoticeTarget.Standing(DISK, TEN);
    var change = new NoticeTarget.Change(TEN, List.of(disk), List.of(), List.of(disk));
    assertThat(mail(1, MailTarget.Encryption.NONE, gone).tell(change))
        .contains(
            "the password in " + gone
                + " cannot be used: what cannot be read (it is not there)");
  }

  private MailTarget mail(GreenMail server, MailTarget.Encryption way, String password)
      throws IOException {
    Path file = Files.writeString(folder.resolve("password"), password + "\n");
    return mail(server.getSmtp().getPort(), way, file);
  }

  private static MailTarget mail(int port, MailTarget.Encryption way, Path password) {
    return new MailTarget(
        new MailTarget.Settings(
            List.of("duty@dno.example"),
            "gateway@dno.example",
            "127.0.0.1",
            port,
            way,
            Optional.of("gateway"),
            Optional.of(password)),
        "north",
        () -> new CertificateAuthority("CN=authority").client(Optional.empty()));
  }

  private static NoticeTarget.Notice suspects(long count) {
    return new NoticeTarget.Notice("suspect", count, "suspects: " + count, "look at each");
  }
}
