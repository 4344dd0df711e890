package org.lastgasp.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.oas.OpenApi31;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.util.ArrayList;
import java.util.List;

/** An OpenAPI 3.1 description as programs of others read it. For tests. */
final class OpenApiDescription {
  private static final String JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema";

  private final JsonNode document;
  private final JsonSchemaFactory factory =
      JsonSchemaFactory.getInstance(
          SpecVersion.VersionFlag.V202012, made -> made.metaSchema(OpenApi31.getInstance()));
  private final JsonSchema all;

  OpenApiDescription(JsonNode document) {
    this.document = document;
    this.all =
        factory.getSchema(
            SchemaLocation.of("https://lastgasp.invalid/openapi.json"),
            document,
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
  }

  /** What a parser of OpenAPI says against it, and what of its schemas is no JSON schema. */
  List<String> faultsOfTheDocument() {
    List<String> faults = new ArrayList<>();
    List<String> messages =
        new OpenAPIV3Parser().readContents(document.toString(), null, null).getMessages();
    faults.addAll(messages);
    JsonSchema schemas = factory.getSchema(SchemaLocation.of(JSON_SCHEMA));
    for (JsonNode each : document.findValues("schema")) {
      faults.addAll(texts(schemas, each));
    }
    document.at("/components/schemas").forEach(each -> faults.addAll(texts(schemas, each)));
    return faults;
  }

  /** What of an answer is not as it is described for a path, a method, a status and a type. */
  List<String> faults(String path, String method, int status, String type, JsonNode answer) {
    JsonNode response =
        document.path("paths").path(path).path(method).path("responses").path("" + status);
    JsonNodePath at = new JsonNodePath(PathType.JSON_POINTER);
    if (response.has("$ref")) {
      for (String step : response.path("$ref").asText().substring(2).split("/")) {
        at = at.append(step);
      }
    } else {
      at = at.append("paths").append(path).append(method).append("responses").append("" + status);
    }
    return texts(all.getSubSchema(at.append("content").append(type).append("schema")), answer);
  }

  private static List<String> texts(JsonSchema schema, JsonNode value) {
    return schema.validate(value).stream().map(ValidationMessage::toString).toList();
  }
}
