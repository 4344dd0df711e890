package org.lastgasp.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.lastgasp.access.AdminToken;
import org.lastgasp.api.Paged;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.tls.TlsContexts;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The option that names the gateway of a command. */
final class GatewayOption {
  private static final String OTHERWISE =
      "to ask a running gateway all the same, name it: --url http://HOST:PORT";

  private final Console console;

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = {
        "The gateway, as https://gateway.example:8080 (default: url",
        "of ~/.config/lastgasp.yaml, else listen.admin of the",
        "configuration). The token is taken from LASTGASP_TOKEN, else",
        "from that file, else from this machine's data folder."
      })
  private @Nullable String url;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = {
        "For https: the authorities to trust, in PEM (default:",
        "LASTGASP_CA, else the certificate of the configuration,",
        "else what the system trusts)."
      })
  private @Nullable Path authorities;

  @Mixin private OutputOption output = new OutputOption();
  private boolean fromFile; // the gateway was named by the client file

  GatewayOption(Console console) {
    this.console = console;
  }

  /** True if results are printed as JSON. */
  boolean isJson() {
    return output.isJson();
  }

  /** Prints a result as JSON if that is asked for, else as text. */
  void print(Object result, Runnable text) {
    if (output.isJson()) {
      console.json(result);
    } else {
      text.run();
    }
  }

  /** Prints a result as JSON if that is asked for, else as these lines. */
  void print(Object result, List<String> lines) {
    print(result, () -> lines.forEach(console::say));
  }

  /** Prints a result as JSON if that is asked for, else as a table, or a remark without rows. */
  void print(Object result, List<?> rows, List<String> columns, String none) {
    print(
        result,
        () -> {
          if (rows.isEmpty()) {
            console.remark(none);
          } else {
            Table.of(rows, columns).lines().forEach(console::say);
          }
        });
  }

  /** The configuration that was named; a faulty one ends the verb with all of its faults. */
  Config configuration() {
    return config.config(console);
  }

  /**
   * The client of the gateway that was named, or that the client file or the configuration names,
   * in this order.
   */
  GatewayClient client() {
    ClientFile file = ClientFile.of(console);
    Optional<URI> usual = file.client().url();
    Optional<URI> named = Optional.ofNullable(url).map(GatewayOption::parse);
    fromFile = named.isEmpty() && config.file().isEmpty() && usual.isPresent();
    URI address = fromFile ? usual.get() : named.orElseGet(this::admin);
    boolean isUsual = usual.filter(address::equals).isPresent(); // no other gets its token
    return new GatewayClient(
        address,
        console
            .variable("LASTGASP_TOKEN")
            .or(() -> isUsual ? file.token() : Optional.empty())
            .or(() -> ownToken(address)),
        "https".equals(address.getScheme())
            ? tls(isUsual ? file.client().authorities() : Optional.empty())
            : Optional.empty());
  }

  /** Who can read the gateway's own certificate needs nobody to vouch for it. */
  private Optional<SSLContext> tls(Optional<Path> usual) {
    Optional<Path> named =
        Optional.ofNullable(authorities)
            .or(() -> console.variable("LASTGASP_CA").map(Path::of))
            .or(() -> usual);
    try {
      if (named.isPresent()) {
        return named.map(TlsContexts::trusting);
      }
      return url == null && !fromFile
          ? configuration().tls().files().own().map(own -> TlsContexts.pinnedTo(own.certificate()))
          : Optional.empty();
    } catch (IllegalArgumentException unusable) {
      throw new CommandFailed(Exit.WRONG_USE, String.valueOf(unusable.getMessage()));
    }
  }

  /** The token that a gateway of this machine made; it is shown to no other machine. */
  private Optional<String> ownToken(URI address) {
    if ((url != null || fromFile) && !isThisMachine(address)) {
      return Optional.empty();
    }
    return switch (config.reading(console)) {
      case ConfigResult.Loaded loaded ->
          AdminToken.read(loaded.config().journal().path().resolveSibling(""));
      case ConfigResult.Faulty _ -> Optional.empty();
    };
  }

  private static boolean isThisMachine(URI address) {
    return address.getHost().matches("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");
  }

  private static URI parse(String text) {
    try {
      URI uri = new URI(text);
      boolean bare = uri.getRawQuery() == null && uri.getRawFragment() == null;
      if (bare
          && uri.getHost() != null
          && String.valueOf(uri.getScheme()).matches("https?")) {
        return uri;
      }
    } catch (URISyntaxException notOne) {
      throw notUrl(text);
    }
    throw notUrl(text);
  }

  private static CommandFailed notUrl(String text) {
    return new CommandFailed(
        Exit.WRONG_USE,
        "--url: expected a URL such as http://127.0.0.1:8080 but was '" + text + "'");
  }

  private URI admin() {
    return GatewayClient.admin(config.config(console, OTHERWISE));
  }

  /** Names and values of a query; what is absent, empty or false is left out. */
  static Map<String, String> query(@Nullable Object... namesAndValues) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      String text = value == null || Boolean.FALSE.equals(value) ? "" : value.toString();
      parameters.put(String.valueOf(namesAndValues[i]), text);
    }
    return parameters;
  }

  /** Returns what the gateway says, or what its data folder does if none answers. */
  <T> T ask(
      String path,
      Map<String, String> query,
      Class<T> type,
      Function<DataFolder, T> folder) {
    return ask(path, query, type, folder, Optional.empty());
  }

  /** The same, and how to fail if the gateway does not know it. */
  <T> T ask(
      String path,
      Map<String, String> query,
      Class<T> type,
      Function<DataFolder, T> folder,
      Optional<CommandFailed> unknown) {
    GatewayClient client = client();
    return switch (client.get(path, query)) {
      case GatewayClient.Answer.Done done -> done.as(type);
      case GatewayClient.Answer.Refused refused ->
          throw unknown
              .filter(u -> refused.status() == 404)
              .orElseGet(() -> refused(client, refused));
      case GatewayClient.Answer.Silent silent ->
          folder.apply(DataFolder.instead(console, this, client, silent));
    };
  }

  /** All pages of what the gateway says, or what its data folder does if none answers. */
  <P extends Paged<P>> P askAll(
      String path, Map<String, String> query, Class<P> type, Function<DataFolder, P> folder) {
    return askAll(path, query, type, folder, Optional.empty());
  }

  /** All pages of what the gateway says, or what its data folder does if none answers. */
  <P extends Paged<P>> P askAll(
      String path,
      Map<String, String> query,
      Class<P> type,
      Function<DataFolder, P> folder,
      Optional<CommandFailed> unknown) {
    Map<String, String> page = new LinkedHashMap<>(query);
    return Paged.all(
        after -> {
          page.put("after", after.equals("0") ? "" : after);
          return ask(path, page, type, folder, unknown);
        });
  }

  /** Returns what the gateway says to an order, which it alone can carry out. */
  <T> T order(
      String path,
      Map<String, String> query,
      Map<String, ?> order,
      Class<T> type,
      String otherwise) {
    GatewayClient client = client();
    return switch (answer(client, path, query, order)) {
      case GatewayClient.Answer.Done done -> done.as(type);
      case GatewayClient.Answer.Refused refused -> throw refused(client, refused);
      case GatewayClient.Answer.Silent silent -> throw silent(client, silent, otherwise);
    };
  }

  private static GatewayClient.Answer answer(
      GatewayClient client, String path, Map<String, String> query, Map<String, ?> order) {
    String body = order.isEmpty() ? "" : CliJson.MAPPER.valueToTree(order).toString();
    return client.post(path, query, "application/json", BodyPublishers.ofString(body));
  }

  /**
   * Gives the same order about each of several, one after the other.
   *
   * @param paths of each, by what it is called
   * @param refused told what it is called and what the gateway has against it; the next one is
   *     ordered all the same
   * @return what the gateway said to those that it did
   * @throws CommandFailed if it does not answer, or takes no order from this sender
   */
  <T> List<T> orderEach(
      Map<Long, String> paths,
      Map<String, ?> order,
      Class<T> type,
      BiConsumer<Long, String> refused) {
    GatewayClient client = client();
    List<T> done = new ArrayList<>();
    paths.forEach(
        (name, path) -> {
          switch (answer(client, path, Map.of(), order)) {
            case GatewayClient.Answer.Done good -> done.add(good.as(type));
            case GatewayClient.Answer.Refused no when no.status() == 401 || no.status() == 403 ->
                throw refused(client, no);
            case GatewayClient.Answer.Refused no -> refused.accept(name, no.text());
            case GatewayClient.Answer.Silent no when done.isEmpty() ->
                throw silent(client, no, "");
            case GatewayClient.Answer.Silent no -> throw inDoubt(client, no);
          }
        });
    return done;
  }

  /** An order with its reason. */
  static Map<String, Object> reasoned(String to, String reason) {
    Map<String, Object> order = new LinkedHashMap<>();
    if (!to.isEmpty()) {
      order.put("to", to);
    }
    order.put("reason", reason.strip());
    return order;
  }

  /** Returns true if the data folder is the one of the gateway that was asked. */
  boolean knowsTheFolder() {
    return (url == null && !fromFile) || config.file().isPresent();
  }

  /** Returns why it is not known that a gateway changed what it was asked to. */
  CommandFailed silent(
      GatewayClient client, GatewayClient.Answer.Silent silent, String otherwise) {
    return switch (silent.effect()) {
      case UNKNOWN -> inDoubt(client, silent);
      case NONE ->
          new CommandFailed(
              Exit.FAILED,
              "no gateway answers at " + client.url() + " (" + silent.why()
                  + "), so nothing was changed",
              "start one with 'lastgasp serve', or name another with --url" + otherwise);
    };
  }

  private static CommandFailed inDoubt(GatewayClient client, GatewayClient.Answer.Silent silent) {
    return new CommandFailed(
        Exit.FAILED,
        client.url() + " gave no answer (" + silent.why()
            + "): what was ordered may have been done, or a part of it",
        "see 'lastgasp status' and 'lastgasp changes' before you order it again");
  }

  /** Returns why a gateway did not do what it was asked. */
  static CommandFailed refused(GatewayClient client, GatewayClient.Answer.Refused refused) {
    String said = client.url() + " refused: " + refused.text();
    return switch (refused.status()) {
      case 401 ->
          new CommandFailed(
              Exit.FAILED,
              said,
              "set LASTGASP_TOKEN to a token it accepts, or name its configuration: --config FILE");
      default -> new CommandFailed(Exit.FAILED, said);
    };
  }
}
