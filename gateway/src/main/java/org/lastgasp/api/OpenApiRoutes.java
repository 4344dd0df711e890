package org.lastgasp.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lastgasp.access.Role;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerResponse;

/**
 * The description of both listeners for programs, OpenAPI 3.1: paths and what they take from {@link
 * ApiOperations}, roles from the table of routes, fields from the records.
 */
final class OpenApiRoutes implements Routes {
  private static final Pattern PART = Pattern.compile("\\{(\\w+)}");
  private static final String PROBLEM = "#/components/responses/Problem";
  private static final Map<Integer, String> STATUSES =
      Map.ofEntries(
          Map.entry(400, "A parameter or the order is wrong: all faults are named"),
          Map.entry(401, "No identity is proven"),
          Map.entry(403, "The identity's role does not allow it"),
          Map.entry(404, "What the path names is not there"),
          Map.entry(409, "It cannot be done as things are"),
          Map.entry(410, "What it is about is gone"),
          Map.entry(413, "The message is larger than max-message, or the order is too long"),
          Map.entry(415, "Its Content-Type is none that is taken"),
          Map.entry(421, "The name it was asked by is none of this gateway: see listen.names"),
          Map.entry(422, "It was understood, and refused"),
          Map.entry(503, "What it needs is not available now: try again after Retry-After"));

  private final String version;

  OpenApiRoutes(String version) {
    this.version = version;
  }

  @Override
  public void routing(RouteTable table) {
    table.get("/api/v1/openapi.json", Role.VIEWER, (request, response) -> send(table, response));
  }

  private void send(RouteTable table, ServerResponse response) {
    response
        .header("Content-Type", "application/json")
        .send((document(table.lines()) + "\n").getBytes(UTF_8));
  }

