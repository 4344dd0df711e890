package org.lastgasp.app;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.lastgasp.app.RuntimeProvider.RuntimeRefused;
import org.lastgasp.config.Config;
import org.lastgasp.files.ReadAccess;
import org.lastgasp.journal.sqlite.SqliteJournal;
import org.lastgasp.motorway.CommandHandler;
import org.lastgasp.motorway.JournalCommandHandler;
import org.lastgasp.motorway.JournalOutage;
import org.lastgasp.motorway.LiveState;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.TrackingState;

/**
 * A gateway that does not run, as its journal has it: what is to go on elsewhere. Answers that were
 * awaited when it stopped are given up, as at a start.
 *
 * @param lastId of its last entry
 * @param journal the identity of its journal
 */
public record StoppedGateway(TrackingState state, long lastId, String journal) {

  /**
   * Reads the journal of a configuration, which no gateway has open.
   *
   * @throws RuntimeRefused if there is nothing to read, or its clock cannot be trusted
   * @throws IllegalStateException if a gateway runs on it
   */
  public static StoppedGateway read(Config config, InstantSource clock) {
    Path folder = config.journal().path();
    if (!ReadAccess.toFolder(folder)) {
      throw new RuntimeRefused("there is no journal in " + folder + ": nothing to move");
    }
    JournalOutage outage = new JournalOutage();
    LiveState live = new LiveState(outage);
    try (SqliteJournal journal =
        SqliteJournal.open(folder, config.journal().segment(), live)) {
      Instant now = clock.instant();
      if (now.isBefore(live.state().global().lastAt())) {
        throw new RuntimeRefused(
            "it is " + now + ", and the journal comes to " + live.state().global().lastAt()
                + ": set the clock right, or say that it is by lastgasp clock trust, first");
      }
      CommandHandler handler =
          new JournalCommandHandler(
              journal, live, outage, () -> Gateway.rules(config), clock);
      CommandHandler.Result unused = handler.handle(new Command.GiveUpAwaited());
      return new StoppedGateway(live.state(), journal.lastId(), journal.identity().toString());
    }
  }
}
