package org.lastgasp.inventory;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * An external merge sort of any number of rows by id, then line, in constant memory: rows are
 * gathered up to {@link #RUN_BYTES}, sorted, and appended to one file as a run; then all runs are
 * merged.
 *
 * <p>The file is scratch and deleted when it is closed. For one thread; first all {@link #add},
 * then once {@link #merged}.
 */
final class SortedRuns implements AutoCloseable {
  /** 16 MiB, about 120,000 devices; 30 million rows make about 250 runs. */
  static final int RUN_BYTES = 16 << 20;

  private static final int ROW_OVERHEAD = 64; // of the heap, besides the record's bytes
  private static final int READ_AHEAD = 64 << 10; // per run: 250 runs take 16 MiB
  private static final Comparator<Row> ORDER =
      Comparator.comparingLong(Row::id).thenComparingLong(Row::line);

  private final Path path;
  private final FileChannel file;
  private final int runBytes;
  private final List<Long> begins = new ArrayList<>();
  private List<Row> gathered = new ArrayList<>();
  private int bytes;

  SortedRuns(Path path, int runBytes) {
    this.path = path;
    this.runBytes = runBytes;
    try {
      this.file =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw Inventory.STORE.unavailable("creating " + path, e);
    }
  }

  void add(Row row) {
    gathered.add(row);
    bytes += row.record().length + ROW_OVERHEAD;
    if (bytes >= runBytes) {
      spill();
    }
  }

  private void spill() {
    gathered.sort(ORDER);
    try {
      begins.add(file.size());
      file.position(file.size());
      OutputStream out = Channels.newOutputStream(file);
      DataOutputStream run = new DataOutputStream(new BufferedOutputStream(out, 1 << 20));
      for (Row row : gathered) {
        run.writeLong(row.id());
        run.writeLong(row.line());
        run.writeInt(row.record().length);
        run.write(row.record());
      }
      run.flush();
    } catch (IOException e) {
      throw Inventory.STORE.unavailable("writing " + path, e);
    }
    gathered.clear();
    bytes = 0;
  }

  /** All rows in order. */
  Rows merged() {
    if (!gathered.isEmpty()) {
      spill();
    }
    gathered = List.of();
    try {
      PriorityQueue<Run> heads =
          new PriorityQueue<>(Comparator.comparing((Run run) -> run.head, ORDER));
      for (int i = 0; i < begins.size(); i++) {
        long end = i + 1 < begins.size() ? begins.get(i + 1) : file.size();
        heads.add(new Run(begins.get(i), end));
      }
      return new Merged(heads);
    } catch (IOException e) {
      throw Inventory.STORE.unavailable("reading " + path, e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw Inventory.STORE.unavailable("closing " + path, e);
    }
  }

  /** A merge that takes the smallest head again and again. */
  private final class Merged implements Rows {
    private final PriorityQueue<Run> heads;

    Merged(PriorityQueue<Run> heads) {
      this.heads = heads;
    }

    @Override
    public Optional<Row> next() {
      Run run = heads.poll();
      if (run == null) {
        return Optional.empty();
      }
      Row row = run.head;
      try {
        if (run.advance()) {
          heads.add(run);
        }
      } catch (IOException e) {
        throw Inventory.STORE.unavailable("reading " + path, e);
      }
      return Optional.of(row);
    }

    @Override
    public void close() {
      heads.clear();
    }
  }

  /** One sorted stretch of the file. */
  private final class Run {
    private final DataInputStream in;
    private Row head;
    private long left;

    Run(long begin, long end) throws IOException {
      this.in = new DataInputStream(new BufferedInputStream(new Stretch(begin, end), READ_AHEAD));
      this.left = end - begin;
      this.head = read();
    }

    boolean advance() throws IOException {
      if (left == 0) {
        return false;
      }
      head = read();
      return true;
    }

    private Row read() throws IOException {
      long id = in.readLong();
      long line = in.readLong();
      byte[] record = new byte[in.readInt()];
      in.readFully(record);
      left -= 2 * Long.BYTES + Integer.BYTES + record.length;
      return new Row(id, line, record);
    }
  }

  /** The bytes of a stretch of the file, read at their place: runs share one open file. */
  private final class Stretch extends InputStream {
    private final long end;
    private long at;

    Stretch(long begin, long end) {
      this.at = begin;
      this.end = end;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) == 1 ? one[0] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (at == end) {
        return -1;
      }
      int wanted = (int) Math.min(length, end - at);
      int got = file.read(ByteBuffer.wrap(into, offset, wanted), at);
      at += Math.max(0, got);
      return got;
    }
  }
}
