package org.lastgasp.motorway;

import java.util.List;
import java.util.Map;

/**
 * The line to the DSP: a request goes out as it came, the answer comes back as it came. Safe for
 * any number of threads.
 */
public interface Dsp {

  /**
   * Posts a body to a path, waiting for the answer; never throws.
   *
   * @param path what is appended to the DSP's URL
   * @param headers as they came; those of the connection are left behind
   */
  Outcome post(String path, Map<String, List<String>> headers, byte[] body);

  /** The outcome of a call: an answer, or none. */
  public sealed interface Outcome {

    /**
     * An answer.
     *
     * @param headers those that concern the message, names in lower case
     */
    record Answered(int status, Map<String, List<String>> headers, byte[] body)
        implements Outcome {}

    /**
     * The absence of an answer.
     *
     * @param code one of {@link #CODES}
     */
    record Silent(String code, String why) implements Outcome {
      /** What may be the cause. */
      static final List<String> CODES = List.of("timeout", "unreachable", "stopped");

      /** Returns true if the gateway itself ended the call, as it stops. */
      boolean isOurs() {
        return code.equals("stopped");
      }
    }
  }
}
