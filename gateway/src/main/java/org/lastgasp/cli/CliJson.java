package org.lastgasp.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.lastgasp.server.Json;

/** The mapper that commands read and write JSON with, made by the first that needs it. */
public final class CliJson {
  public static final ObjectMapper MAPPER = Json.mapper();

  private CliJson() {}
}
