package org.lastgasp.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.lastgasp.access.ListTrust;
import org.lastgasp.access.SignatureVerifier;
import org.lastgasp.access.TrustedCertificates;
import org.lastgasp.config.ConfigResult.ConfigFault;
import org.lastgasp.files.Ed25519Signer;
import org.lastgasp.files.ErrorText;
import org.lastgasp.files.SecretFile;
import org.lastgasp.files.Sha256;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.inventory.Inventory.ImportMode;
import org.lastgasp.inventory.Inventory.PrepareResult;
import org.lastgasp.inventory.Inventory.ShrinkPolicy;
import org.lastgasp.inventory.Prepared;
import org.lastgasp.notification.MailTarget;
import org.lastgasp.report.Credentials;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.tls.TlsMaterial;

/**
 * The checks that what a configuration points to exists and is usable: lists, folders, keys,
 * addresses. Makes and changes nothing. A list that is not there is a warning: a gateway then
 * tracks nothing and forwards everything.
 */
public final class PreflightChecks {
  private static final String TARGETS = "report.to";

  private final Config config;
  private final List<ConfigFault> faults = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private PreflightChecks(Config config) {
    this.config = config;
  }

  /** The faults and the warnings that were found. */
  public record Findings(List<ConfigFault> faults, List<String> warnings) {
    public Findings {
      faults = List.copyOf(faults);
      warnings = List.copyOf(warnings);
    }
  }

  /** Looks at everything; reads both lists as a whole, which takes minutes for a country. */
  public static Findings check(Config config, InstantSource clock) {
    PreflightChecks preflight = new PreflightChecks(config);
    preflight.folders();
    preflight.files(clock.instant());
    preflight.lists();
    preflight.address("listen.duis", config.listen().duis());
    preflight.address("listen.admin", config.listen().admin());
    return new Findings(preflight.faults, preflight.warnings);
  }

  /**
   * Looks at the files with keys, certificates, secrets and identities alone, and gives all that is
   * wrong with them: for a start or a reload that met the first of it.
   */
  public static List<ConfigFault> faultyFiles(Config config, Instant now) {
    PreflightChecks preflight = new PreflightChecks(config);
    preflight.files(now);
    return List.copyOf(preflight.faults);
  }

  /**
   * Returns all that is wrong with a configuration that cannot be used: what was found in its text,
   * and what its sound keys point to.
   */
  public static List<ConfigFault> faults(ConfigResult.Faulty faulty, InstantSource clock) {
    return faults(faulty, sound -> check(sound, clock).faults());
  }

  /** The same, with a look at the files of {@link #faultyFiles} alone. */
  public static List<ConfigFault> withFaultyFiles(ConfigResult.Faulty faulty, Instant now) {
    return faults(faulty, sound -> faultyFiles(sound, now));
  }

  private static List<ConfigFault> faults(
      ConfigResult.Faulty faulty, Function<Config, List<ConfigFault>> look) {
    List<ConfigFault> all = new ArrayList<>(faulty.faults());
    faulty
        .sound()
        .ifPresent(
            read ->
                look.apply(read.config()).stream()
                    .filter(found -> isMeant(found.key(), read.places().keySet(), faulty.faults()))
                    .forEach(found -> once(all, found)));
    return List.copyOf(all);
  }

  /** Elsewhere a default may stand for a key that is misspelt or has a fault. */
  private static boolean isMeant(String key, Set<String> written, List<ConfigFault> faults) {
    String named = key.startsWith(TARGETS) ? TARGETS : key; // no target has a default
    return written.stream().anyMatch(each -> isWithin(each, named))
        && faults.stream()
            .noneMatch(fault -> isWithin(fault.key(), named) || isWithin(named, fault.key()));
  }

  private static boolean isWithin(String key, String section) {
    return (key.replaceAll("\\[\\d+\\]", "") + ".").startsWith(section + ".");
  }

  private void files(Instant now) {
    targets(now);
    keysAndSecrets();
    tls(now);
    certificates(now);
    identities();
  }

  private void folders() {
    folder("journal.path", config.journal().path());
    folder("journal.path", config.inventoryFolder());
    folder("log.path", config.log().path());
    folder("journal.path", config.hindsightFolder());
    config.recording().path().ifPresent(path -> folder("record.path", path));
    for (Config.Target target : config.report().to()) {
      if (target instanceof Config.Target.Directory directory) {
        folder(TARGETS, directory.path());
      }
    }
  }

