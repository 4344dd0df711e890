package org.lastgasp.server;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.lastgasp.access.Authenticator;
import org.lastgasp.access.Identity;
import org.lastgasp.inventory.Inventory.Received;
import org.lastgasp.tls.PeerCertificate;

/** A request, as the handlers of a listener see it. For one thread. */
public final class ServerRequest {
  private static final long UNKNOWN = -1;
  private static final InetAddress NOWHERE = new InetSocketAddress(0).getAddress();

  private final Request request;
  private final String path;
  private final Fields query;
  private Map<String, String> parameters = Map.of();
  private Optional<byte[]> body = Optional.empty();
  private Optional<Received> list = Optional.empty();
  private Optional<InputStream> content = Optional.empty();
  private Optional<Authenticator.Result.Known> sender = Optional.empty();

  /**
   * A request as Jetty read it so far: its head.
   *
   * @throws HttpException.IllegalStateException if its query cannot be read
   */
  ServerRequest(Request request) {
    this.request = request;
    String decoded = request.getHttpURI().getDecodedPath();
    this.path = decoded == null ? "" : decoded;
    this.query = read(request);
  }

  /** Another question or order of the same sender, asked from within. */
  ServerRequest(ServerRequest from, String path, Map<String, String> asked, byte[] order) {
    this.request = from.request;
    this.path = path;
    this.query = new Fields();
    asked.forEach(query::put);
    this.sender = from.sender;
    this.body = Optional.of(order);
  }

  private static Fields read(Request request) {
    return request.getHttpURI().getQuery() == null
        ? Fields.EMPTY
        : Request.extractQueryParameters(request);
  }

  /** The path as a reader understands it, decoded: never to be written where it means something. */
  String path() {
    return path;
  }

  /** Path and query as they came, for whom the request goes on to. */
  String target() {
    return request.getHttpURI().getPathQuery();
  }

  String method() {
    return request.getMethod();
  }

  /** True if only the head of the answer is wanted. */
  public boolean isHead() {
    return HttpMethod.HEAD.is(method());
  }

  /** Returns true if it only asks: what is neither GET nor HEAD may change something. */
  boolean isQuestion() {
    return HttpMethod.GET.is(method()) || HttpMethod.HEAD.is(method());
  }

  /** The part of the path that stands where the route has a name in braces. */
  public String parameter(String name) {
    return Objects.requireNonNull(parameters.get(name), name);
  }

  /** The same, if the route has one of that name. */
  Optional<String> part(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** The values of a parameter of the query; none if it is not there. */
  List<String> query(String name) {
    List<String> values = query.getValues(name);
    return values == null ? List.of() : values;
  }

  /** The names of the parameters of the query. */
  List<String> queryNames() {
    return query.stream().map(Fields.Field::getName).toList();
  }

  /** The first field of that name. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  /** The value of a cookie. */
  public Optional<String> cookie(String name) {
    return Request.getCookies(request).stream()
        .filter(cookie -> cookie.getName().equals(name))
        .map(HttpCookie::getValue)
        .findFirst();
  }

  /** The address that the connection comes from. */
  InetAddress from() {
    return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress at
        ? at.getAddress()
        : NOWHERE;
  }

  /** The certificate that the client proved on this connection. */
  Optional<X509Certificate> certificate() {
    return request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE)
            instanceof EndPoint.SslSessionData session
        ? Optional.ofNullable(session.peerCertificates()).map(chain -> chain[0])
        : Optional.empty();
  }

  /** The SHA-256 of the certificate that the client proved on this connection. */
  Optional<String> certificateSha256() {
    return certificate().map(PeerCertificate::sha256);
  }

  /** True if the sender is a browser that wants to show a page. */
  boolean wantsPage() {
    return header("Accept").filter(types -> types.contains("text/html")).isPresent();
  }

  /** True if the connection comes from this machine. */
  public boolean isFromThisMachine() {
    return from().isLoopbackAddress();
  }

  /** True if the connection is encrypted. */
  public boolean isSecure() {
    return request.isSecure();
  }

  void sentBy(Authenticator.Result.Known known) {
    this.sender = Optional.of(known);
  }

  /** The proven sender; empty where anybody may ask and nobody was proven. */
  public Optional<Identity> sender() {
    return sender.map(Authenticator.Result.Known::identity);
  }

  /** The name of the proven sender, for the record of what it changes. */
  public String by() {
    return sender().orElseThrow().name();
  }

  /** What a change in this session has to repeat; empty if no session proved the sender. */
  public Optional<String> csrf() {
    return sender.flatMap(Authenticator.Result.Known::csrf);
  }

  /** All fields, in the order they came. */
  Map<String, List<String>> headers() {
    Map<String, List<String>> headers = new HashMap<>();
    for (HttpField field : request.getHeaders()) {
      String value = field.getValue();
      headers
          .computeIfAbsent(field.getName(), name -> new ArrayList<>())
          .add(value == null ? "" : value);
    }
    return headers;
  }

  /** The length the body says it has, in bytes; empty if it comes in chunks. */
  Optional<Long> announced() {
    if (request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
      return Optional.empty();
    }
    long length = request.getLength();
    return Optional.of(length == UNKNOWN ? 0 : length);
  }

  /** Returns true if the sender waits to be told that it may send the body. */
  boolean awaitsContinue() {
    return request
        .getHeaders()
        .contains(HttpHeader.EXPECT, HttpHeaderValue.CONTINUE.asString());
  }

  /** The body, to be read once. */
  InputStream content() {
    if (content.isEmpty()) {
      content = Optional.of(Request.asInputStream(request));
    }
    return content.get();
  }

  /** The body of an order, which is read before its turn comes. */
  byte[] body() {
    return body.orElseGet(() -> new byte[0]);
  }

  /**
   * A field of the form that came.
   *
   * @throws HttpException.RuntimeException if it is no form
   */
  public Optional<String> field(String name) {
    Fields fields = new Fields(true); // names in other letters are other names
    try {
      UrlEncoded.decodeUtf8To(new String(body(), StandardCharsets.UTF_8), fields);
    } catch (RuntimeException broken) {
      throw new HttpException.RuntimeException(400, "Bad form", broken);
    }
    return Optional.ofNullable(fields.getValue(name));
  }

  /** The list that came, which is read before its turn comes. */
  public Received list() {
    return list.orElseThrow();
  }

  void list(Received received) {
    this.list = Optional.of(received);
  }

  void parameters(Map<String, String> found) {
    this.parameters = found;
  }

  void body(byte[] read) {
    this.body = Optional.of(read);
  }
}
