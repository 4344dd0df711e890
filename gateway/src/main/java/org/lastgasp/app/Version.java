package org.lastgasp.app;

import java.util.Optional;

/** The version of this Lastgasp. */
public final class Version {
  private Version() {}

  /** As in the jar's manifest; {@code development} when run from classes. */
  public static String text() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