  private void targets(Instant now) {
    for (Config.Target target : config.report().to()) {
      switch (target) {
        case Config.Target.Directory _ -> {
          // a folder, and no file
        }
        case Config.Target.Sftp sftp -> add(Credentials.check(sftp.settings()));
        case Config.Target.SharePoint there -> add(Credentials.check(there.settings(), now));
      }
    }
  }

  private void keysAndSecrets() {
    config.hindsight().webhookSecret().ifPresent(f -> secret("hindsight.webhook-secret", f));
    config.notices().webhookSecret().ifPresent(f -> secret("notify.webhook-secret", f));
    config
        .notices()
        .mail()
        .flatMap(MailTarget.Settings::password)
        .ifPresent(f -> secret("notify.mail.password-file", f));
    config.tls().proxy().ifPresent(proxy -> secret("tls", proxy));
    config.access().proxy().ifPresent(proxy -> secret("identities", proxy));
    config.log().signingKey().ifPresent(this::signingKey);
    config.signatures().guids().key().ifPresent(this::guidsKey);
  }

  private void tls(Instant now) {
    switch (TlsMaterial.read(config.tls().files())) {
      case TlsMaterial.Result.Faulty faulty ->
          faulty.faults().forEach(f -> fault(f.key(), f.file(), f.found(), f.allowed()));
      case TlsMaterial.Result.Loaded loaded ->
          loaded.material().expiries().stream()
              .filter(expiry -> expiry.isSoon(now))
              .forEach(expiry -> warnings.add(expiry.key() + ": " + expiry.text(now)));
    }
  }

  private void add(Credentials.Findings found) {
    for (Credentials.Finding fault : found.faults()) {
      String key = TARGETS + "." + fault.key();
      once(faults, new ConfigFault(fault.file().toString(), key, fault.found(), fault.allowed()));
    }
    found.warnings().forEach(warning -> once(warnings, TARGETS + ": " + warning));
  }

  /** Several targets may use one file. */
  private static <T> void once(List<T> list, T each) {
    if (!list.contains(each)) {
      list.add(each);
    }
  }

  /** It need not exist; then what is above it must be such that it can be made. */
  private void folder(String key, Path path) {
    Optional<Path> there = Optional.of(path.toAbsolutePath());
    while (there.isPresent() && !Files.exists(there.get(), LinkOption.NOFOLLOW_LINKS)) {
      there = Optional.ofNullable(there.get().getParent());
    }
    if (there.isPresent() && !Files.exists(there.get())) {
      String what = there.get() + " is a link to what is not there";
      fault(key, path, what, "a folder that is there or can be made");
    } else if (there.isEmpty() || !Files.isDirectory(there.get())) {
      String what = there.map(Path::toString).orElse("nothing above it");
      fault(key, path, what + " is no folder", "a folder that is there or can be made");
    } else if (!Files.isWritable(there.get())) {
      fault(key, path, there.get() + " cannot be written", "a folder that can be written");
    }
  }

  private void signingKey(Path file) {
    String allowed = "an Ed25519 key, PKCS#8 in PEM, without a passphrase";
    switch (Ed25519Signer.read(file)) {
      case Ed25519Signer.Key.Ours usable -> {
        // it can sign
      }
      case Ed25519Signer.Key.Public shown ->
          fault("log.signing-key", file, "a public key", allowed);
      case Ed25519Signer.Key.Unusable not -> fault("log.signing-key", file, not.what(), allowed);
    }
  }

  private void guidsKey(Path file) {
    String allowed = "an Ed25519 public key in PEM";
    switch (Ed25519Signer.readPublic(file)) {
      case Ed25519Signer.Key.Public usable -> {
        // it can check
      }
      case Ed25519Signer.Key.Ours ours ->
          fault("signatures.guids-key", file, "a private key", allowed);
      case Ed25519Signer.Key.Unusable not ->
          fault("signatures.guids-key", file, not.what(), allowed);
    }
  }

