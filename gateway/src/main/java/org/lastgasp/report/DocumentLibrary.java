package org.lastgasp.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lastgasp.report.Target.SharePointSettings;

/** A document library of a SharePoint site, found by its name; its id is remembered. */
final class DocumentLibrary {
  private static final int PAGES = 50; // of 200 libraries: a site may have fewer

  private final SharePointSettings settings;
  private final GraphClient graph;
  private Optional<String> drive = Optional.empty();

  DocumentLibrary(SharePointSettings settings, GraphClient graph) {
    this.settings = settings;
    this.graph = graph;
  }

  /** The address of a file in it, to which {@code :/content} and the like can be appended. */
  URI file(String path, String suffix) {
    String encoded =
        List.of(path.split("/")).stream()
            .map(DocumentLibrary::encoded)
            .collect(Collectors.joining("/"));
    return graph.at("/drives/" + drive() + "/root:/" + encoded + suffix);
  }

  /** The address of the content of the file with this id. */
  URI content(String id) {
    return graph.at("/drives/" + drive() + "/items/" + encoded(id) + "/content");
  }

  /** Forgets the library's id, so that it is looked up at the next use. */
  void forget() {
    drive = Optional.empty();
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String drive() {
    if (drive.isEmpty()) {
      drive = Optional.of(encoded(find(site())));
    }
    return drive.get();
  }

  private String site() {
    if (!settings.site().startsWith("https:")) {
      return settings.site();
    }
    URI address = URI.create(settings.site());
    String path = address.getRawPath().replaceFirst("/+$", "");
    String where = "/sites/" + address.getHost() + (path.isEmpty() ? "" : ":" + path);
    GraphClient.Answer answer = graph.get("looking for the site", graph.at(where));
    if (!answer.isGood()) {
      throw refused("the site " + settings.site(), answer);
    }
    return answer.body().path("id").asText();
  }

  private String find(String site) {
    String next = graph.at("/sites/" + site + "/drives?$select=id,name&$top=200").toString();
    List<String> names = new ArrayList<>();
    for (int page = 0; page < PAGES && graph.isOurs(next); page++) {
      GraphClient.Answer answer = graph.get("listing the libraries of the site", URI.create(next));
      if (!answer.isGood()) {
        throw refused("the libraries of " + settings.site(), answer);
      }
      for (JsonNode each : answer.body().path("value")) {
        String name = each.path("name").asText();
        names.add(name);
        if (name.equalsIgnoreCase(settings.library())) {
          return each.path("id").asText();
        }
      }
      next = answer.body().path("@odata.nextLink").asText();
    }
    throw new TransferFailed(
        "there is no library '" + settings.library() + "' in " + settings.site()
            + " that the application can see, only " + names + ": correct report.to");
  }

  /** The failure, with its remedy for the operator, that an error response means. */
  TransferFailed refused(String what, GraphClient.Answer answer) {
    String remedy =
        switch (answer.status()) {
          case 403 ->
              "grant the application " + settings.client()
                  + " Sites.Selected with the role write for the site, or Sites.ReadWrite.All";
          case 404, 410 -> "correct report.to, or have it made; Graph says so too of what the"
              + " application may not see";
          case 507 -> "have room made in the library, or its quota raised";
          case 413 -> "have the size that the library allows raised";
          default -> "look up what Graph says";
        };
    return new TransferFailed(
        "Graph refuses " + what + " (" + answer.said() + "): " + remedy);
  }
}
