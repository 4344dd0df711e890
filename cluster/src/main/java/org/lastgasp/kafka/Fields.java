package org.lastgasp.kafka;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Row;
import org.lastgasp.policy.Lane;

/** The fields that records of the topics are made of. For one thread. */
final class Fields {
  private static final int LONGEST = 64 << 20; // bytes; a broker takes less

  private Fields() {}

  /** A writer of fields. */
  static final class Writer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private final DataOutputStream out = new DataOutputStream(bytes);

    /** The bytes of all fields written. */
    byte[] bytes() {
      return bytes.toByteArray();
    }

    Writer small(int value) {
      return write(() -> out.writeByte(value));
    }

    Writer number(long value) {
      return write(() -> out.writeLong(value));
    }

    Writer bytes(byte[] value) {
      return write(
          () -> {
            out.writeInt(value.length);
            out.write(value);
          });
    }

    Writer text(String value) {
      return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** By its name, so that a choice may be added anywhere among the others. */
    Writer constant(Enum<?> value) {
      return text(value.name());
    }

    Writer texts(List<String> values) {
      small(values.size());
      values.forEach(this::text);
      return this;
    }

    Writer maybe(Optional<String> value) {
      small(value.isPresent() ? 1 : 0);
      value.ifPresent(this::text);
      return this;
    }

    Writer instant(Instant value) {
      return number(value.getEpochSecond()).number(value.getNano());
    }

    Writer eui(Eui64 value) {
      return number(value.value());
    }

    Writer maybeEui(Optional<Eui64> value) {
      small(value.isPresent() ? 1 : 0);
      value.ifPresent(this::eui);
      return this;
    }

    Writer row(Row row) {
      small(row.kind()).text(row.at()).maybeEui(row.device()).maybeEui(row.recipient());
      maybe(row.lane().map(Lane::name)).text(row.facts());
      small(row.body().isPresent() ? 1 : 0);
      row.body().ifPresent(body -> bytes(body.bytes()));
      return this;
    }

    private Writer write(Output step) {
      try {
        step.run();
        return this;
      } catch (IOException inMemory) {
        throw new UncheckedIOException(inMemory);
      }
    }

    private interface Output {
      void run() throws IOException;
    }
  }

  /**
   * A reader of fields.
   *
   * <p>Each method throws an {@link IllegalArgumentException} if the field is not there.
   */
  static final class Reader {
    private final DataInputStream in;

    Reader(byte[] bytes) {
      this.in = new DataInputStream(new ByteArrayInputStream(bytes));
    }

    /** Returns true if no field is left: an earlier version knew no more. */
    boolean isAtEnd() {
      return read(in::available) == 0;
    }

    int small() {
      return read(in::readUnsignedByte);
    }

    long number() {
      return read(in::readLong);
    }

    byte[] bytes() {
      return read(
          () -> {
            int length = in.readInt();
            if (length < 0 || length > LONGEST || length > in.available()) {
              throw new IllegalArgumentException("a field of " + length + " bytes");
            }
            return in.readNBytes(length);
          });
    }

    String text() {
      return new String(bytes(), StandardCharsets.UTF_8);
    }

    List<String> texts() {
      int count = small();
      List<String> all = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        all.add(text());
      }
      return all;
    }

    boolean flag() {
      return small() != 0;
    }

    Optional<String> maybe() {
      return flag() ? Optional.of(text()) : Optional.empty();
    }

    Instant instant() {
      return Instant.ofEpochSecond(number(), number());
    }

    Eui64 eui() {
      return new Eui64(number());
    }

    Optional<Eui64> maybeEui() {
      return flag() ? Optional.of(eui()) : Optional.empty();
    }

    Row row() {
      int kind = small();
      String at = text();
      Optional<Eui64> device = maybeEui();
      Optional<Eui64> recipient = maybeEui();
      Optional<Lane> lane = maybe().map(Lane::valueOf);
      return new Row(
          kind,
          at,
          device,
          recipient,
          lane,
          text(),
          flag() ? Optional.of(Document.of(bytes())) : Optional.empty());
    }

    /** The constant of that name; IllegalArgumentException if this version knows none. */
    <E extends Enum<E>> E constant(Class<E> all) {
      return Enum.valueOf(all, text());
    }

    private static <T> T read(Input<T> step) {
      try {
        return step.run();
      } catch (IOException cut) {
        throw new IllegalArgumentException("the record is cut off", cut);
      }
    }

    private interface Input<T> {
      T run() throws IOException;
    }
  }
}
