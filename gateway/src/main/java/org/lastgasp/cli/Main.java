package org.lastgasp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.lastgasp.backup.Backup.BackupFailed;
import org.lastgasp.files.ErrorText;
import org.lastgasp.sqlite.StoreUnavailable;

/** The program {@code lastgasp VERB …}: finds the verb, runs it, and ends with its exit code. */
public final class Main {
  private Main() {}

  /** The program. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // names of files and figures are the same on every host
    StandardOutput standard = new StandardOutput();
    PrintWriter out = new PrintWriter(standard, true, UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, UTF_8);
    Console.Terminal terminal = Console.Terminal.ofThisProgram();
    Console console = new Console(out, err, System.getenv(), terminal);
    System.exit(run(console, standard::isReaderGone, arguments));
  }

  /** Runs one verb to its end and gives the exit code. */
  static int run(Console console, String... arguments) {
    return run(console, () -> false, arguments);
  }

  /**
   * The same.
   *
   * @param readerGone says whether what reads the result has ended, which needs no remark
   */
  static int run(Console console, BooleanSupplier readerGone, String... arguments) {
    int exit =
        isPlainServe(arguments)
            ? plainServe(console, arguments[2])
            : Verbs.all(console).execute(asked(arguments));
    boolean lost = console.out().checkError() && !isServe(arguments);
    if (lost && !readerGone.getAsBoolean()) {
      console.remark("standard output is closed or full: the result is not complete");
    }
    console.err().flush();
    return lost && exit == Exit.DONE ? Exit.FAILED : exit;
  }

  /** The same as a question for help if it is {@code help}, as in many programs. */
  private static String[] asked(String... arguments) {
    return arguments.length > 0 && arguments[0].equals("help")
        ? Stream.concat(Arrays.stream(arguments).skip(1), Stream.of("--help"))
            .toArray(String[]::new)
        : arguments;
  }

  /** Standard output. It knows why it failed, so that {@code | head} is not a fault. */
  static final class StandardOutput extends OutputStream {
    private final OutputStream out;
    private volatile boolean readerGone;

    StandardOutput() {
      this(new FileOutputStream(FileDescriptor.out));
    }

    StandardOutput(OutputStream out) {
      super();
      this.out = out;
    }

    /** Returns true if what reads the result has ended, as head does when it has enough. */
    boolean isReaderGone() {
      return readerGone;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (IOException failed) {
        readerGone = "Broken pipe".equals(failed.getMessage());
        throw failed;
      }
    }
  }

  /** Returns true if what is printed is no result: a gateway goes on without a reader of it. */
  private static boolean isServe(String... arguments) {
    return arguments.length > 0 && arguments[0].equals("serve");
  }

  /** Returns true if it is {@code serve --config FILE}, as services start a gateway. */
  private static boolean isPlainServe(String... arguments) {
    return isServe(arguments)
        && arguments.length == 3
        && arguments[1].equals("--config")
        && arguments[2].matches("[^-@].*");
  }

  /** Serves without reading the description of every verb, a quarter of a start. */
  private static int plainServe(Console console, String file) {
    try {
      return new ServeCommand(console, new ConfigOption(Path.of(file))).call();
    } catch (Exception failure) {
      try {
        return failed(console, "lastgasp serve", failure);
      } catch (Exception unforeseen) {
        unforeseen.printStackTrace(console.err());
        return Exit.FAILED;
      }
    }
  }

  /** The one place where a failure ends up: in words for a person, without a trace. */
  static int failed(Console console, String name, Exception failure) throws Exception {
    return switch (failure) {
      case CommandFailed verb -> {
        verb.lines().forEach(line -> console.err().println(name + ": " + line));
        if (verb.exit() == Exit.WRONG_USE) {
          console.err().println("see " + name + " --help");
        }
        yield verb.exit();
      }
      case BackupFailed backup -> {
        backup.lines().forEach(line -> console.err().println(name + ": " + line));
        yield Exit.FAILED;
      }
      case StoreUnavailable broken -> {
        console.err().println(name + ": " + broken.getMessage());
        yield Exit.FAILED;
      }
      case UncheckedIOException broken -> {
        console.err().println(name + ": " + ErrorText.of(broken));
        yield Exit.FAILED;
      }
      case InterruptedException _ -> Exit.FAILED; // whoever stopped it knows
      default -> throw failure;
    };
  }
}
