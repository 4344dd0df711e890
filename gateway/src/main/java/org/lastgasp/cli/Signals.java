package org.lastgasp.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.lastgasp.logging.EventLog;

/**
 * The signals of the operating system. The JDK's class for them is one that the compiler warns of
 * whenever it is named, so it is not named here.
 */
final class Signals {
  private static final EventLog LOG = EventLog.of(Signals.class);

  private Signals() {}

  /**
   * Runs something each time the signal comes, in a thread of its own. Whoever started the program
   * may have had the signal ignored, as {@code nohup} does with SIGHUP; then it never comes.
   *
   * @return false if the signal never comes
   */
  static boolean on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                  return null;
                }
                return method.invoke(action, arguments);
              });
      Object before =
          signal
              .getMethod("handle", signal, handler)
              .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
      return !handler.getField("SIG_IGN").get(null).equals(before);
    } catch (InvocationTargetException refused) {
      LOG.warn("signal-not-heard", "signal", name, "why", refused.getMessage());
      return false;
    } catch (ReflectiveOperationException unknown) {
      LOG.warn("signal-not-heard", "signal", name, "why", unknown.getMessage());
      return false;
    }
  }
}
