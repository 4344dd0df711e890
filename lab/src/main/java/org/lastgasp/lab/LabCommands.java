package org.lastgasp.lab;

import java.util.List;
import org.lastgasp.acceptance.AcceptCommand;
import org.lastgasp.acceptance.StubsCommand;
import org.lastgasp.cli.CommandProvider;
import org.lastgasp.cli.Console;
import org.lastgasp.conformance.CheckMeterCommand;
import org.lastgasp.whatif.ReplayCommand;
import org.lastgasp.whatif.SimulateCommand;

/** The provider of the verbs that try, replay and simulate. */
public final class LabCommands implements CommandProvider {
  @Override
  public List<Object> commands(Console console) {
    return List.of(
        new DemoCommand(console),
        new NewCommand(console),
        new StubsCommand(console),
        new ReplayCommand(console),
        new SimulateCommand(console),
        new CheckMeterCommand(console),
        new AcceptCommand(console));
  }
}
