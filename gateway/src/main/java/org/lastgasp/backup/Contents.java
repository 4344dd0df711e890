package org.lastgasp.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;
import org.lastgasp.access.AdminToken;
import org.lastgasp.files.ReadAccess;
import org.lastgasp.sqlite.Database;
import org.lastgasp.sqlite.Store;

/**
 * The files of a data folder in the order in which they are to be copied. They are found by
 * looking, not by a list of names, so that one that nobody here knows is copied too.
 *
 * @param leftOut what is not to be copied, and why
 */
record Contents(List<Item> items, List<String> leftOut) {
  /** Any of them, for a person who reads that it failed. */
  static final Store STORE = new Store("A store", "");

  private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern SEGMENT = Pattern.compile("journal-\\d{16}\\.db");
  private static final Pattern SET_ASIDE =
      Pattern.compile(".*\\.(broken-.*|foreign|ahead|unusable)");
  private static final List<String> BESIDE = List.of("-wal", "-shm", "-journal");
  private static final int DEEPEST = 20;

  /** The contents that lie there now. */
  static Contents of(Places places) throws IOException {
    Search search = new Search(places);
    search.walk(places.data(), "data");
    if (!places.journal().startsWith(places.data())) {
      search.walk(places.journal(), "journal");
    }
    if (!places.log().startsWith(places.data())) {
      search.walk(places.log(), "log");
    }
    search.items.sort(
        Comparator.comparing(Item::kind).thenComparing(Item::rank).thenComparing(Item::name));
    return new Contents(List.copyOf(search.items), List.copyOf(search.leftOut));
  }

  /**
   * Returns true if a file is a database in use, be it that all it has is still in its write-ahead
   * log. One that was renamed may be damaged, and nobody writes it.
   */
  static boolean isDatabase(Path file) throws IOException {
    if (SET_ASIDE.matcher(String.valueOf(file.getFileName())).matches()) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(SQLITE.length);
      return Arrays.equals(head, SQLITE)
          || (head.length == 0 && Files.exists(Database.beside(file, "-wal")));
    }
  }

  private static final class Search {
    private final Places places;
    private final List<Item> items = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    Search(Places places) {
      this.places = places;
    }

    void walk(Path top, String called) throws IOException {
      if (!ReadAccess.toFolder(top)) {
        return;
      }
      Files.walkFileTree(
          top,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          DEEPEST,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes seen) {
              boolean preparing = folder.equals(places.data().resolve("inventory/staging"));
              return preparing ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes seen)
                throws IOException {
              look(file, seen, top, called);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failed)
                throws IOException {
              if (failed instanceof NoSuchFileException && !Files.isSymbolicLink(file)) {
                return FileVisitResult.CONTINUE; // it went meanwhile
              }
              throw failed;
            }
          });
    }

    private void look(Path file, BasicFileAttributes seen, Path top, String called)
        throws IOException {
      if (isPassing(file)) {
        return;
      }
      if (!seen.isRegularFile()) {
        leftOut.add(file + ": no regular file");
        return;
      }
      try {
        items.add(new Item(kind(file), file, name(file, top, called)));
      } catch (NoSuchFileException gone) {
        leftOut.add(file + ": it went while it was looked at");
      }
    }

    /** Locks, what belongs to a database's own copy, and what is being removed. */
    private boolean isPassing(Path file) throws IOException {
      String name = String.valueOf(file.getFileName());
      boolean secret = file.equals(places.data().resolve(AdminToken.FILE));
      boolean lock =
          name.equals("journal.lock")
              || file.equals(places.log().resolve("log.lock"))
              || name.equals(ExpiryHold.FILE)
              || file.equals(places.data().resolve("inventory/lock"));
      boolean partOfAnother = false;
      for (String end : BESIDE) {
        if (name.endsWith(end)) {
          Path base = file.resolveSibling(name.substring(0, name.length() - end.length()));
          boolean begins = Files.isRegularFile(base) && Files.size(base) == 0;
          partOfAnother |= begins || (Files.isRegularFile(base) && isDatabase(base));
        }
      }
      boolean going = file.startsWith(places.journal()) && name.endsWith(".gone");
      return secret || lock || partOfAnother || going;
    }

    private String name(Path file, Path top, String called) {
      if (file.startsWith(places.journal())) {
        return name("journal", places.journal(), file);
      }
      if (file.startsWith(places.log())) {
        return name("log", places.log(), file);
      }
      return name(called, top, file);
    }

    private static String name(String called, Path top, Path file) {
      StringBuilder name = new StringBuilder(called);
      top.relativize(file).forEach(part -> name.append('/').append(part));
      return name.toString();
    }

    private Item.Kind kind(Path file) throws IOException {
      String name = String.valueOf(file.getFileName());
      if (places.journal().equals(file.getParent()) && SEGMENT.matcher(name).matches()) {
        return Item.Kind.SEGMENT;
      }
      if (places.log().equals(file.getParent()) && name.endsWith(".jsonl")) {
        return Item.Kind.LOG;
      }
      if (file.equals(places.journal().resolve("accepted.db"))) {
        return Item.Kind.KEPT;
      }
      return isDatabase(file) ? Item.Kind.DATABASE : Item.Kind.FILE;
    }
  }
}
