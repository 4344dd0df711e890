package org.lastgasp.cli;

import com.fasterxml.jackson.databind.ObjectMapper;

/** The mapper that commands read and write JSON with, made by the first that needs it. */
public final class CliJson {
  public static final ObjectMapper MAPPER = new ObjectMapper();

  private CliJson() {}
}
