package org.lastgasp.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.access.AdminToken;
import org.lastgasp.access.SigningParty;
import org.lastgasp.app.Gateway;
import org.lastgasp.cli.CommandFailed;
import org.lastgasp.cli.GatewayClient;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigReader;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.tls.CertificateAuthority;
import org.lastgasp.tls.TlsContexts;
import picocli.CommandLine;

/** A running gateway is taken only if that is safe, and left as it was. */
class GivenGatewayTest {
  private static final String METER = "00-DB-12-34-56-78-90-A0";
  private static final String HUB = "00-DB-00-00-00-00-00-01";
  private static final String INVENTORY =
      """
      device_id,device_type,smets_version,manufacturer,model,chf_id,mpan,region,postcode,feeder
      %s,ESME,SMETS2 V4.2,Landis+Gyr,E470,%s,2012345678903,South,SO14 1AA,F1
      """
          .formatted(METER, HUB);

  private static final Eui64 SSEN = Eui64.of("90-B3-D5-1F-30-02-00-00");
  private static final Eui64 DSP = Eui64.of("90-B3-D5-1F-30-00-00-01");
  private static final String TLS =
      "tls: {certificate: own.pem, key: own.key, client-ca: ca.pem, trust: ca.pem}\n";

  @TempDir Path folder;
  private final JumpingClock clock = new JumpingClock(() -> Instant.now());
  private Optional<Gateway> gateway = Optional.empty();
  private Optional<GatewayClient> client = Optional.empty();

  @AfterEach
  void stop() {
    gateway.ifPresent(Gateway::close);
  }

  @Test
  void everyCasePassesAndListsAndSwitchAreAsBefore() throws Exception {
    GivenGateway given = start("acceptance: true\nswitch: observe\n");
    assertThat(given.refusals()).isEmpty();
    assertThat(accept(given, Schedule.Extent.FULL).summary())
        .isEqualTo("10 of 10 cases passed, 0 failed, 0 skipped");
    assertThat(given.refusals()).as("what is in force").isEmpty();
    assertThat(SwitchControl.position(admin())).isEqualTo("observe");
  }

  @Test
  void everyCasePassesOverMutualTls() throws Exception {
    PartyTls parties = secure(SSEN);
    GivenGateway given = start("acceptance: true\n" + TLS, "https", parties);
    assertThat(given.refusals()).isEmpty();
    assertThat(accept(given, Schedule.Extent.FULL).summary())
        .isEqualTo("10 of 10 cases passed, 0 failed, 0 skipped");
    assertThat(given.refusals()).as("what is in force").isEmpty();
  }

  @Test
  void oneWithTlsIsRefusedWithoutCertificatesOrWithThoseOfAnotherParty() throws Exception {
    PartyTls another = secure(DSP);
    start("acceptance: true\n" + TLS, "https", another);
    assertThat(given(config(), Set.of(config().hash()), another).refusals())
        .singleElement()
        .asString()
        .startsWith("--user-cert: it names the party " + DSP)
        .contains(SSEN + " (of users) asks for the activations");
    assertThat(given(config(), Set.of(config().hash()), PartyTls.NONE).refusals())
        .singleElement()
        .asString()
        .startsWith("tls: the gateway speaks TLS: name the DSP's");
  }

  @Test
  void aCertificateNeedsItsKey() throws Exception {
    PartyTls unused = secure(SSEN);
    Config config = read("acceptance: true\n" + TLS, "https://localhost:1", "https://localhost:2");
    assertThatThrownBy(() -> parties("--dsp-cert", "dsp.pem").of(config))
        .hasMessage("--dsp-cert and --dsp-key go together");
    assertThatThrownBy(
            () -> parties("--dsp-cert", "dsp.pem", "--dsp-key", "user.key").of(config))
        .hasMessageContaining("user.key: found a key that is not the one of the first certificate");
  }

