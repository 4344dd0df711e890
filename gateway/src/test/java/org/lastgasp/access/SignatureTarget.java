package org.lastgasp.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.policy.RequestVerifier;

/**
 * The verifier of signatures as a target of a fuzzer. Only one request is signed with the key it
 * trusts: whatever verifies has to say the same as that one.
 */
public final class SignatureTarget {
  private static final Instant RECEIVED = Instant.parse("2030-01-15T10:00:00Z");
  private static final MessageReader READER = new MessageReader();
  private static final byte[] SIGNED = resource("/signature/request.xml");
  private static final Message.Request ORIGINAL = (Message.Request) READER.read(SIGNED);
  private static final SignatureVerifier VERIFIER =
      new SignatureVerifier(SignatureVerifier.Requirement.REQUIRED, trusted());

  private SignatureTarget() {}

  /** The one request that is signed. */
  public static byte[] signed() {
    return SIGNED.clone();
  }

  /** Reads and verifies, if it is a request at all; true if the signature holds. */
  public static boolean run(byte[] bytes) {
    if (!(READER.read(bytes) instanceof Message.Request request)) {
      return false;
    }
    return switch (VERIFIER.check(request, RECEIVED)) {
      case RequestVerifier.SignatureCheck.Valid _ -> isTheOriginal(request);
      case RequestVerifier.SignatureCheck.Missing _ -> false;
      case RequestVerifier.SignatureCheck.Invalid invalid -> {
        if (invalid.fault().startsWith("it cannot be verified")) {
          throw new AssertionError("not foreseen: " + invalid.fault());
        }
        yield false;
      }
    };
  }

  private static boolean isTheOriginal(Message.Request request) {
    boolean same =
        request.id().equals(ORIGINAL.id())
            && request.commandVariant().equals(ORIGINAL.commandVariant())
            && request.serviceReference().equals(ORIGINAL.serviceReference())
            && request.serviceReferenceVariant().equals(ORIGINAL.serviceReferenceVariant())
            && request.body().equals(ORIGINAL.body())
            && Arrays.equals(payload(request), payload(ORIGINAL))
            && faults(request).equals(faults(ORIGINAL));
    if (!same) {
      throw new AssertionError("signed was another request than " + request);
    }
    return true;
  }

  private static byte[] payload(Message.Request request) {
    return request.activation().flatMap(Message.Activation::payload).orElse(new byte[0]);
  }

  private static Object faults(Message.Request request) {
    return request.activation().map(Message.Activation::faults);
  }

  private static byte[] resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(SignatureTarget.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException missing) {
      throw new UncheckedIOException(name, missing);
    }
  }

  private static TrustedCertificates trusted() {
    try {
      Path folder =
          Path.of(
              Optional.ofNullable(SignatureTarget.class.getResource("/signature/trust"))
                  .orElseThrow()
                  .toURI());
      return ((TrustedCertificates.Result.Loaded) TrustedCertificates.read(folder)).certificates();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
