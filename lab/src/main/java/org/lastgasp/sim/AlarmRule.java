package org.lastgasp.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules by which the hubs of a region and their CSP make an AD1 of a loss of supply (the impact
 * assessment of the change, on the two regions). Pure: cuts in, alarms out, in order of time.
 *
 * <p>Both rules of the North take its super capacitor to be full at each loss. What a hub
 * does that dies before its timer has run out, no public source says.
 */
public enum AlarmRule {
  /**
   * North, as its CSP describes it: a super capacitor keeps the hub alive for about ten minutes;
   * a timer starts on loss, and the alert is sent after three minutes without power.
   */
  NORTH_TIMER {
    @Override
    List<Alarm> ofJoined(List<SupplyInterruption> cuts, RandomDelays delays) {
      return cuts.stream()
          .filter(cut -> cut.lasts(TIMER))
          .map(cut -> new Alarm(cut.off(), cut.off().plus(TIMER)))
          .toList();
    }
  },
  /**
   * North, as the modification's issue describes it: after 30 s of loss the hub tells the CSP,
   * which holds the alert. A Power Restoration Alert within 2 min 30 s discards it; without one,
   * also because it got lost, the alert is sent on.
   */
  NORTH_HELD {
    @Override
    List<Alarm> ofJoined(List<SupplyInterruption> cuts, RandomDelays delays) {
      List<Alarm> alarms = new ArrayList<>();
      for (SupplyInterruption cut : cuts) {
        Instant sentOn = cut.off().plus(LOSS_TOLD).plus(HELD);
        boolean restored = !cut.on().isAfter(sentOn);
        if (cut.lasts(LOSS_TOLD) && (!restored || delays.losesRestoration())) {
          alarms.add(new Alarm(cut.off(), sentOn));
        }
      }
      return alarms;
    }
  },
  /**
   * South and Central: the hub lives for 20 s and tells the CSP before it shuts down. On return it
   * reboots for 60 s, waits for zero to two minutes and tells it again. If the two are seven
   * minutes or more apart the CSP makes the alert: it comes when the outage is over. A further loss
   * before the second notice makes one outage of two.
   */
  SOUTH_AND_CENTRAL {
    @Override
    List<Alarm> ofJoined(List<SupplyInterruption> cuts, RandomDelays delays) {
      List<Alarm> alarms = new ArrayList<>();
      List<SupplyInterruption> shutdowns = cuts.stream().filter(cut -> cut.lasts(LIFE)).toList();
      int next = 0;
      while (next < shutdowns.size()) {
        Instant outage = shutdowns.get(next).off();
        Instant back = back(shutdowns.get(next++), delays);
        while (next < shutdowns.size() && shutdowns.get(next).off().isBefore(back)) {
          back = back(shutdowns.get(next++), delays);
        }
        boolean apart = !outage.plus(LIFE).plus(APART).isAfter(back);
        if (apart && !back.equals(SupplyInterruption.NEVER)) {
          alarms.add(new Alarm(outage, back));
        }
      }
      return alarms;
    }
  };

  /** North: how long power is away when the alert is sent. */
  public static final Duration TIMER = Duration.ofMinutes(3);

  /** North, the variant: when the loss is told to the CSP. */
  public static final Duration LOSS_TOLD = Duration.ofSeconds(30);

  /** North, the variant: how long the CSP waits for a restoration. */
  public static final Duration HELD = Duration.ofSeconds(150);

  /** South and Central: how long a hub lives without power; its first notice is sent then. */
  public static final Duration LIFE = Duration.ofSeconds(20);

  /** South and Central: how long a hub takes to boot. */
  public static final Duration REBOOT = Duration.ofSeconds(60);

  /** South and Central: the longest it waits after that. */
  public static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

  /** South and Central: how far apart the two notices have to be. */
  public static final Duration APART = Duration.ofMinutes(7);

  /** The alarms that these cuts of one hub's supply lead to; the cuts may overlap. */
  public List<Alarm> alarms(List<SupplyInterruption> cuts, RandomDelays delays) {
    return ofJoined(SupplyInterruption.joined(cuts), delays);
  }

  abstract List<Alarm> ofJoined(List<SupplyInterruption> cuts, RandomDelays delays);

  private static Instant back(SupplyInterruption cut, RandomDelays delays) {
    return cut.on().equals(SupplyInterruption.NEVER)
        ? SupplyInterruption.NEVER
        : cut.on().plus(REBOOT).plus(delays.pause());
  }

  /**
   * A Power Outage Alert leaves a region's CSP.
   *
   * @param outage since when there is no supply: the alert's StartDateTime
   * @param raised when the alert is sent on to the DSP
   */
  public record Alarm(Instant outage, Instant raised) {}
}
