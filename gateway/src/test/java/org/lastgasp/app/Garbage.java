package org.lastgasp.app;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Ways in which a database file may be of no use at the next start. For tests. */
enum Garbage {
  RANDOM_BYTES {
    @Override
    void write(Path file) throws IOException {
      byte[] bytes = new byte[20_000];
      new Random(7).nextBytes(bytes);
      Files.write(file, bytes);
    }
  },
  EMPTY {
    @Override
    void write(Path file) throws IOException {
      Files.write(file, new byte[0]);
    }
  },
  CUT_IN_THE_MIDDLE {
    @Override
    void write(Path file) throws IOException {
      try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
        cut.setLength(cut.length() / 2 + 100);
      }
    }
  },
  A_PAGE_OVERWRITTEN {
    @Override
    void write(Path file) throws IOException {
      try (RandomAccessFile hit = new RandomAccessFile(file.toFile(), "rw")) {
        byte[] page = new byte[4096];
        new Random(8).nextBytes(page);
        hit.seek(4096);
        hit.write(page);
      }
    }
  },
  A_FOLDER {
    @Override
    void write(Path file) throws IOException {
      Files.delete(file);
      Files.createDirectories(file.resolve("in it"));
    }
  },
  A_NEWER_FORMAT {
    @Override
    void write(Path file) {
      execute(file, "PRAGMA user_version = 99");
    }
  },
  A_DATABASE_OF_SOMETHING_ELSE {
    @Override
    void write(Path file) throws IOException {
      Files.delete(file);
      execute(file, "CREATE TABLE recipe (name TEXT)", "INSERT INTO recipe VALUES ('soup')");
    }
  },
  A_WRITE_AHEAD_LOG_OF_ANOTHER {
    @Override
    void write(Path file) throws IOException {
      Path other = file.resolveSibling("other.db");
      execute(other, "PRAGMA journal_mode = WAL");
      try (Connection open = DriverManager.getConnection("jdbc:sqlite:" + other);
          Statement statement = open.createStatement()) {
        statement.execute("CREATE TABLE recipe (name TEXT)");
        statement.execute("INSERT INTO recipe VALUES ('soup')");
        Files.copy(path(other, "-wal"), path(file, "-wal"));
      } catch (SQLException broken) {
        throw new IllegalStateException(broken);
      }
      Files.deleteIfExists(other);
    }
  };

  /** Makes it so; the gateway does not run. */
  void put(Path file) {
    try {
      for (String end : List.of("-wal", "-shm")) {
        Files.deleteIfExists(path(file, end));
      }
      write(file);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  abstract void write(Path file) throws IOException;

  static Path path(Path file, String end) {
    return file.resolveSibling(file.getFileName() + end);
  }

  static void execute(Path file, String... statements) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    } catch (SQLException broken) {
      throw new IllegalStateException(broken);
    }
  }

  /** No table of a database takes anything any more, as if its disk were full. */
  static void fill(Path file) {
    List<String> triggers = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet table =
            statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
      while (table.next()) {
        for (String change : List.of("INSERT", "UPDATE", "DELETE")) {
          triggers.add(
              "CREATE TRIGGER full_%s_%s BEFORE %s ON %s BEGIN SELECT RAISE(FAIL, 'full'); END"
                  .formatted(table.getString(1), change, change, table.getString(1)));
        }
      }
    } catch (SQLException broken) {
      throw new IllegalStateException(broken);
    }
    execute(file, triggers.toArray(String[]::new));
  }

  static void remove(Path top) throws IOException {
    try (Stream<Path> all = Files.walk(top)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
