package org.lastgasp.console;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.ClockResponse;
import org.lastgasp.api.ConfigResponse;
import org.lastgasp.api.OverridesResponse;
import org.lastgasp.api.StatusResponse;
import org.lastgasp.api.SwitchResponse;
import org.lastgasp.audit.ChangePage.Changed;

/**
 * The content of the page of changes: what was changed, what can be, and the configuration in
 * force. What its reader may not see is empty.
 *
 * @param known what was changed, the last one first; empty if it cannot be read
 * @param asked the time that is shown
 * @param problem what went wrong, in words; may be empty
 */
record ChangesPage(
    Optional<List<Changed>> known,
    Map<String, String> asked,
    Optional<SwitchResponse> position,
    Optional<OverridesResponse> overrides,
    Optional<ClockResponse> clock,
    Optional<ConfigResponse> config,
    Optional<StatusResponse.Parts> parts,
    String problem,
    Frame frame) {
  static final int SHOWN = 50; // changes

  public String asked(String name) {
    return asked.getOrDefault(name, "");
  }

  public List<Changed> changed() {
    return known.orElse(List.of());
  }

  public String sentence() {
    if (known.isEmpty()) {
      return "What was changed cannot be told now.";
    }
    return changed().isEmpty()
        ? "Nothing was changed in this time."
        : "The last " + Words.count(changed().size(), "change") + ", the last one first.";
  }

  /** The address of the changes before these; empty if there are none. */
  public String older() {
    if (changed().size() < SHOWN) {
      return "";
    }
    Instant last = changed().getFirst().at();
    Instant first = changed().getLast().at();
    Map<String, String> before = new LinkedHashMap<>(asked);
    before.put("to", (first.equals(last) ? first : first.plusNanos(1)).toString());
    return frame.kept(Address.of("/changes", before) + "#changes");
  }

  public String time(Instant at) {
    return Words.near(at, frame.at());
  }

  public String positionCode() {
    return position.map(SwitchResponse::position).orElse("");
  }

  public List<OverridesResponse.Storm> storms() {
    return overrides.map(OverridesResponse::storms).orElse(List.of());
  }

  /** An order in words: where, until when, who and why. */
  public String words(OverridesResponse.Storm storm) {
    Instant until = storm.until();
    return place(storm) + " since " + time(storm.since()) + ", "
        + (until == null ? "without an end" : "until " + time(until))
        + ", by " + storm.by() + ": " + storm.reason();
  }

  public String place(OverridesResponse.Storm storm) {
    return ProposedOrder.place(
        Map.of("distributor", distributor(storm), "region", region(storm)));
  }

  public String distributor(OverridesResponse.Storm storm) {
    Integer id = storm.distributor();
    return id == null ? "" : id.toString();
  }

  public String region(OverridesResponse.Storm storm) {
    return Optional.ofNullable(storm.region()).orElse("");
  }

  public boolean isBreakerOpen() {
    return overrides.filter(each -> each.breaker().position().equals("open")).isPresent();
  }

  public String breaker() {
    return overrides
        .map(OverridesResponse::breaker)
        .filter(each -> each.position().equals("open"))
        .map(
            open ->
                "Open since " + Optional.ofNullable(open.since()).map(this::time).orElse("?")
                    + ": " + Optional.ofNullable(open.why()).orElse(""))
        .orElse("Closed.");
  }

  public boolean isClockBehind() {
    return clock.filter(each -> each.state().equals("behind")).isPresent();
  }

  /** Age and origin of a list in force. */
  public String list(String what) {
    return parts
        .map(
            all ->
                what.equals("guids")
                    ? list(all.guids().count(), "GUID", all.guids().importedAt(),
                        all.guids().source(), all.guids().sha256())
                    : list(all.inventory().devices(), "device", all.inventory().importedAt(),
                        all.inventory().source(), all.inventory().sha256()))
        .orElse("");
  }

  private String list(
      long rows,
      String what,
      @Nullable Instant at,
      @Nullable String source,
      @Nullable String sha256) {
    return at == null
        ? "never imported"
        : Words.count(rows, what) + ", imported " + time(at) + " from " + source + " (SHA-256 "
            + Optional.ofNullable(sha256).map(hash -> hash.substring(0, 8)).orElse("?") + "…)";
  }

  private static String written(ConfigResponse config) {
    long written = config.values().stream().filter(ConfigResponse.Value::isWritten).count();
    return written == 0
        ? "; no file or variable sets them."
        : ", " + Words.count(written) + " of them set by file or variable; the others are"
            + " defaults.";
  }

  public String configSentence() {
    return config
        .map(
            each ->
                "Hash " + each.configHash() + ", read " + time(each.readAt()) + ". "
                    + Words.count(each.values().size(), "value") + written(each))
        .orElse("The configuration is shown to analysts and operators.");
  }
}
