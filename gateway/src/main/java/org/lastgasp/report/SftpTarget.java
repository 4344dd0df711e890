package org.lastgasp.report;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHFsyncExtension;
import org.apache.sshd.sftp.client.impl.SftpOutputStreamAsync;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.lastgasp.files.ErrorText;
import org.lastgasp.report.Target.SftpSettings;

/**
 * A target that is a folder of an SFTP server. A file is written as {@code <name>.part}, synced if
 * the server can, checked for its length, given its permissions, and renamed. A part left by a
 * broken connection is read back: if the file begins with it, writing continues after it, otherwise
 * it starts again. SSH protects the bytes in transit.
 */
final class SftpTarget implements Target {
  private static final int CHUNK = 64 << 10;

  private final SftpSettings settings;
  private final ScopedFolder folder;
  private final SftpConnection line;

  /** The target; it connects when there is something to send. */
  SftpTarget(SftpSettings settings) {
    this.settings = settings;
    this.folder = new ScopedFolder(path(settings.folder()));
    this.line = new SftpConnection(settings);
  }

  /** The folder in the protocol's form: a path without a leading slash is in the user's home. */
  private static String path(String folder) {
    String inHome = folder.replaceFirst("^/~(/|$)", "");
    String bare = inHome.replaceFirst("(?<=.)/+$", "");
    return bare.isEmpty() ? "." : bare;
  }

  @Override
  public String name() {
    return settings.url();
  }

  @Override
  public Outcome put(TransferFile transfer) {
    try {
      return put(transfer, line.open());
    } catch (TransferFailed failed) {
      return failed.outcome();
    }
  }

  @Override
  public void close() {
    line.close();
  }

  private Outcome put(TransferFile transfer, SftpClient sftp) {
    String in = folder.of(transfer);
    String whole = in.equals("/") ? "/" + transfer.name() : in + "/" + transfer.name();
    String part = whole + ".part";
    if (look(sftp, whole) instanceof Look.Found there) {
      return isSame(sftp, whole, there.size(), transfer)
          ? new Outcome.Taken()
          : new Outcome.NotYet(
              "another file called " + whole + " is at " + settings.server()
                  + ", and is left alone: see whose it is, and move it away");
    }
    makeFolder(sftp, in);
    bring(sftp, part, begun(sftp, part, transfer), transfer);
    finish(sftp, part, transfer);
    doing("renaming to " + whole, () -> sftp.rename(part, whole));
    return new Outcome.Taken();
  }

  private boolean isSame(SftpClient sftp, String path, long length, TransferFile transfer) {
    return length == transfer.length() && common(sftp, path, transfer) == length;
  }

  /** Makes only folders named by a scope: a missing fixed folder is more likely a mistake. */
  private void makeFolder(SftpClient sftp, String in) {
    if (!isMissing(sftp, in)) {
      return;
    }
    String fixed = folder.fixed();
    if (fixed.equals(in) || (!fixed.isEmpty() && isMissing(sftp, fixed))) {
      throw new TransferFailed(
          "there is no folder " + fixed + " at " + settings.server() + " that " + settings.user()
              + " can see: have it made, or correct report.to");
    }
    int end = fixed.length();
    while (end < in.length()) {
      int slash = in.indexOf('/', end + 1);
      end = slash < 0 ? in.length() : slash;
      String next = in.substring(0, end);
      if (isMissing(sftp, next)) {
        doing("making the folder " + next, () -> sftp.mkdir(next));
      }
    }
  }

  /** The number of bytes that an earlier try wrote there; 0 if it must start again. */
  private long begun(SftpClient sftp, String part, TransferFile transfer) {
    Look there = look(sftp, part);
    if (!(there instanceof Look.Found found)
        || found.size() == 0
        || found.size() > transfer.length()) {
      return 0;
    }
    try {
      long same = common(sftp, part, transfer);
      return same >= found.size() ? same : 0; // more if the server still had some to write down
    } catch (TransferFailed failed) {
      if (failed.getCause() instanceof SftpException) {
        return 0; // it cannot be read back
      }
      throw failed;
    }
  }

  /** The length of the common beginning of the server's file and the local one. */
  private long common(SftpClient sftp, String path, TransferFile transfer) {
    return asking(
        "reading back " + path,
        () -> {
          try (InputStream theirs = sftp.read(path, CHUNK);
              InputStream ours = ours(transfer)) {
            long same = 0;
            while (true) {
              byte[] one = theirs.readNBytes(CHUNK);
              byte[] other = ours.readNBytes(one.length);
              int differs = Arrays.mismatch(one, other);
              if (differs >= 0 || one.length == 0) {
                return same + Math.max(0, differs);
              }
              same += one.length;
            }
          }
        });
  }

  /** Writes the rest. If the server refuses, as an object store does, starts again from 0. */
  private void bring(SftpClient sftp, String part, long from, TransferFile transfer) {
    try {
      write(sftp, part, from, transfer);
    } catch (TransferFailed failed) {
      boolean refused = failed.getCause() instanceof SftpException;
      if (!refused || !(look(sftp, part) instanceof Look.Found)) {
        throw failed;
      }
      doing("removing " + part, () -> sftp.remove(part));
      write(sftp, part, 0, transfer);
    }
  }

