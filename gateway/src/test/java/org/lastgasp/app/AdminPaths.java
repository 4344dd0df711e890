package org.lastgasp.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lastgasp.SourceTree;

/** The paths that the routes in the sources register. For tests. */
final class AdminPaths {
  private static final Pattern ROUTE =
      Pattern.compile("\\.\\s*(?:get|post|list|open|form)\\(\\s*\"(/[^\"]*)\"");

  private AdminPaths() {}

  static Set<String> ofTheSources() throws IOException {
    Set<String> paths = new TreeSet<>();
    for (String room : List.of("api", "console")) {
      Path folder = SourceTree.path("gateway/src/main/java/org/lastgasp/" + room);
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(f -> f.toString().endsWith("Routes.java")).toList()) {
          Matcher route = ROUTE.matcher(Files.readString(file));
          while (route.find()) {
            paths.add(route.group(1));
          }
        }
      }
    }
    paths.remove("/logout"); // only posted to, like /login
    return paths;
  }
}
