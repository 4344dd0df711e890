package org.lastgasp.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.lastgasp.app.Gateway;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigReader;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/** A gateway that runs in a folder, with a DSP that accepts everything. For tests of verbs. */
final class Works implements AutoCloseable {
  static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  static final Eui64 HUB = Eui64.of("00-DB-00-00-00-00-00-01");

  /** Where no gateway answers. */
  static final String NOBODY = "http://127.0.0.1:1";

  private final Path folder;
  private final HttpServer dsp;
  private final Path config;
  private final Gateway gateway;
  private long counter;

  Works(Path folder) throws IOException {
    this.folder = folder;
    dsp = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] taken =
        MessageBuilder.acknowledgement(
            new RequestId(SUPPLIER, METER, 1), "11.3", "I0", Instant.EPOCH);
    dsp.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, taken.length);
          exchange.getResponseBody().write(taken);
          exchange.close();
        });
    dsp.start();
    config = configure("");
    Supplier<ConfigResult> reread = () -> ConfigReader.read(Optional.of(config), Map.of());
    Config settings =
        switch (reread.get()) {
          case ConfigResult.Loaded loaded -> loaded.config();
          case ConfigResult.Faulty faulty -> throw new AssertionError(faulty);
        };
    gateway =
        Gateway.start(
            settings,
            InstantSource.system(),
            new Gateway.Options(Optional.empty(), reread, DeliverySettings.USUAL));
  }

  /** Writes the configuration, with more lines. */
  Path configure(String more) {
    return write(
        "lastgasp.yaml",
        """
        listen: {duis: "127.0.0.1:0", admin: "127.0.0.1:0"}
        dsp: {url: "http://127.0.0.1:%d"}
        %s
        """
            .formatted(dsp.getAddress().getPort(), more));
  }

  /** The folder with the gateway's data. */
  Path data() {
    return folder.resolve("data");
  }

  Path config() {
    return config;
  }

  String url() {
    return "http://127.0.0.1:" + gateway.adminPort();
  }

  Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException failed) {
      throw new UncheckedIOException("writing " + name, failed);
    }
  }

  /** Puts lists in force that track one meter. */
  void tracksOneMeter() {
    Shell shell = new Shell().administering(folder.resolve("data"));
    Path list = write("list.txt", METER + "\n");
    Path devices =
        write(
            "devices.csv",
            "device_id,device_type,smets_version,manufacturer,chf_id,mpan\n"
                + METER + ",ESME,SMETS2 V4.2,Landis+Gyr," + HUB + ",2012345678903\n");
    shell.run("guids", "import", list, "--url", url());
    shell.run("inventory", "import", devices, "--url", url());
  }

  /** The meter's supplier asks for an activation, at once or at a time. */
  void activate(Optional<Instant> time) {
    long number = ++counter;
    byte[] command =
        org.lastgasp.gbcs.PayloadBuilder.activateFirmware(
            SUPPLIER, METER, number, "AB".repeat(32), time);
    byte[] signed = org.lastgasp.gbcs.PayloadBuilder.signed(command, new byte[64]);
    RequestId request = new RequestId(SUPPLIER, METER, number);
    post("/api/v1/serviceS", MessageBuilder.signedActivation(request, 5, signed), 200);
  }

  /** An alert of the meter's hub comes in. */
  void alert() {
    Instant now = Instant.now();
    ResponseId id = new ResponseId(HUB, SUPPLIER, ++counter);
    byte[] alert = MessageBuilder.ad1(id, HUB, now, "2012345678903", OptionalLong.empty(), now);
    post("/api/v1/receive", alert, 204);
  }

  private void post(String path, byte[] body, int expected) {
    HttpRequest post =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.duisPort() + path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      int status = client.send(post, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status != expected) {
        throw new AssertionError(path + " got " + status);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(path, failed);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
  }

  /** Stops the gateway; what it left behind stays. */
  void stopGateway() {
    gateway.close();
  }

  @Override
  public void close() {
    gateway.close();
    dsp.stop(0);
  }
}