  /** Files for a gateway and its DSP, and the parties of a run as the command reads them. */
  private PartyTls secure(Eui64 user) throws IOException {
    CertificateAuthority authority = new CertificateAuthority("CN=authority");
    authority.write(folder.resolve("ca.pem"));
    authority.issue("CN=gateway").write(folder, "own");
    authority.issue(DSP).write(folder, "dsp");
    authority.issue(user).write(folder, "user");
    Config config = read(TLS, "https://localhost:1", "https://localhost:2");
    return parties(
            "--dsp-cert", "dsp.pem", "--dsp-key", "dsp.key", "--user-cert", "user.pem",
            "--user-key", "user.key")
        .of(config);
  }

  private PartyOptions parties(String... options) {
    String[] resolved = options.clone();
    for (int i = 1; i < resolved.length; i += 2) {
      resolved[i] = folder.resolve(options[i]).toString();
    }
    return CommandLine.populateCommand(new PartyOptions(), resolved);
  }

  @Test
  void whatWaitsForAWindowIsSkippedIfItMustBeQuickAndThatIsNotPassed() throws Exception {
    AcceptancePack pack = accept(start("acceptance: true\n"), Schedule.Extent.QUICK);
    assertThat(pack.summary()).isEqualTo("8 of 10 cases passed, 0 failed, 2 skipped");
    assertThat(pack.isPassed()).isFalse();
    assertThat(pack.results())
        .filteredOn(each -> each.verdict() == Verdict.SKIPPED)
        .extracting(each -> each.about().id())
        .containsExactly("after-window", "sit");
  }

  @Test
  void oneThatDoesNotSayAcceptanceIsRefused() throws Exception {
    assertThat(start("").refusals()).singleElement().asString().startsWith("acceptance: is not");
  }

  @Test
  void oneThatWantsSignaturesIsRefused() throws Exception {
    Path unused = SigningParty.of(Eui64.of(METER), 1).trustedIn(folder.resolve("certs"));
    String asked = "acceptance: true\nsignatures: {requests: present, trust: certs}\n";
    assertThat(start(asked).refusals())
        .singleElement()
        .asString()
        .startsWith("signatures.requests:");
  }

  @Test
  void oneThatOthersUseIsRefused() throws Exception {
    GivenGateway given = start("acceptance: true\n");
    TestDevice theirs =
        new TestDevice(
            Eui64.of(METER),
            Eui64.of(HUB),
            new Mpan("2012345678903"),
            TestDevice.Kind.LISTED);
    TestMessages messages =
        new TestMessages(clock.instant(), TestDevices.of(clock.instant(), config()).orElseThrow());
    try (var _ = Participants.at(config(), clock, PartyTls.NONE);
        DuisClient duis = new DuisClient(duis("http"), PartyTls.NONE)) {
      assertThat(duis.post("/api/v1/receive", messages.alert(theirs, clock.instant())).status())
          .isEqualTo(204);
      assertThat(duis.post("/api/v1/serviceS", messages.activation(theirs, Optional.empty())))
          .extracting(DuisClient.Answer::status)
          .isEqualTo(200);
      assertThat(TestBed.eventually(() -> given.refusals().stream().noneMatch(this::isWaiting)))
          .isTrue();
    }
    assertThat(given.refusals())
        .anyMatch(why -> why.startsWith("others used the gateway in the last hour: "))
        .anyMatch(why -> why.startsWith("a window is open (hub " + HUB));
  }

  private boolean isWaiting(String why) {
    return why.contains("wait for delivery");
  }

  @Test
  void oneWhoseListsCouldNotBePutBackIsRefused() throws Exception {
    GivenGateway given = start("acceptance: true\n");
    Files.writeString(folder.resolve("guids.txt"), HUB + "\n");
    assertThat(given.refusals()).singleElement().asString().contains("is not what is in force");
    Files.delete(folder.resolve("inventory.csv"));
    assertThat(given.refusals()).singleElement().asString().contains("there is no file");
  }

  @Test
  void oneThatRunsWithAnotherConfigurationIsRefused() throws Exception {
    start("acceptance: true\n");
    GivenGateway other = given(config(), Set.of("another"), PartyTls.NONE);
    assertThat(other.refusals()).singleElement().asString().contains("another configuration");
  }

