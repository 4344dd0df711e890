package org.lastgasp.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * The JSON of the admin listener: members in snake case, instants as texts. Records are written and
 * read by one mapper, which is made when the first of them is.
 */
public final class Json {
  private Json() {}

  private static final class Instants extends FromStringDeserializer<Instant> {
    private static final long serialVersionUID = 1L;

    Instants() {
      super(Instant.class);
    }

    @Override
    protected Instant _deserialize(String text, DeserializationContext context) {
      return Instant.parse(text);
    }
  }

  private static final class Mapper {
    static final JsonMapper ONLY =
        JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(
                new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new Instants()))
            .build();
  }

  /** The one mapper. */
  public static JsonMapper mapper() {
    return Mapper.ONLY;
  }

  /** Answers with a record. */
  public static void send(ServerResponse response, Object record) {
    Object shown = response.mask().<Object>map(mask -> mask.over(record)).orElse(record);
    response.header("Content-Type", "application/json").send(bytes(shown, "\n"));
  }

  /** A record as a server-sent event. */
  public static byte[] event(String name, Object record) {
    byte[] head = ("event: " + name + "\ndata: ").getBytes(UTF_8);
    byte[] data = bytes(record, "\n\n");
    return ByteBuffer.allocate(head.length + data.length).put(head).put(data).array();
  }

  static byte[] bytes(Object record, String end) {
    try {
      return (mapper().writeValueAsString(record) + end).getBytes(UTF_8);
    } catch (JsonProcessingException ours) {
      throw new IllegalStateException("writing " + record.getClass().getName(), ours);
    }
  }
}
