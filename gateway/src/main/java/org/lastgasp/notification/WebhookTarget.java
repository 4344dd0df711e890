package org.lastgasp.notification;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.client.JsonPost;
import org.lastgasp.files.SecretFile;

/** A webhook as a target: one call for each change, signed if a secret is named. */
final class WebhookTarget implements NoticeTarget {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final URI url;
  private final Optional<Path> secret;
  private final String installation;
  private final JsonPost posts;

  /**
   * Of one address.
   *
   * @param secret the file with what the calls are signed with, read for each
   * @param installation the name of this gateway
   */
  WebhookTarget(URI url, Optional<Path> secret, String installation, JsonPost posts) {
    this.url = url;
    this.secret = secret;
    this.installation = installation;
    this.posts = posts;
  }

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public Optional<String> tell(Change change) {
    ObjectNode body = MAPPER.createObjectNode();
    body.put("gateway", installation).put("at", change.at().toString());
    put(body.putArray("began"), change.began());
    put(body.putArray("over"), change.over());
    put(body.putArray("standing"), change.all());
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    if (secret.isEmpty()) {
      return posts.post(url, Map.of(), bytes);
    }
    return switch (SecretFile.read(secret.get(), 1)) {
      case SecretFile.Result.Secret key -> {
        String signed = JsonPost.signature(key.text(), change.at().getEpochSecond(), bytes);
        yield posts.post(url, Map.of("Lastgasp-Signature", signed), bytes);
      }
      case SecretFile.Result.Unusable not ->
          Optional.of("the secret in " + secret.get() + " cannot be used: " + not.found());
    };
  }

  private static void put(ArrayNode array, List<Standing> notices) {
    notices.forEach(
        each ->
            array
                .addObject()
                .put("reason", each.notice().reason())
                .put("count", each.notice().count())
                .put("since", each.since().toString())
                .put("summary", each.notice().summary())
                .put("to_do", each.notice().toDo()));
  }

  @Override
  public void close() {
    posts.close();
  }
}