  @Test
  void listsAndSwitchArePutBackAfterAFailure() throws Exception {
    GivenGateway given = start("acceptance: true\n");
    Path notAFolder = Files.writeString(folder.resolve("evidence"), "a file");
    assertThatThrownBy(
            () ->
                given.accept(
                    new EvidenceFolder(notAFolder),
                    Schedule.of(config().window(), Schedule.Extent.FULL),
                    line -> {}))
        .hasMessageContaining("evidence");
    assertThat(given.refusals()).filteredOn(why -> !why.startsWith("a window is")).isEmpty();
    assertThat(SwitchControl.position(admin())).isEqualTo("enforce");
  }

  @Test
  void anAddressThatIsTakenIsNamedAndNothingIsChanged() throws Exception {
    GivenGateway given = start("acceptance: true\n");
    try (var _ = Participants.at(config(), clock, PartyTls.NONE)) {
      assertThatThrownBy(() -> accept(given, Schedule.Extent.QUICK))
          .isInstanceOf(CommandFailed.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:");
    }
    assertThat(given.refusals()).isEmpty();
  }

  @Test
  void aStubCannotStandInForAnotherMachine() throws Exception {
    Config elsewhere = read("acceptance: true\n", "https://dsp.example", "http://192.0.2.1:9081/x");
    assertThat(Participants.obstacles(elsewhere, PartyTls.NONE))
        .hasSize(2)
        .allMatch(why -> why.contains("names a loopback address with a port"));
  }

  private AcceptancePack accept(GivenGateway given, Schedule.Extent extent) throws Exception {
    Path pack = Files.createDirectories(folder.resolve("pack"));
    return given.accept(
        new EvidenceFolder(pack), Schedule.of(config().window(), extent), line -> {});
  }

  private GivenGateway start(String more) throws Exception {
    return start(more, "http", PartyTls.NONE);
  }

  private GivenGateway start(String more, String scheme, PartyTls parties) throws Exception {
    Files.writeString(folder.resolve("inventory.csv"), INVENTORY);
    Files.writeString(folder.resolve("guids.txt"), METER + "\n");
    List<Integer> ports = freePorts();
    Config config =
        read(
            more,
            scheme + "://127.0.0.1:" + ports.get(0),
            scheme + "://127.0.0.1:" + ports.get(1) + "/duis");
    Gateway.Options options =
        new Gateway.Options(
            Optional.empty(),
            () -> new ConfigResult.Loaded(config, List.of()),
            DeliverySettings.USUAL);
    Gateway started = Gateway.start(config, clock, options);
    gateway = Optional.of(started);
    client =
        Optional.of(
            new GatewayClient(
                URI.create(scheme + "://127.0.0.1:" + started.adminPort()),
                AdminToken.read(folder.resolve("data")),
                config.tls().files().own().map(own -> TlsContexts.pinnedTo(own.certificate()))));
    assertThat(
            TestBed.eventually(
                () -> admin().get("/api/v1/status", Map.of()).path("degraded").isEmpty()))
        .isTrue();
    return given(config, Set.of(config.hash()), parties);
  }

  private GivenGateway given(Config config, Set<String> hashes, PartyTls parties) {
    return new GivenGateway(
        config, hashes, client.orElseThrow(), duis(config.scheme()), parties, clock);
  }

  private Admin admin() {
    return new Admin(client.orElseThrow());
  }

  private URI duis(String scheme) {
    return URI.create(scheme + "://127.0.0.1:" + gateway.orElseThrow().duisPort());
  }

  private Config config() {
    return switch (ConfigReader.read(Optional.of(folder.resolve("lastgasp.yaml")), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.Faulty faulty -> throw new AssertionError(faulty.faults());
    };
  }

  private Config read(String more, String dsp, String user) throws IOException {
    Files.writeString(
        folder.resolve("lastgasp.yaml"),
        """
        %slisten: {duis: "127.0.0.1:0", admin: "127.0.0.1:0"}
        dsp: {url: "%s"}
        users:
          - {id: %4$s, name: SSEN, distributors: [20], receive: "%s"}
        default-user: %4$s
        """
            .formatted(more, dsp, user, SSEN));
    return config();
  }

  /** Ports that nobody listens on now. */
  private static List<Integer> freePorts() throws IOException {
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return IntStream.of(one.getLocalPort(), other.getLocalPort()).boxed().toList();
    }
  }
}
