package org.lastgasp.config;

import static java.util.stream.Collectors.toSet;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.lastgasp.access.ListTrust;
import org.lastgasp.access.SignatureVerifier;
import org.lastgasp.files.Sha256;
import org.lastgasp.hindsight.HindsightSettings;
import org.lastgasp.id.Eui64;
import org.lastgasp.notification.MailTarget;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Switch;
import org.lastgasp.report.ReportScope;
import org.lastgasp.report.ReportSettings;
import org.lastgasp.report.ReportTemplate;
import org.lastgasp.report.Target.SftpSettings;
import org.lastgasp.report.Target.SharePointSettings;
import org.lastgasp.tls.TlsMaterial.TlsFiles;

/**
 * The whole configuration of a gateway. Immutable; made by {@link ConfigReader}, which checks it.
 *
 * <p>Paths are resolved: one written in the file, or left at its default beside a file, is relative
 * to the file's folder; one from the environment, or without any file, to the working directory.
 *
 * @param name of the installation, shown wherever a person looks; may be empty
 * @param state the switch at first start; later the journal knows
 * @param manufacturers in the order given
 * @param guids the list of GUIDs; need not exist
 * @param inventory the devices, as CSV; need not exist
 * @param guards every guard has its setting
 * @param thresholds of the guards that count
 * @param releaseLate whether held alerts that are not consistent are delivered late
 * @param acceptance whether {@code lastgasp accept} may be run against this gateway
 * @param maxMessage in bytes
 * @param defaultUser who gets the AD1s that nobody else can be found for
 * @param authority whose activations open windows, and how many
 */
