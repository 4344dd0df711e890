package org.lastgasp.sim;

import java.util.ArrayList;
import java.util.List;
import org.lastgasp.id.Mpan;

/** The files from which a gateway learns the devices of a grid: inventory and list of GUIDs. */
public final class DeviceLists {
  private static final String HEADER =
      "device_id,device_type,smets_version,manufacturer,model,chf_id,mpan,region,postcode,feeder";

  private DeviceLists() {}

  /** The lines of {@code inventory.csv}. */
  public static List<String> inventory(List<Hub> hubs) {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    for (Hub hub : hubs) {
      String place = String.join(",", hub.region().title(), hub.postcode(), hub.feeder());
      lines.add(hub.id() + ",CHF,CHTS v1.1,Toshiba,CH-1,,," + place);
      for (Meter meter : hub.meters()) {
        MeterModel model = meter.model();
        lines.add(
            String.join(
                ",",
                meter.id().toString(),
                model.type(),
                model.version(),
                model.manufacturer(),
                model.title(),
                hub.id().toString(),
                meter.mpan().map(Mpan::digits).orElse(""),
                place));
      }
    }
    return lines;
  }

  /** The lines of {@code guids.txt}. */
  public static List<String> guids(List<Hub> hubs) {
    return hubs.stream()
        .flatMap(hub -> hub.meters().stream())
        .filter(meter -> meter.model().listed())
        .map(meter -> meter.id().toString())
        .toList();
  }
}