  private void certificates(Instant now) {
    if (config.signatures().requests() == SignatureVerifier.Requirement.OFF) {
      return;
    }
    switch (TrustedCertificates.read(config.signatures().trust())) {
      case TrustedCertificates.Result.Loaded loaded ->
          loaded
              .certificates()
              .notValid(now)
              .forEach(each -> warnings.add("signatures.trust: " + each));
      case TrustedCertificates.Result.Faulty faulty ->
          faulty.faults().forEach(
              each -> fault("signatures.trust", each.file(), each.found(), each.allowed()));
    }
  }

  private void identities() {
    config.access().identities().map(IdentitiesReader::read).ifPresent(
        read -> {
          switch (read) {
            case IdentitiesReader.Result.Loaded _ -> {
              // they can be used
            }
            case IdentitiesReader.Result.Faulty faulty -> faults.addAll(faulty.faults());
          }
        });
  }

  private void secret(String section, Config.Proxy proxy) {
    secret(section + ".proxy.secret-file", proxy.secretFile(), Config.Proxy.SHORTEST_SECRET);
  }

  private void secret(String key, Path file) {
    secret(key, file, 1);
  }

  private void secret(String key, Path file, int shortest) {
    if (SecretFile.read(file, shortest) instanceof SecretFile.Result.Unusable unusable) {
      fault(key, file, unusable.found(), unusable.allowed());
    }
  }

  private void lists() {
    InstantSource never = () -> Instant.EPOCH; // what is prepared here is thrown away
    try (Inventory inventory = Inventory.readOnly(config.inventoryFolder(), never)) {
      int before = faults.size();
      list(
          "guids",
          config.guids(),
          () -> inventory.prepareGuids(config.guids(), ShrinkPolicy.GUARDED));
      if (faults.size() == before && Files.isRegularFile(config.guids())) {
        trust(config.guids());
      }
      list(
          "inventory",
          config.inventory(),
          () -> inventory.prepareDevices(config.inventory(), ImportMode.ADD_AND_UPDATE));
    }
  }

  /** The list in force stays then, so this is no fault of the configuration. */
  private void trust(Path file) {
    try {
      config
          .signatures()
          .guids()
          .refusal(Sha256.of(file), () -> Files.newInputStream(file), ListTrust.beside(file))
          .ifPresent(why -> warnings.add("guids: " + file + " would be refused: " + why));
    } catch (IOException unreadable) {
      String found = "what cannot be read (" + ErrorText.of(unreadable) + ")";
      fault("guids", file, found, "a readable file");
    }
  }

  private interface Preparing {
    PrepareResult prepare();
  }

  private void list(String key, Path file, Preparing preparing) {
    if (!Files.exists(file)) {
      warnings.add(
          key + ": " + file + " is not there: unless one was imported, nothing is tracked");
      return;
    }
    if (!Files.isRegularFile(file)) {
      fault(key, file, "no file", "a file that can be read");
      return;
    }
    try {
      switch (preparing.prepare()) {
        case PrepareResult.Refused refused ->
            refused
                .faults()
                .first()
                .forEach(
                    each ->
                        faults.add(
                            new ConfigFault(
                                each.line() == 0 ? file.toString() : file + ":" + each.line(),
                                key,
                                each.text(),
                                "a file without faults")));
        case Prepared prepared -> {
          if (!prepared.warnings().isEmpty()) {
            long count = prepared.warnings().total();
            String first = prepared.warnings().first().getFirst().toString();
            warnings.add(key + ": " + file + ": " + count + " warnings, the first: " + first);
          }
          prepared.discard();
        }
      }
    } catch (StoreUnavailable broken) {
      fault(key, file, "what cannot be read (" + broken.getMessage() + ")", "a readable file");
    }
  }

  /** Any free port of it: the one that is configured may be in use by a gateway. */
  private void address(String key, Address address) {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(address.host()))) {
      free.setReuseAddress(true);
    } catch (UnknownHostException unknown) {
      faults.add(
          new ConfigFault(
              "", key, "'" + address.host() + "', which is unknown", "a name or address of ours"));
    } catch (IOException notOurs) {
      String found = "'" + address.host() + "' (" + notOurs.getMessage() + ")";
      faults.add(new ConfigFault("", key, found, "an address of this machine"));
    }
  }

  private void fault(String key, Path path, String found, String allowed) {
    faults.add(new ConfigFault(path.toString(), key, found, allowed));
  }
}