  /** The description of what a table of routes answers. */
  ObjectNode document(List<RouteTable.Line> lines) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.put("openapi", "3.1.0");
    all.putObject("info")
        .put("title", "Lastgasp")
        .put("version", version)
        .put(
            "description",
            "Suppresses Power Outage Alerts that firmware caused; forwards all else."
                + " Times are UTC. Errors are problem documents (RFC 9457). Lists are paged: ask"
                + " again with after = next until next is null.")
        .putObject("license").put("name", "Apache-2.0").put("identifier", "Apache-2.0");
    all.putArray("servers").addObject().put("url", "/").put("description", "The admin listener");
    all.putArray("security").addObject().putArray("token");
    ApiSchemas schemas = new ApiSchemas();
    ObjectNode paths = all.putObject("paths");
    for (ApiOperation each : ApiOperations.ALL) {
      Optional<Role> role =
          lines.stream()
              .filter(l -> l.path().equals(each.path()) && l.method().equals(each.method()))
              .findFirst()
              .flatMap(RouteTable.Line::role);
      ObjectNode path = paths.withObject("/" + escaped(each.path()));
      operation(path.putObject(each.method().toLowerCase(java.util.Locale.ROOT)), each, role,
          schemas);
    }
    for (ApiOperation each : ApiOperations.MESSAGES) {
      ObjectNode path = paths.putObject(each.path());
      path.putArray("servers").addObject().put("url", "http://{duis}")
          .put("description", "The DUIS listener").putObject("variables").putObject("duis")
          .put("default", "127.0.0.1:8079").put("description", "listen.duis");
      message(path.putObject("post"), each);
    }
    components(all.putObject("components"), schemas);
    return all;
  }

  /** A path as one step of a JSON pointer. */
  private static String escaped(String path) {
    return path.replace("~", "~0").replace("/", "~1");
  }

  private static void operation(
      ObjectNode to, ApiOperation operation, Optional<Role> role, ApiSchemas schemas) {
    to.put("operationId", id(operation));
    to.put("summary", operation.summary());
    if (role.isPresent()) {
      to.put("description", "Needs the role " + role.get().code() + ".");
      to.put("x-role", role.get().code());
    } else {
      to.putArray("security"); // anybody may ask
    }
    ArrayNode parameters = to.putArray("parameters");
    Matcher part = PART.matcher(operation.path());
    while (part.find()) {
      parameters.addObject().put("name", part.group(1)).put("in", "path").put("required", true)
          .putObject("schema").put("type", "string");
    }
    operation.query().forEach(
        each -> {
          ObjectNode parameter =
              parameters.addObject().put("name", each.name()).put("in", "query")
                  .put("description", each.description());
          kind(parameter.putObject("schema"), each.kind());
        });
    body(to, operation);
    ObjectNode responses = to.putObject("responses");
    ObjectNode done = responses.putObject("200").put("description", operation.summary());
    ObjectNode content = done.putObject("content").putObject(operation.type());
    content.set(
        "schema",
        operation.answer().map(schemas::of)
            .orElseGet(() -> JsonNodeFactory.instance.objectNode().put("type", "string")));
    operation.problems().forEach(status -> problem(responses, status));
    if (role.isPresent()) {
      problem(responses, 401);
      problem(responses, 403);
    }
    if (operation.method().equals("POST")) {
      problem(responses, 413);
      problem(responses, 415);
    }
    problem(responses, 421);
    problem(responses, 503);
  }

  private static String id(ApiOperation operation) {
    String words =
        operation.path().replaceAll("^/(api/v1|-)?/?", "").replaceAll("[^A-Za-z]+", "-");
    return operation.method().toLowerCase(java.util.Locale.ROOT) + "-"
        + words.replaceAll("-$", "");
  }

  private static void body(ObjectNode to, ApiOperation operation) {
    if (!operation.list().isEmpty()) {
      to.putObject("requestBody").put("required", true).putObject("content")
          .putObject(operation.list()).putObject("schema").put("type", "string");
      return;
    }
    if (operation.order().isEmpty()) {
      return;
    }
    ObjectNode schema =
        to.putObject("requestBody").put("required", true).putObject("content")
            .putObject("application/json").putObject("schema");
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    for (ApiOperation.Member each : operation.order()) {
      ObjectNode member = properties.putObject(each.name());
      kind(member, each.kind());
      member.put("description", each.description());
      if (each.required()) {
        required.add(each.name());
      }
    }
  }

  private static void kind(ObjectNode schema, String kind) {
    switch (kind) {
      case "text" -> schema.put("type", "string");
      case "time" -> schema.put("type", "string").put("format", "date-time");
      case "eui" -> schema.put("type", "string").put("example", "90-B3-D5-1F-30-02-00-00");
      case "number" -> schema.put("type", "integer").put("minimum", 0);
      case "flag" -> schema.put("type", "boolean");
      default -> {
        ArrayNode words = schema.put("type", "string").putArray("enum");
        List.of(kind.split("\\|")).forEach(words::add);
      }
    }
  }

  private static void problem(ObjectNode responses, int status) {
    responses.putObject(String.valueOf(status)).put("$ref", PROBLEM + status);
  }

  private static void message(ObjectNode to, ApiOperation operation) {
    to.put("operationId", "post-" + operation.path().replaceAll(".*/", ""));
    to.put("summary", operation.summary());
    to.putArray("security");
    to.putObject("requestBody").put("required", true).putObject("content")
        .putObject(operation.list()).putObject("schema").put("type", "string");
    ObjectNode responses = to.putObject("responses");
    boolean relayed = !operation.type().isEmpty();
    ObjectNode done = responses.putObject(relayed ? "200" : "204");
    done.put("description", operation.summary());
    if (relayed) {
      done.putObject("content").putObject(operation.type()).putObject("schema")
          .put("type", "string");
    }
    operation.problems().forEach(status -> problem(responses, status));
    problem(responses, 403);
    problem(responses, 415);
    problem(responses, 503);
  }

  private static void components(ObjectNode to, ApiSchemas schemas) {
    ObjectNode named = to.putObject("schemas");
    named.setAll(schemas.named());
    ObjectNode problem = named.putObject("Problem").put("type", "object");
    ObjectNode properties = problem.putObject("properties");
    properties.putObject("title").put("type", "string");
    properties.putObject("status").put("type", "integer");
    properties.putObject("detail").put("type", "string")
        .put("description", "what is wrong and what to do");
    problem.putArray("required").add("title").add("status").add("detail");
    ObjectNode responses = to.putObject("responses");
    new TreeMap<>(STATUSES).forEach(
        (status, text) ->
            responses.putObject("Problem" + status).put("description", text)
                .putObject("content").putObject("application/problem+json").putObject("schema")
                .put("$ref", "#/components/schemas/Problem"));
    to.putObject("securitySchemes").putObject("token").put("type", "http").put("scheme", "bearer")
        .put("description", "LASTGASP_TOKEN, or data/admin.token of the gateway");
  }
}