public record Config(
    String name,
    Switch state,
    Duration window,
    Settings.WindowClock windowClock,
    Duration maxBlindness,
    boolean trackLocalDelivery,
    List<String> manufacturers,
    Path guids,
    Path inventory,
    Map<Guard, Guard.Setting> guards,
    Settings.Thresholds thresholds,
    boolean releaseLate,
    boolean acceptance,
    long maxMessage,
    Listen listen,
    Access access,
    Tls tls,
    Dsp dsp,
    List<User> users,
    Optional<Eui64> defaultUser,
    Signatures signatures,
    Settings.Authority authority,
    JournalFolder journal,
    LogFolder log,
    Report report,
    Hindsight hindsight,
    Notices notices,
    Recording recording,
    Delivery delivery,
    Retention retention,
    Kafka kafka) {

  public Config {
    manufacturers = List.copyOf(manufacturers);
    guards = Map.copyOf(guards);
    users = List.copyOf(users);
  }

  /**
   * The two listeners.
   *
   * @param names what the admin listener may be called besides its address
   * @param insecure whether other machines may reach a listener without TLS
   */
  public record Listen(Address duis, Address admin, List<String> names, boolean insecure) {
    public Listen {
      names = List.copyOf(names);
    }
  }

  /** The addresses that other machines reach without TLS. */
  public List<Address> unencrypted() {
    return tls.files().own().isPresent()
        ? List.of()
        : Stream.of(listen.duis(), listen.admin()).filter(at -> !at.isLoopback()).toList();
  }

  /** The scheme of both listeners: {@code https} or {@code http}. */
  public String scheme() {
    return tls.files().own().isPresent() ? "https" : "http";
  }

  /**
   * The settings for TLS, of both listeners and of the calls to the DSP and to receivers.
   *
   * @param proxy where the TLS of the DUIS listener ends, if not here
   */
  public record Tls(
      TlsFiles files,
      ClientAuth clientAuth,
      Originator originator,
      Optional<Proxy> proxy) {
    /** Plain HTTP on both listeners, and what the platform trusts for calls. */
    public static final Tls OFF =
        new Tls(
            TlsFiles.NONE, ClientAuth.REQUIRED, Originator.CERTIFICATE, Optional.empty());

    /** True if a request is tracked only if its sender's certificate names its originator. */
    public boolean checksOriginators() {
      return provesClients() && originator == Originator.CERTIFICATE;
    }

    /** True if clients prove themselves by certificate: here, or to the proxy in front. */
    public boolean provesClients() {
      return files.clientCa().isPresent() || proxy.isPresent();
    }
  }

  /** The choice of whose requests are tracked. */
  public enum Originator {
    /** Of a sender whose certificate names the originator. */
    CERTIFICATE,
    /** Of any sender. */
    ANY
  }

  /** The choice whether a client of the DUIS listener has to show a certificate. */
  public enum ClientAuth {
    REQUIRED,
    WANTED
  }

  /**
   * The settings for who may use the admin listener.
   *
   * @param identities the file of identities; empty if none are configured
   */
  public record Access(Optional<Path> identities, Optional<Proxy> proxy) {
    /** Nobody is configured. */
    public static final Access NOBODY = new Access(Optional.empty(), Optional.empty());
  }

  /**
   * A reverse proxy that names the person who logged in, or the certificate of its client.
   *
   * @param from the addresses that it connects from
   * @param secretFile holds what it sends to be believed
   * @param clientHeader the header that does
   */
  public record Proxy(Set<InetAddress> from, Path secretFile, String clientHeader) {
    /** The shortest secret that is taken, in characters. */
    public static final int SHORTEST_SECRET = 16;

    public Proxy {
      from = Set.copyOf(from);
    }
  }

  /**
   * The Data Service Provider.
   *
   * @param url what a request's path is appended to
   * @param timeout how long its answer is awaited: under three minutes
   * @param eui what its client certificate names; empty if that is not checked
   * @param certificates the SHA-256 of its client certificates; empty if that is not checked
   */
  public record Dsp(URI url, Duration timeout, Optional<Eui64> eui, Set<String> certificates) {
    public Dsp {
      certificates = Set.copyOf(certificates);
    }

    /** One that need not prove who it is. */
    public Dsp(URI url, Duration timeout) {
      this(url, timeout, Optional.empty(), Set.of());
    }

    /** The address for a path that begins with a slash. */
    URI endpoint(String path) {
      String whole = url.toString();
      String front = whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole;
      return URI.create(front + path);
    }
  }

  /**
   * A Service User.
   *
   * @param name as people call it; its id if it was given none
   * @param distributors the distributor ids it answers for: the first two digits of an MPAN
   * @param receive where messages for it are posted
   * @param inFlight how many messages may be on their way to it at once
   */
  public record User(
      Eui64 id, String name, Set<Integer> distributors, URI receive, int inFlight) {
    public User {
      distributors = Set.copyOf(distributors);
    }
  }

  /**
   * The settings for the signatures of firmware activations, and of the list of GUIDs.
   *
   * @param trust the folder of the certificates that activations may be signed with
   * @param guids which lists of GUIDs count
   */
  public record Signatures(SignatureVerifier.Requirement requests, Path trust, ListTrust guids) {}

  /**
   * The journal.
   *
   * @param segment the size in bytes at which a new segment is begun
   */
  public record JournalFolder(Path path, long segment) {}

  /**
   * The suppression log.
   *
   * @param rotateAt in bytes
   * @param signingKey the private key that statements of its end are signed with
   */
  public record LogFolder(
      Path path, Duration rotateEvery, long rotateAt, Optional<Path> signingKey) {}

  /**
   * The settings for when, how and where reports of the suppression log are sent.
   *
   * @param scope at least one
   * @param forPeople the tables that are written beside each report
   * @param whileOff whether a period gets an empty report in which the switch was off
   * @param template the header and the footer
   */
  public record Report(
      Duration every,
      Set<Scope> scope,
      List<Target> to,
      Digest digest,
      Set<ReportSettings.TableFormat> forPeople,
      ReportSettings.WhileOff whileOff,
      ReportTemplate template) {
    public Report {
      scope = Collections.unmodifiableSet(EnumSet.copyOf(scope));
      forPeople = Set.copyOf(forPeople);
      to = List.copyOf(to);
    }

    /** The setting that says whether a daily digest is written. */
    public enum Digest {
      OFF("off"),
      DAILY("daily");

      private final String code;

      Digest(String code) {
        this.code = code;
      }

      /** As configured: {@code off} or {@code daily}. */
      String code() {
        return code;
      }
    }

    /**
     * Returns what the report server needs to know.
     *
     * @param distributors asked at each period
     * @param folder where it keeps what was reported
     */
    public ReportSettings settings(Supplier<Set<Integer>> distributors, Path folder) {
      return new ReportSettings(
          every, scoping(), distributors, folder, forPeople, template, whileOff);
    }

    private ReportScope scoping() {
      if (scope.size() > 1) {
        return ReportScope.CONSOLIDATED_AND_PER_DISTRIBUTOR;
      }
      return scope.contains(Scope.CONSOLIDATED)
          ? ReportScope.CONSOLIDATED
          : ReportScope.PER_DISTRIBUTOR;
    }

    /** One report for all, or one for each distributor. */
    public enum Scope {
      CONSOLIDATED("consolidated"),
      PER_DISTRIBUTOR("per-distributor");

      private final String code;

      Scope(String code) {
        this.code = code;
      }

      /** As configured: {@code consolidated} or {@code per-distributor}. */
      String code() {
        return code;
      }
    }
  }

  /**
   * A target that reports are sent to. {@code {scope}} in a folder stands for the scope of each
   * report.
   */
  public sealed interface Target {
    /** The time a server far away is waited for; a piece of a report takes seconds. */
    Duration PATIENCE = Duration.ofMinutes(1);

    /** A folder of this machine. */
    record Directory(Path path) implements Target {}

    /**
     * A folder of an SFTP server.
     *
     * @param folder begins with a slash; after {@code /~/} in the user's home
     * @param key the user's private key
     * @param permissions of the files, in octal; empty leaves them to the server
     */
    record Sftp(
        String user,
        Address server,
        String folder,
        Path key,
        Path knownHosts,
        Optional<String> permissions)
        implements Target {

      /** As configured: {@code sftp://dcc@example.org:22/in}. */
      String url() {
        return "sftp://" + user + "@" + server + folder;
      }

      /** Returns what the report server needs to know. */
      public SftpSettings settings() {
        return new SftpSettings(
            url(),
            user,
            server.host(),
            server.port(),
            folder,
            key,
            knownHosts,
            permissions,
            PATIENCE);
      }
    }

    /**
     * A folder of a SharePoint library, through Microsoft Graph.
     *
     * @param site its address or its id
     * @param folder without a slash at either end; empty is the top of the library
     * @param tenant whose directory the application is in: its id or domain
     * @param client the application's id
     */
    record SharePoint(
        String site,
        String library,
        String folder,
        String tenant,
        String client,
        Credential credential,
        URI graph,
        URI authority)
        implements Target {

      /** Returns what the report server needs to know. */
      public SharePointSettings settings() {
        return new SharePointSettings(
            site,
            library,
            folder,
            tenant,
            client,
            credential.settings(),
            graph,
            authority,
            PATIENCE);
      }
    }
  }

  /** The credential by which an application authenticates itself. */
  sealed interface Credential {
    /** A certificate and its private key, both in PEM. */
    record Certificate(Path certificate, Path key) implements Credential {}

    /** A file that holds the secret and nothing else. */
    record Secret(Path file) implements Credential {}

    private SharePointSettings.Credential settings() {
      return switch (this) {
        case Certificate pair ->
            new SharePointSettings.Credential.Certificate(pair.certificate(), pair.key());
        case Secret secret -> new SharePointSettings.Credential.Secret(secret.file());
      };
    }
  }

  /**
   * The settings of hindsight.
   *
   * @param settings of its rules
   * @param webhook where a suspect is told of at once
   * @param webhookSecret the file that holds what such a call is signed with
   */
  public record Hindsight(
      HindsightSettings settings, Optional<URI> webhook, Optional<Path> webhookSecret) {}

  /**
   * The settings of notices: who is told what is degraded, and that suspects wait.
   *
   * @param webhookSecret the file that holds what its calls are signed with
   */
  public record Notices(
      Optional<URI> alertmanager,
      Optional<URI> webhook,
      Optional<Path> webhookSecret,
      Optional<MailTarget.Settings> mail) {
    /** Nobody is told. */
    public static final Notices NONE =
        new Notices(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * The settings of delivery.
   *
   * @param giveUpAfter for how long one has to fail, while its receiver takes others, until it is a
   *     dead letter
   * @param backlogAge from when on it is an alarm that a message waits
   * @param backlogSize from how many bytes on it is an alarm that messages wait
   */
  public record Delivery(Duration giveUpAfter, Duration backlogAge, long backlogSize) {}

  /**
   * The retention periods.
   *
   * @param windows after their end
   * @param lookups of who looked up what, by whole days
   */
  public record Retention(
      Duration delivered,
      Duration audit,
      Duration windows,
      Duration log,
      Duration reports,
      Duration lookups) {}

  /**
   * The settings of the runtime on Kafka.
   *
   * @param bootstrap the brokers, as {@code host:port} with commas between; empty if there are none
   * @param prefix before the name of each topic
   * @param partitions of the topics, fixed for good
   * @param client a file with further properties of Kafka's clients, e.g. TLS and SASL
   */
  public record Kafka(String bootstrap, String prefix, int partitions, Optional<Path> client) {
    /** No brokers. */
    public static final Kafka NONE = new Kafka("", "lastgasp.", 12, Optional.empty());
  }

  /** Returns what the judgement depends on. */
  public Settings settings() {
    return new Settings(
        window,
        windowClock,
        maxBlindness,
        trackLocalDelivery,
        Set.copyOf(manufacturers),
        guards,
        thresholds,
        authority);
  }

  /** The folder of the imported devices and the list in force: beside the journal. */
  public Path inventoryFolder() {
    return journal.path().resolveSibling("inventory");
  }

  /** The folder of delivery's ledger: beside the journal. */
  public Path deliveryFolder() {
    return journal.path().resolveSibling("delivery");
  }

  /** The folder of the audit index: beside the journal. */
  public Path storyFolder() {
    return journal.path().resolveSibling("story");
  }

  /** The folder of the reports and their ledger: beside the journal. */
  public Path reportFolder() {
    return journal.path().resolveSibling("report");
  }

  /**
   * The settings for recordings of traffic.
   *
   * @param path the folder they go to; empty if nothing is recorded
   * @param limit of all of them together, in bytes
   * @param pseudonymise whether MPxNs are replaced
   */
  public record Recording(Optional<Path> path, long limit, boolean pseudonymise) {}

  /** The folder of hindsight's cases: beside the journal. */
  public Path hindsightFolder() {
    return journal.path().resolveSibling("hindsight");
  }

  /** Every distributor that a Service User answers for. */
  public Set<Integer> distributors() {
    return users.stream().flatMap(user -> user.distributors().stream()).collect(toSet());
  }

  /** The Service User of this id. */
  Optional<User> user(Eui64 id) {
    return users.stream().filter(user -> user.id().equals(id)).findFirst();
  }

  /** All of it as YAML in one fixed form, which can be read again; holds no secret. */
  public String text() {
    return CanonicalYaml.of(this);
  }

  /** SHA-256 of {@link #text()}, 64 lower-case hexadecimal digits. */
  public String hash() {
    return Sha256.of(text());
  }
}
