package org.lastgasp.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The gateway's peer: the least that takes a message, keeps it with its digest on disk and then
 * says so. It reads nothing, judges nothing, delivers nothing, and its file grows without end.
 */
final class Spike {
  private record Append(byte[] body, String sha256, CompletableFuture<Void> durable) {}

  private final LinkedBlockingQueue<Append> appends = new LinkedBlockingQueue<>();
  private final String url;

  private Spike(Path folder) {
    this.url = "jdbc:sqlite:" + folder.resolve("spike.db");
  }

  /** Its folder; it runs until it is killed. */
  public static void main(String[] words) throws Exception {
    Spike spike = new Spike(Files.createDirectories(Path.of(words[0])));
    try (Connection connection = DriverManager.getConnection(spike.url);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA page_size=8192");
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("CREATE TABLE entry (number INTEGER PRIMARY KEY, sha256 TEXT, body BLOB)");
    }
    Thread.ofPlatform().daemon().start(spike::write);
    Thread.ofPlatform().daemon().start(spike::checkpoint);
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    Server server = new Server(threads);
    ServerConnector connector = new ServerConnector(server, 1, -1);
    connector.setAcceptQueueSize(4096);
    server.addConnector(connector);
    server.setHandler(spike.new Receiving());
    server.start();
    String address = "http://127.0.0.1:" + connector.getLocalPort();
    System.out.println("messages " + address + ", admin " + address);
  }

  private final class Receiving extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws Exception {
      byte[] body = Request.asInputStream(request).readAllBytes();
      String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
      Append append = new Append(body, sha256, new CompletableFuture<>());
      appends.add(append);
      append.durable().join();
      response.setStatus(204);
      callback.succeeded();
      return true;
    }
  }

  private void write() {
    try (Connection connection = DriverManager.getConnection(url)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA synchronous=FULL");
        statement.execute("PRAGMA wal_autocheckpoint=0");
      }
      connection.setAutoCommit(false);
      PreparedStatement insert =
          connection.prepareStatement("INSERT INTO entry (sha256, body) VALUES (?, ?)");
      while (true) {
        List<Append> batch = new ArrayList<>(List.of(appends.take()));
        appends.drainTo(batch, 2_000);
        for (Append each : batch) {
          insert.setString(1, each.sha256());
          insert.setBytes(2, each.body());
          insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
        batch.forEach(each -> each.durable().complete(null));
      }
    } catch (SQLException | InterruptedException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private void checkpoint() {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      while (true) {
        Thread.sleep(500);
        statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
      }
    } catch (SQLException | InterruptedException broken) {
      throw new IllegalStateException(broken);
    }
  }
}
