package org.lastgasp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Optional;
import org.lastgasp.access.SignatureTarget;
import org.lastgasp.config.ConfigReader;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.gbcs.Payload;
import org.lastgasp.inventory.ListTarget;
import org.lastgasp.server.HttpTarget;
import org.lastgasp.tls.ForwardedCertificate;

/**
 * The readers of what strangers send, each as a target of a fuzzer: whatever the bytes are, it
 * gives an answer. Jazzer calls {@link #fuzzerTestOneInput} with the target that {@code FUZZ}
 * names; see {@code docs/security.md}.
 */
public final class FuzzTarget {
  /** The targets by name. */
  static final Map<String, Target> ALL =
      Map.of(
          "duis", FuzzTarget::duis,
          "gbcs", FuzzTarget::gbcs,
          "yaml", FuzzTarget::yaml,
          "certificate", FuzzTarget::certificate,
          "signature", SignatureTarget::run,
          "devices", ListTarget::devices,
          "guids", ListTarget::guids,
          "path", HttpTarget::target,
          "cookie", HttpTarget::cookie);

  private static final MessageReader READER = new MessageReader();
  private static final Optional<Target> CHOSEN =
      Optional.ofNullable(System.getenv("FUZZ")).map(ALL::get);

  private FuzzTarget() {}

  /** A reader that is given some bytes. */
  interface Target {
    void run(byte[] bytes);
  }

  /** Runs the target that was chosen. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    CHOSEN.orElseThrow(() -> new IllegalArgumentException("FUZZ is one of " + ALL.keySet()))
        .run(bytes);
  }

  private static void duis(byte[] bytes) {
    Message read = READER.read(bytes);
    if (!java.util.Arrays.equals(read.document().bytes(), bytes)) {
      throw new AssertionError("other bytes than came");
    }
  }

  private static void gbcs(byte[] bytes) {
    if (Payload.read(bytes) == null) {
      throw new AssertionError("no answer");
    }
  }

  private static void yaml(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    for (String key : new String[] {"LASTGASP_USERS", "LASTGASP_REPORT_TO", "LASTGASP_TLS"}) {
      var unused = ConfigReader.read(Optional.empty(), Map.of(key, text));
    }
  }

  private static void certificate(byte[] bytes) {
    var unused = ForwardedCertificate.parse(new String(bytes, ISO_8859_1));
  }
}
