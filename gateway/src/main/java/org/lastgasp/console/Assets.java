package org.lastgasp.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import org.lastgasp.server.Problem;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/**
 * The files that pages need: a style sheet, a script and the icons. A browser keeps the first two
 * for good, as their address changes with them.
 */
final class Assets implements Routes {
  private static final byte[] STYLE = read("console.css");
  private static final byte[] SCRIPT = read("console.js");

  /** Stands in the addresses of the files. */
  static final String VERSION = version();

  private static final String FOR_GOOD = "public, max-age=31536000, immutable";
  private static final Map<String, String> COLOURS =
      Map.of(
          "suppressing", "#0b5cad",
          "observing", "#7a4f00",
          "off", "#595959",
          "forwarding-all", "#a33000");

  private static byte[] read(String name) {
    try (InputStream in = Objects.requireNonNull(Assets.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException("reading " + name + " of the program", broken);
    }
  }

  private static String version() {
    CRC32 sum = new CRC32();
    sum.update(STYLE);
    sum.update(SCRIPT);
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }

  @Override
  public void routing(RouteTable table) {
    table
        .open("/favicon.ico", (request, response) -> response.status(204).send())
        .open("/console.css", (request, response) -> send(response, "text/css", STYLE))
        .open("/console.js", (request, response) -> send(response, "text/javascript", SCRIPT))
        .open("/icon/{state}", Assets::icon);
  }

  private static void send(ServerResponse response, String type, byte[] bytes) {
    response
        .header("Content-Type", type + "; charset=utf-8")
        .header("Cache-Control", FOR_GOOD)
        .header("X-Content-Type-Options", "nosniff")
        .send(bytes);
  }

  /** A disc in the colour of a state, with a dot if there is something to look at. */
  private static void icon(ServerRequest request, ServerResponse response) {
    String name = request.parameter("state").replace(".svg", "");
    boolean alert = name.endsWith("-alert");
    String colour = COLOURS.get(alert ? name.substring(0, name.length() - 6) : name);
    if (colour == null) {
      Problem.of(404, "Not found", "no icon is called that").send(response);
      return;
    }
    String dot =
        alert ? "<circle cx=\"24\" cy=\"8\" r=\"8\" fill=\"#d4000f\" stroke=\"#fff\"/>" : "";
    String svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\">"
            + "<circle cx=\"16\" cy=\"16\" r=\"13\" fill=\"" + colour + "\"/>"
            + "<path d=\"M17 6l-7 12h5l-1 8 7-12h-5z\" fill=\"#fff\"/>" + dot + "</svg>";
    response
        .header("Content-Type", "image/svg+xml")
        .header("Cache-Control", FOR_GOOD)
        .send(svg.getBytes(UTF_8));
  }
}
