package org.lastgasp.log;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.lastgasp.id.Mpan;
import org.lastgasp.policy.Event;

/** A suppression log written record by record, for rooms that read it. */
public final class LogByHand {
  private final Path folder;
  private final Rotation rotation;
  private LogPosition logPosition = LogPosition.NOTHING;

  public LogByHand(Path folder, Duration every, long at) {
    this.folder = folder;
    this.rotation = new Rotation(every, at);
  }

  /** Writes a record of an alert with this MPxN, and gives its number. */
  public long write(Instant suppressedAt, String mpxn) {
    Event.AlertJudged like = Alerts.suppressed(suppressedAt, mpxn);
    OptionalInt distributor =
        mpxn.matches("\\d{13}")
            ? OptionalInt.of(new Mpan(mpxn).distributor())
            : OptionalInt.empty();
    Event.AlertJudged alert =
        new Event.AlertJudged(
            suppressedAt, suppressedAt, like.response(), like.hub(), like.start(), mpxn,
            like.throttledCount(), distributor, like.recipient(), like.state(), like.area(),
            like.verdict(), like.configHash(), like.document());
    return write(alert);
  }

  /** Writes the record that {@code docs/formats.md} shows. */
  public long writeExample() {
    return write(Alerts.example());
  }

  /** Writes the record of a suppressed alert. */
  public long write(Event.AlertJudged alert) {
    LogRecord record = Alerts.record(logPosition.seq() + 1, alert, logPosition.hash());
    LogFile file = rotation.fileFor(logPosition, alert.judged(), record.line().length);
    boolean fresh = !file.equals(logPosition.file()) || logPosition.length() == 0;
    long length = fresh ? 0 : logPosition.length();
    folder.toFile().mkdirs();
    try (LogFileWriter writer = LogFileWriter.open(file.path(folder), length)) {
      writer.append(record.line());
      writer.sync();
    }
    logPosition = logPosition.after(file, length + record.line().length, record);
    return logPosition.seq();
  }

  public Path folder() {
    return folder;
  }

  public long seq() {
    return logPosition.seq();
  }
}
