package org.lastgasp.tls;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.concurrent.atomic.AtomicBoolean;
import org.lastgasp.logging.EventLog;

/**
 * A loader of native code that signs and verifies by ECDSA many times as fast as Java's own. Once
 * it is loaded, Java asks it first wherever it needs ECDSA: for TLS and for the signatures of
 * requests. Where it cannot be loaded, Java's own goes on. Nothing else is taken from it: its
 * SHA-256 is no faster than Java's. Safe for any number of threads.
 */
public final class EcdsaProvider {
  private static final EventLog LOG = EventLog.of(EcdsaProvider.class);
  private static final String NAME = "LastgaspEcdsa";
  private static final String JAVAS = "SunEC";

  private final AtomicBoolean asked = new AtomicBoolean();
  private volatile String inUse = JAVAS;

  /** Loads it beside the rest of a start, which takes 0.1 s of processor time; once. */
  public void load() {
    if (asked.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("ecdsa").start(this::loadNow);
    }
  }

  /** The provider in use, and why it is Java's own if the other one was asked for. */
  public String text() {
    return inUse;
  }

  private void loadNow() {
    try {
      Provider from = Native.provider();
      Security.insertProviderAt(new Ecdsa(from), 1); // again it changes nothing
      inUse = from.getName() + " " + from.getVersionStr();
      LOG.info("ecdsa", "provider", inUse);
    } catch (RuntimeException | LinkageError failed) {
      fallBack(failed);
    }
  }

  private void fallBack(Throwable failed) {
    Throwable cause = failed;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    inUse = JAVAS + ", as a faster one could not be loaded: " + cause;
    LOG.warn(
        "ecdsa", "provider", JAVAS, "why", cause,
        "consequence", "signatures-and-tls-take-more-processor-time");
  }

  /**
   * The one that knows the library's class. Java links whatever the start-up cache holds before it
   * runs anything; if that named this class, every start would open its jar and verify the jar's
   * signatures.
   */
  private static final class Native {
    private Native() {}

    static Provider provider() {
      AmazonCorrettoCryptoProvider loaded = AmazonCorrettoCryptoProvider.INSTANCE;
      Throwable failed = loaded.getLoadingError();
      if (failed != null) {
        throw new IllegalStateException("its native code was not loaded", failed);
      }
      return loaded;
    }
  }

  /** The signatures by ECDSA of another provider, and nothing else of it. */
  private static final class Ecdsa extends Provider {
    private static final long serialVersionUID = 1;

    Ecdsa(Provider from) {
      super(NAME, from.getVersionStr(), "ECDSA of " + from.getName());
      from.getServices().stream()
          .filter(service -> service.getType().equals("Signature"))
          .filter(service -> service.getAlgorithm().contains("withECDSA"))
          .forEach(service -> putService(new Borrowed(this, service)));
    }
  }

  private static final class Borrowed extends Provider.Service {
    private final Provider.Service from;

    Borrowed(Provider lender, Provider.Service from) {
      super(lender, from.getType(), from.getAlgorithm(), from.getClassName(), null, null);
      this.from = from;
    }

    @Override
    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
      return from.newInstance(parameter);
    }
  }
}
