package org.lastgasp.tls;

import java.nio.file.Path;

/**
 * One thing that is wrong with a file of TLS material.
 *
 * @param key of the configuration, e.g. {@code tls.key}
 * @param found what stands there
 * @param allowed what may stand there, or what to do
 */
public record TlsFault(String key, Path file, String found, String allowed) {
  /** One line. */
  @Override
  public String toString() {
    return file + ": " + key + ": found " + found + "; allowed: " + allowed;
  }
}
