package org.lastgasp.acceptance;

import java.util.Map;

/** The switch of the gateway under test. */
final class SwitchControl {
  private static final String PATH = "/api/v1/switch";
  private static final String REASON = "acceptance test";

  private SwitchControl() {}

  /** Sets it as a step of a case. */
  static void set(CaseRecord run, String to) {
    String now = set(run.bed().admin(), to);
    run.step("Set the switch to " + to, to, now, now.equals(to));
  }

  /** Sets it; gives its position then. */
  static String set(Admin admin, String to) {
    var _ = admin.order(
            PATH, "{\"to\":\"%s\",\"reason\":\"%s\"}".formatted(to, REASON));
    return position(admin);
  }

  /** Returns its position. */
  static String position(Admin admin) {
    return admin.get(PATH, Map.of()).path("switch").asText();
  }
}
