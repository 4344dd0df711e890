package org.lastgasp.recording;

import java.time.Instant;

/** One thing that was recorded. The arrays are shared: nobody writes to them. */
public sealed interface RecordedMessage {
  /** Returns when it was received here. */
  Instant at();

  /** As it came. */
  byte[] bytes();

  /** A message that the DSP posted for a Service User. */
  record FromDsp(Instant at, byte[] bytes) implements RecordedMessage {}

  /**
   * A request that a Service User posted for the DSP.
   *
   * @param call names this one call of a run of the gateway; its answer has the same number
   * @param path where it was posted
   */
  record ForDsp(Instant at, long call, String path, byte[] bytes) implements RecordedMessage {}

  /**
   * The answer that went back.
   *
   * @param status of HTTP; the gateway's own 503 stands for a DSP that kept silent
   */
  record Answer(Instant at, long call, int status, byte[] bytes) implements RecordedMessage {}
}
