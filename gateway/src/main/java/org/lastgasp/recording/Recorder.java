package org.lastgasp.recording;

/**
 * A recorder that takes the traffic of both listeners, if somebody wants it recorded. Never blocks
 * and never throws; safe for any number of threads. What it is given nobody may write to
 * afterwards.
 */
public interface Recorder {

  /** The one that records nothing. */
  Recorder OFF =
      new Recorder() {
        @Override
        public void fromDsp(byte[] document) {}

        @Override
        public long forDsp(String path, byte[] document) {
          return 0;
        }

        @Override
        public void answered(long call, int status, byte[] body) {}

        @Override
        public Figures figures() {
          return new Figures(0, 0, 0);
        }
      };

  /** Posted by the DSP, just received. */
  void fromDsp(byte[] document);

  /** Posted for the DSP, just received; gives the number by which its answer is to be told. */
  long forDsp(String path, byte[] document);

  /** The answer that goes back. */
  void answered(long call, int status, byte[] body);

  /** Returns how much of it was recorded. */
  Figures figures();

  /**
   * The counts since the start.
   *
   * @param recorded documents and answers that were written
   * @param lost those the disk could not take in time, or at all
   * @param withheld those that should have been pseudonymised and could not be
   */
  record Figures(long recorded, long lost, long withheld) {}
}
