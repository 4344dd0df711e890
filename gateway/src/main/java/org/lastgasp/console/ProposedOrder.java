package org.lastgasp.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.access.Role;
import org.lastgasp.server.Query;
import org.lastgasp.server.ServerRequest;

/**
 * An order as a form of the page of changes has it, before it is given.
 *
 * @param path the route of the API that takes it
 * @param body what the route is sent
 * @param fields what the form had, to be sent once more with the confirmation
 * @param question what is asked before it is given
 */
record ProposedOrder(
    Kind kind,
    String path,
    Map<String, Object> body,
    Map<String, String> fields,
    String question) {
  private static final List<String> FIELDS =
      List.of("to", "distributor", "region", "for", "reason");
  private static final Set<String> POSITIONS = Set.of("off", "observe", "enforce");

  /** The kind of an order, with who may give it and what is said once it is done. */
  public enum Kind {
    SWITCH("/api/v1/switch", Role.OPERATOR, "The switch is set."),
    STORM("/api/v1/storm", Role.OPERATOR, "The storm order is recorded."),
    BREAKER("/api/v1/breaker", Role.OPERATOR, "The breaker is closed."),
    CLOCK("/api/v1/clock", Role.ADMINISTRATOR, "The clock is trusted."),
    RELOAD("/api/v1/reload", Role.ADMINISTRATOR, "Configuration and lists were read again."),
    BUILD("/api/v1/reports/build", Role.OPERATOR, "The period was ended; its reports are built."),
    SEND("/api/v1/reports/send", Role.OPERATOR, "What waits is being sent to its targets.");

    private final String path;
    private final Role role;
    private final String done;

    Kind(String path, Role role, String done) {
      this.path = path;
      this.role = role;
      this.done = done;
    }

    /** As in the form: {@code switch}. */
    public String code() {
      return Query.code(this);
    }

    Role role() {
      return role;
    }

    String done() {
      return done;
    }

    /** True of those that belong to the page of evidence. */
    public boolean isOfReports() {
      return this == BUILD || this == SEND;
    }

    /** True if the order has a reason, which is recorded with it. */
    boolean hasReason() {
      return this != RELOAD && !isOfReports();
    }

    static Optional<Kind> of(String code) {
      return List.of(values()).stream().filter(each -> each.code().equals(code)).findFirst();
    }
  }

  /** The order of a form; empty if it has none. */
  static Optional<ProposedOrder> of(ServerRequest form) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String name : FIELDS) {
      String text = form.field(name).orElse("").strip();
      if (!text.isEmpty()) {
        fields.put(name, text);
      }
    }
    return form.field("order").flatMap(Kind::of).map(kind -> of(kind, fields));
  }

  private static ProposedOrder of(Kind kind, Map<String, String> fields) {
    Map<String, Object> body = new LinkedHashMap<>(fields);
    Optional.ofNullable(fields.get("distributor"))
        .ifPresent(
            text ->
                body.put(
                    "distributor",
                    text.matches("[0-9]{1,2}") ? Integer.valueOf(text) : text)); // it refuses texts
    switch (kind) {
      case BREAKER -> body.put("to", "closed");
      case CLOCK -> body.put("to", "trusted");
      case RELOAD, BUILD, SEND -> body.clear();
      case SWITCH, STORM -> { } // as the form says
    }
    return new ProposedOrder(kind, kind.path, body, fields, question(kind, fields));
  }

  /** What is missing in it, in words; empty if it can be asked about. */
  String fault() {
    if (kind.hasReason() && !fields.containsKey("reason")) {
      return "Say why: the reason is recorded with your name.";
    }
    if (kind == Kind.SWITCH && !POSITIONS.contains(to())) {
      return "Choose a position of the switch: off, observe or enforce.";
    }
    return kind == Kind.STORM && !Set.of("on", "off").contains(to())
        ? "A storm order is on or off."
        : "";
  }

  String to() {
    return fields.getOrDefault("to", "");
  }

  private static String question(Kind kind, Map<String, String> fields) {
    String to = fields.getOrDefault("to", "");
    return switch (kind) {
      case SWITCH -> "Set the switch to " + to + "?";
      case STORM ->
          to.equals("on")
              ? "Forward every alert of " + place(fields) + "?"
              : "Take the storm order for " + place(fields) + " back?";
      case BREAKER -> "Close the breaker?";
      case CLOCK -> "Trust the clock?";
      case RELOAD -> "Read configuration, lists and identities again?";
      case BUILD -> "End the period now and build its reports?";
      case SEND -> "Try now to send what waits?";
    };
  }

  /** The place of a storm order: {@code distributor 20, region North}. */
  static String place(Map<String, String> fields) {
    String distributor = fields.getOrDefault("distributor", "");
    String region = fields.getOrDefault("region", "");
    String its = distributor.isEmpty() ? "" : "distributor " + distributor;
    String there = region.isEmpty() ? "" : "region " + region;
    if (its.isEmpty() && there.isEmpty()) {
      return "everywhere";
    }
    return its.isEmpty() || there.isEmpty() ? its + there : its + ", " + there;
  }
}
