package org.lastgasp.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lastgasp.server.Query;

/** The addresses of pages with their filters. */
final class Address {
  private Address() {}

  /** What a query asks for, of those names. */
  static Map<String, String> asked(Query query, List<String> names) {
    Map<String, String> asked = new LinkedHashMap<>();
    names.forEach(name -> query.text(name).ifPresent(text -> asked.put(name, text)));
    return asked;
  }

  /** A path with what is asked for. */
  static String of(String path, Map<String, String> asked) {
    StringBuilder all = new StringBuilder(path);
    asked.forEach(
        (name, value) ->
            all.append(all.indexOf("?") < 0 ? '?' : '&').append(name).append('=')
                .append(encoded(value)));
    return all.toString();
  }

  /** The story of something. */
  static String story(String id) {
    return id.isEmpty() ? "" : "/story?id=" + encoded(id);
  }

  static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
