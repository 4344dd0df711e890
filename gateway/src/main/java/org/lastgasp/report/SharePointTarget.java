package org.lastgasp.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.report.Target.SharePointSettings;

/**
 * A target that is a folder of a SharePoint library, through Microsoft Graph. A file of up to 4 MB
 * is sent in one piece, a larger one in an upload session. It is taken when Graph reports the same
 * length and hash; if a response was lost, the next try finds the file. Tested only against a
 * simulated Graph.
 *
 * <p>SharePoint writes its columns into Office and HTML files, which changes length and hash: such
 * a file of the same name counts as the one sent.
 */
final class SharePointTarget implements Target {
  private static final long SMALL = 4_000_000; // bytes: the most Graph ever promised for one piece
  private static final Set<String> REWRITTEN = Set.of(Report.TABLE_XLSX, Report.DIGEST_HTML);
  private static final String FAIL = "@microsoft.graph.conflictBehavior";

  private final SharePointSettings settings;
  private final HttpClient http;
  private final GraphClient graph;
  private final DocumentLibrary library;
  private final ScopedFolder folder;
  private Optional<UploadSession> upload = Optional.empty();

  /**
   * The target; it connects when there is something to send.
   *
   * @param http follows no redirects; closed with the target
   */
  SharePointTarget(SharePointSettings settings, HttpClient http, InstantSource clock) {
    this.settings = settings;
    this.http = http;
    this.graph = new GraphClient(settings, new TimedHttpClient(http, clock, settings.patience()));
    this.library = new DocumentLibrary(settings, graph);
    this.folder = new ScopedFolder(settings.folder());
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public Outcome put(TransferFile transfer) {
    try {
      return place(transfer);
    } catch (TransferFailed failed) {
      return failed.outcome();
    } catch (UncheckedIOException unreadable) {
      return new Outcome.NotYet(String.valueOf(unreadable.getMessage()));
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private Outcome place(TransferFile transfer) {
    String in = folder.of(transfer);
    String path = in.isEmpty() ? transfer.name() : in + "/" + transfer.name();
    Optional<JsonNode> there = find(path);
    if (there.isPresent()) {
      return judged(there.get(), path, transfer);
    }
    GraphClient.Answer answer =
        transfer.length() <= SMALL ? whole(path, transfer) : pieces(path, transfer);
    if (answer.status() == 409) {
      return find(path)
          .map(item -> judged(item, path, transfer))
          .orElseThrow(() -> library.refused(path, answer));
    }
    if (answer.status() == 404) {
      library.forget(); // it may have been replaced by another of its name
      upload = Optional.empty();
    }
    if (!answer.isGood()) {
      throw library.refused(path, answer);
    }
    return judged(answer.body(), path, transfer);
  }

  private Optional<JsonNode> find(String path) {
    GraphClient.Answer answer = graph.get("looking for " + path, library.file(path, ""));
    if (answer.status() == 404) {
      return Optional.empty();
    }
    if (!answer.isGood()) {
      throw library.refused(path, answer);
    }
    return Optional.of(answer.body());
  }

  private GraphClient.Answer whole(String path, TransferFile transfer) {
    URI address = library.file(path, ":/content?" + FAIL + "=fail");
    try {
      return graph.send(
          "sending " + path,
          "PUT",
          address,
          "application/octet-stream",
          BodyPublishers.ofFile(transfer.file()));
    } catch (FileNotFoundException missing) {
      throw new TransferFailed(transfer.file() + " cannot be read: " + missing, missing);
    }
  }

  private GraphClient.Answer pieces(String path, TransferFile transfer) {
    Optional<UploadSession> begun = upload.filter(each -> each.isOf(transfer));
    Optional<Long> from = begun.flatMap(UploadSession::expected);
    if (begun.isPresent() && from.isPresent()) {
      return begun.get().send(from.get());
    }
    upload = Optional.empty();
    GraphClient.Answer session =
        graph.send(
            "beginning to send " + path,
            "POST",
            library.file(path, ":/createUploadSession"),
            "application/json",
            BodyPublishers.ofString("{\"item\":{\"" + FAIL + "\":\"fail\"}}"));
    if (!session.isGood()) {
      return session;
    }
    UploadSession fresh = new UploadSession(graph, transfer, address(session, path));
    upload = Optional.of(fresh);
    return fresh.send(0);
  }

  private URI address(GraphClient.Answer session, String path) {
    try {
      URI address = URI.create(session.body().path("uploadUrl").asText());
      boolean https = "https".equals(address.getScheme());
      if (https || String.valueOf(address.getScheme()).equals(settings.graph().getScheme())) {
        return address;
      }
    } catch (IllegalArgumentException none) {
      throw library.refused(path + " without saying where to send it", session);
    }
    throw library.refused(path + " in the open", session);
  }

  /** Taken if the file there is the same, or rewritten by SharePoint; any other is left alone. */
  private Outcome judged(JsonNode item, String path, TransferFile transfer) {
    upload = Optional.empty();
    if (isRewritten(item, transfer) || isSame(item, path, transfer)) {
      return new Outcome.Taken();
    }
    return new Outcome.NotYet(
        "another file called " + path + " with " + item.path("size").asLong() + " bytes is in "
            + settings.library() + " of " + settings.site()
            + ", and is left alone: see whose it is, and move it away");
  }

  private static boolean isRewritten(JsonNode item, TransferFile transfer) {
    return REWRITTEN.contains(transfer.kind())
        && item.path("size").asLong() > 0
        && !item.has("folder");
  }

  private boolean isSame(JsonNode item, String path, TransferFile transfer) {
    if (item.path("size").asLong(-1) != transfer.length()) {
      return false;
    }
    JsonNode hashes = item.path("file").path("hashes");
    String sha256 = hashes.path("sha256Hash").asText().toLowerCase(Locale.ROOT);
    if (!sha256.isEmpty()) {
      return sha256.equals(transfer.sha256());
    }
    String quickXor = hashes.path("quickXorHash").asText();
    if (!quickXor.isEmpty()) {
      return quickXor.equals(QuickXorHash.of(transfer.file()));
    }
    URI content = library.content(item.path("id").asText());
    return graph.sha256(path, content, transfer.length()).equals(transfer.sha256());
  }
}
