package org.lastgasp.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.lastgasp.files.ErrorText;

/**
 * An upload session: a file sent in pieces to a pre-authenticated address, which is a secret. It
 * survives a broken connection, not a restart.
 */
final class UploadSession {
  private static final int PIECE = 10 * 320 * 1024; // Graph wants multiples of 320 KiB

  private final GraphClient graph;
  private final TransferFile transfer;
  private final URI address;

  UploadSession(GraphClient graph, TransferFile transfer, URI address) {
    this.graph = graph;
    this.transfer = transfer;
    this.address = address;
  }

  boolean isOf(TransferFile other) {
    return transfer.name().equals(other.name())
        && transfer.scope().equals(other.scope())
        && transfer.sha256().equals(other.sha256());
  }

  /** The offset to continue from; empty if Graph no longer has the session. */
  Optional<Long> expected() {
    GraphClient.Answer answer =
        graph.bare("asking how far " + transfer.name() + " has come", request().GET().build());
    return answer.isGood() ? next(answer.body()) : Optional.empty();
  }

  /** Sends from this offset to the end. Returns the first response that asks for no more. */
  GraphClient.Answer send(long from) {
    long at = from;
    while (true) {
      GraphClient.Answer answer = piece(at);
      Optional<Long> next = answer.status() == 202 ? next(answer.body()) : Optional.empty();
      if (next.isEmpty()) {
        return answer;
      }
      if (next.get() <= at || next.get() >= transfer.length()) {
        throw new TransferFailed(
            "Graph took a piece of " + transfer.name() + " and asks for byte " + next.get()
                + " after " + at + ": it is tried again");
      }
      at = next.get();
    }
  }

  private GraphClient.Answer piece(long from) {
    byte[] bytes = read(from, (int) Math.min(PIECE, transfer.length() - from));
    String range = "bytes " + from + "-" + (from + bytes.length - 1) + "/" + transfer.length();
    return graph.bare(
        "sending " + transfer.name() + " from byte " + from,
        request()
            .header("Content-Range", range)
            .PUT(BodyPublishers.ofByteArray(bytes))
            .build());
  }

  private byte[] read(long from, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try (FileChannel file = FileChannel.open(transfer.file(), StandardOpenOption.READ)) {
      while (bytes.hasRemaining()) {
        if (file.read(bytes, from + bytes.position()) < 0) {
          throw new IOException("it is shorter than it was");
        }
      }
    } catch (IOException unreadable) {
      throw new TransferFailed(
          transfer.file() + " cannot be read: " + ErrorText.of(unreadable), unreadable);
    }
    return bytes.array();
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(address);
  }

  /** The first byte that is missing, of {@code ["26-100", …]}. */
  private static Optional<Long> next(JsonNode session) {
    String first = session.path("nextExpectedRanges").path(0).asText();
    String from = first.split("-", 2)[0];
    return from.matches("\\d{1,18}") ? Optional.of(Long.parseLong(from)) : Optional.empty();
  }
}
