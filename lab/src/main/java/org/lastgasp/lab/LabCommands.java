package org.lastgasp.lab;

import java.util.List;
import org.lastgasp.cli.CommandProvider;
import org.lastgasp.cli.Console;

/** The provider of the verbs that try, replay and simulate. */
public final class LabCommands implements CommandProvider {
  @Override
  public List<Object> commands(Console console) {
    return List.of(
        new DemoCommand(console),
        new ReplayCommand(console),
        new SimulateCommand(console),
        new CheckMeterCommand(console),
        new AcceptCommand(console));
  }
}
