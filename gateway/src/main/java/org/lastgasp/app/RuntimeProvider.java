package org.lastgasp.app;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import org.lastgasp.config.Config;
import org.lastgasp.journal.Journal;
import org.lastgasp.motorway.Counters;
import org.lastgasp.motorway.JournalCommandHandler;
import org.lastgasp.motorway.JournalOutage;
import org.lastgasp.motorway.RuntimeSettings;

/**
 * A provider of a runtime in which commands are decided elsewhere than in the local journal, which
 * mirrors what was decided. Found on the class path through {@link java.util.ServiceLoader}; has a
 * public constructor without arguments.
 */
public interface RuntimeProvider {
  /**
   * The provider of a name, if it is on the class path.
   *
   * @param name as {@link #name} gives it
   */
  static Optional<RuntimeProvider> named(String name) {
    return ServiceLoader.load(RuntimeProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(each -> each.name().equals(name))
        .findFirst();
  }

  /** The name by which {@code serve --runtime} knows it. */
  String name();

  /** What speaks against running a configuration, each with what to do; none if nothing does. */
  List<String> faults(Config config);

  /**
   * Starts it. It takes commands once this returns, and the journal has what was decided before.
   *
   * @throws IllegalStateException if what it runs on cannot be used as it is, saying what to do
   */
  GatewayRuntime open(Parts parts);

  /**
   * Starts what it runs on, on this machine, for a trial in a simulation's time.
   *
   * @param folder of its own, for its data
   */
  Trial trial(Path folder) throws InterruptedException;

  /** A trial of a runtime on this machine; what it runs on ends with it. */
  interface Trial extends AutoCloseable {
    /** That of a gateway which needs nothing but its machine. */
    Trial NONE = () -> "";

    /** The lines of the configuration by which a gateway finds it. */
    String configuration();

    @Override
    default void close() {}
  }

  /**
   * The parts of a gateway that a runtime works with.
   *
   * @param roles of this node
   * @param local records what was decided elsewhere
   * @param outage what is told while no command can be taken
   */
  record Parts(
      Config config,
      Set<NodeRole> roles,
      JournalCommandHandler local,
      Journal journal,
      JournalOutage outage,
      Counters counters,
      Supplier<RuntimeSettings> settings,
      InstantSource clock) {}

  /** A runtime cannot be used as it is; the message says why, and what to do. */
  final class RuntimeRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RuntimeRefused(String message) {
      super(message);
    }

    public RuntimeRefused(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
