package org.lastgasp.delivery;

import java.net.URI;
import org.lastgasp.id.Eui64;

/**
 * A Service User who is delivered to.
 *
 * @param name what people call it; a metric's label
 * @param receive where its messages are posted, http or https
 * @param inFlight how many messages may be under way to it at once, over both lanes
 */
public record Recipient(Eui64 id, String name, URI receive, int inFlight) {
  public Recipient {
    if (inFlight < 1) {
      throw new IllegalArgumentException("in-flight of " + name + " is " + inFlight + ", below 1");
    }
    String scheme = String.valueOf(receive.getScheme());
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("receive of " + name + " is no http(s) URL: " + receive);
    }
  }
}
