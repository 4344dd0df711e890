package org.lastgasp.api;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.lastgasp.audit.Explanation;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.inventory.Inventory.Status;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Switch;
import org.lastgasp.server.SupplyPointMask;

/**
 * A page of all that a support call about one hub, meter or MPAN needs. Supply points of other
 * premises are masked.
 *
 * @param writtenAt the instant that states and windows are told as of
 * @param version of the gateway; null of a data folder
 * @param devices its rows of the inventory, and those of its hub or meter
 * @param windows those that are remembered: a cancelled or ended one for a day
 * @param deadLetters its alerts that were not delivered; none of a data folder
 * @param explanation its alerts: why each was suppressed or not, and what became of it
 */
public record SupportResponse(
    Instant writtenAt,
    @Nullable String version,
    State state,
    Configuration configuration,
    List<DeviceResponse> devices,
    List<WindowsResponse.Item> windows,
    List<DeadLettersResponse.Item> deadLetters,
    ExplainResponse explanation)
    implements Paged<SupportResponse> {

  /** What happens to an alert now, and what is degraded. */
  public record State(
      String sentence, String because, List<StatusResponse.Degraded> degraded) {}

  /** The settings that verdicts depend on, and the lists in force, for who sees everything. */
  public record Configuration(
      String configHash,
      String position,
      long windowSeconds,
      String windowClock,
      long maxBlindnessSeconds,
      boolean trackLocalDelivery,
      List<String> manufacturers,
      Map<String, String> guards,
      StatusResponse.@Nullable Inventory inventory,
      StatusResponse.@Nullable Guids guids) {
    private static Configuration of(Facts facts, RowScope scope) {
      Settings settings = facts.settings();
      Map<String, String> guards = new TreeMap<>();
      settings.guards().forEach((guard, setting) -> guards.put(guard.code(), setting.code()));
      Status lists = facts.inventory().status();
      return new Configuration(
          facts.configHash(),
          facts.position().code(),
          settings.window().toSeconds(),
          settings.windowClock().code(),
          settings.maxBlindness().toSeconds(),
          settings.trackLocalDelivery(),
          settings.manufacturers().stream().sorted().toList(),
          guards,
          scope.isEverything() ? StatusResponse.Inventory.of(lists.devices()) : null,
          scope.isEverything() ? StatusResponse.Guids.of(lists.guids()) : null);
    }
  }

  /**
   * The facts that stand now, of a gateway or of its data folder.
   *
   * @param version empty of a data folder
   * @param position the switch
   * @param hubs all that is tracked
   * @param letters the dead letter of an entry of the journal, if it is one
   */
  public record Facts(
      Instant now,
      Optional<String> version,
      State state,
      Switch position,
      Settings settings,
      String configHash,
      Inventory inventory,
      Collection<HubState> hubs,
      LongFunction<Optional<DeadLettersResponse.Item>> letters) {}

  /** A page of it, from a page of the explanation. */
  public static SupportResponse of(Explanation told, Facts facts) {
    return of(told, facts, RowScope.EVERYTHING);
  }

  static SupportResponse of(Explanation told, Facts facts, RowScope scope) {
    SupportSubject subject = SupportSubject.of(told.id());
    ExplainResponse explained = ExplainResponse.of(told);
    WindowsResponse.Filter all =
        new WindowsResponse.Filter(
            Optional.empty(), Optional.empty(), Optional.empty(), 0, Integer.MAX_VALUE - 1);
    List<WindowsResponse.Item> windows =
        WindowsResponse.of(
                facts.hubs(),
                all,
                window -> subject.concerns(window) && scope.sees(window.mpan()),
                facts.now())
            .windows();
    Set<String> hubs = new TreeSet<>();
    windows.forEach(window -> hubs.add(window.hub()));
    told.alerts().forEach(a -> a.entry().hub().ifPresent(hub -> hubs.add(hub.toString())));
    Inventory inventory = facts.inventory();
    Policy policy = new Policy(facts.settings());
    SupportResponse page =
        new SupportResponse(
            facts.now(),
            facts.version().orElse(null),
            facts.state(),
            Configuration.of(facts, scope),
            subject.rows(windows, explained.alerts(), inventory).stream()
                .filter(row -> scope.sees(row.mpan()) || hubs.contains(row.id().toString()))
                .map(row -> DeviceResponse.of(row, inventory.isListed(row.id()), policy))
                .toList(),
            windows,
            told.alerts().stream()
                .flatMap(alert -> facts.letters().apply(alert.number()).stream())
                .toList(),
            explained);
    Set<String> own = subject.supplyPoints(windows, explained.alerts(), inventory);
    return new SupplyPointMask(own).over(page, SupportResponse.class);
  }

  @Override
  public @Nullable String next() {
    return explanation.next();
  }

  @Override
  public SupportResponse plus(SupportResponse more) {
    return new SupportResponse(
        writtenAt,
        version,
        state,
        configuration,
        joined(devices, more.devices),
        windows,
        Text.joined(deadLetters, more.deadLetters),
        explanation.plus(more.explanation));
  }

  private static List<DeviceResponse> joined(
      List<DeviceResponse> one, List<DeviceResponse> other) {
    return Text.joined(one, other).stream().distinct().toList();
  }
}