  private void write(SftpClient sftp, String part, long from, TransferFile transfer) {
    Set<OpenMode> modes =
        from > 0
            ? Set.of(OpenMode.Write)
            : Set.of(OpenMode.Write, OpenMode.Create, OpenMode.Truncate);
    doing(
        "writing " + part,
        () -> {
          try (InputStream ours = ours(transfer);
              OutputStream out = sftp.write(part, CHUNK, modes)) {
            if (!(out instanceof SftpOutputStreamAsync there)) {
              throw new IllegalStateException("a stream that cannot begin in mid-file");
            }
            ours.skipNBytes(from);
            there.setOffset(from);
            ours.transferTo(there);
          }
        });
  }

  private static InputStream ours(TransferFile transfer) {
    try {
      return new BufferedInputStream(Files.newInputStream(transfer.file()), CHUNK);
    } catch (IOException unreadable) {
      throw new TransferFailed(
          transfer.file() + " cannot be read: " + ErrorText.of(unreadable), unreadable);
    }
  }

  private void finish(SftpClient sftp, String part, TransferFile transfer) {
    doing("syncing " + part, () -> sync(sftp, part));
    long length =
        switch (look(sftp, part)) {
          case Look.Found found -> found.size();
          case Look.Missing _ -> 0;
          case Look.Denied _ -> transfer.length(); // it has acknowledged each byte
        };
    if (length != transfer.length()) {
      throw new TransferFailed(
          settings.server() + " has " + length + " of the " + transfer.length()
              + " bytes of " + part
              + ": it is tried again; if it stays so, look at that server's disk");
    }
    settings
        .permissions()
        .ifPresent(
            octal -> {
              SftpClient.Attributes mode =
                  new SftpClient.Attributes().perms(Integer.parseInt(octal, 8));
              doing("setting permissions " + octal + " of " + part, () -> sftp.setStat(part, mode));
            });
  }

  /** Syncs the file on the server's disk, if the server supports that. */
  private static void sync(SftpClient sftp, String part) throws IOException {
    OpenSSHFsyncExtension fsync = sftp.getExtension(OpenSSHFsyncExtension.class);
    if (fsync.isSupported()) {
      try (SftpClient.CloseableHandle handle = sftp.open(part, List.of(OpenMode.Write))) {
        fsync.fsync(handle);
      } catch (SftpException answer) {
        if (!isDenied(answer)) { // an object store does not reopen a file
          throw answer;
        }
      }
    }
  }

  /** The answer of a server about a path. */
  private sealed interface Look {
    /** A path at which something is. */
    record Found(long size) implements Look {}

    /** A path at which nothing is. */
    record Missing() implements Look {}

    /** An unknown state: some servers let a sender write and nothing else. */
    record Denied() implements Look {}
  }

  private Look look(SftpClient sftp, String path) {
    return asking(
        "looking at " + path,
        () -> {
          try {
            return new Look.Found(sftp.stat(path).getSize());
          } catch (SftpException answer) {
            if (isMissing(answer)) {
              return new Look.Missing();
            }
            if (isDenied(answer)) {
              return new Look.Denied();
            }
            throw answer;
          }
        });
  }

  private boolean isMissing(SftpClient sftp, String path) {
    return look(sftp, path) instanceof Look.Missing;
  }

  private static boolean isDenied(SftpException answer) {
    return answer.getStatus() == SftpConstants.SSH_FX_PERMISSION_DENIED
        || answer.getStatus() == SftpConstants.SSH_FX_OP_UNSUPPORTED;
  }

  private static boolean isMissing(SftpException answer) {
    return answer.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE
        || answer.getStatus() == SftpConstants.SSH_FX_NO_SUCH_PATH;
  }

  private interface Step {
    void take() throws IOException;
  }

  private interface Question<T> {
    T ask() throws IOException;
  }

  private void doing(String what, Step step) {
    asking(
        what,
        () -> {
          step.take();
          return what;
        });
  }

  /** Asks the server. A refusal keeps the connection; any other fault closes it. */
  private <T> T asking(String what, Question<T> question) {
    try {
      return question.ask();
    } catch (SftpException answer) {
      throw new TransferFailed(refused(what, answer), answer);
    } catch (IOException broken) {
      line.drop();
      throw new TransferFailed(
          "the line to " + settings.server() + " broke in " + what + " ("
              + SftpConnection.reason(broken) + "): it is taken up again",
          broken);
    }
  }

  private String refused(String what, SftpException answer) {
    String remedy =
        switch (answer.getStatus()) {
          case SftpConstants.SSH_FX_PERMISSION_DENIED, SftpConstants.SSH_FX_WRITE_PROTECT ->
              what.startsWith("setting")
                  ? "allow it there, or set permissions: none"
                  : "give " + settings.user() + " the right to it there";
          case SftpConstants.SSH_FX_OP_UNSUPPORTED ->
              what.startsWith("setting")
                  ? "set permissions: none"
                  : "the server cannot do what a report needs";
          case SftpConstants.SSH_FX_NO_SPACE_ON_FILESYSTEM, SftpConstants.SSH_FX_QUOTA_EXCEEDED ->
              "have room made there";
          case SftpConstants.SSH_FX_FAILURE ->
              "it does not say why; most often its disk is full: look at its log";
          case SftpConstants.SSH_FX_NO_SUCH_FILE, SftpConstants.SSH_FX_NO_SUCH_PATH ->
              "see who moves files there";
          default -> "look at its log";
        };
    String said = Optional.ofNullable(answer.getMessage()).orElse("").strip();
    String status = SftpConstants.getStatusName(answer.getStatus());
    return settings.server() + " refuses " + what + " (" + status
        + (said.isEmpty() ? "" : ", " + said) + "): " + remedy;
  }
}
