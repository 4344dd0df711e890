package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.Handle;
import org.apache.sshd.sftp.server.SftpEventListener;
import org.apache.sshd.sftp.server.SftpFileSystemAccessor;
import org.apache.sshd.sftp.server.SftpSubsystemProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.report.Target.SftpSettings;

class SftpTargetTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;
  private final Trouble trouble = new Trouble();
  private SftpServer server;

  /** What the server's disk does today. */
  private static final class Trouble implements SftpEventListener, SftpFileSystemAccessor {
    private volatile Optional<IOException> onOpening = Optional.empty();
    private volatile Optional<IOException> onSettingPermissions = Optional.empty();
    private volatile long room = Long.MAX_VALUE;
    private volatile boolean losesWhatItSynced;
    private volatile boolean takesFilesWhole;
    private volatile boolean deniesLooking;
    private final AtomicLong written = new AtomicLong();
    private final List<String> synced = new CopyOnWriteArrayList<>();

    @Override
    public void syncFileData(
        SftpSubsystemProxy subsystem,
        FileHandle handle,
        Path file,
        String id,
        Channel channel)
        throws IOException {
      synced.add(file.getFileName().toString());
      if (losesWhatItSynced) {
        Files.write(file, new byte[9]);
      }
    }

    @Override
    public void opening(ServerSession session, String id, Handle handle) throws IOException {
      if (onOpening.isPresent()) {
        throw onOpening.get();
      }
      if (takesFilesWhole
          && handle instanceof FileHandle file
          && file.getOpenOptions().contains(StandardOpenOption.WRITE)
          && !file.getOpenOptions().contains(StandardOpenOption.TRUNCATE_EXISTING)) {
        throw new UnsupportedOperationException("an object is written whole");
      }
    }

    @Override
    public Map<String, ?> readFileAttributes(
        SftpSubsystemProxy subsystem, Path file, String view, LinkOption... options)
        throws IOException {
      if (deniesLooking) {
        throw new AccessDeniedException(file.toString());
      }
      return SftpFileSystemAccessor.super.readFileAttributes(subsystem, file, view, options);
    }

    @Override
    public void writing(
        ServerSession session,
        String id,
        FileHandle file,
        long at,
        byte[] data,
        int from,
        int length)
        throws IOException {
      if (written.addAndGet(length) > room) {
        throw new FileSystemException("No space left on device");
      }
    }

    @Override
    public void modifyingAttributes(ServerSession session, Path path, Map<String, ?> attributes)
        throws IOException {
      if (onSettingPermissions.isPresent()) {
        throw onSettingPermissions.get();
      }
    }
  }

  @BeforeEach
  void start() throws Exception {
    server = new SftpServer(folder, trouble, trouble);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void bringsAFileThereWholeWithItsPermissionsAndNothingElse() throws IOException {
    byte[] bytes = Transfers.bytes(MIB + 17);
    assertThat(put("/in", bytes)).isEqualTo(new Outcome.Taken());
    Path there = server.root().resolve("in").resolve(Transfers.NAME);
    assertThat(there).hasBinaryContent(bytes);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(there)))
        .isEqualTo("rw-r-----");
    assertThat(names("in")).containsExactly(Transfers.NAME);
    assertThat(trouble.synced).containsExactly(Transfers.NAME + ".part");
  }

  @Test
  void aFileThatIsShorterThereKeepsItsProvisionalName() throws IOException {
    trouble.losesWhatItSynced = true;
    assertThat(why(put("/in", Transfers.bytes(10)))).contains("has 9 of the 10 bytes of /in/");
    assertThat(names("in")).containsExactly(Transfers.NAME + ".part");
    trouble.losesWhatItSynced = false;
    assertThat(put("/in", Transfers.bytes(10))).isEqualTo(new Outcome.Taken());
  }

  @Test
  void whereNothingCanBeGoneOnWithItIsBegunAnew() throws IOException {
    byte[] bytes = Transfers.bytes(MIB);
    Path part = server.root().resolve("in").resolve(Transfers.NAME + ".part");
    Files.write(part, Arrays.copyOf(bytes, MIB / 2));
    trouble.takesFilesWhole = true;
    assertThat(put("/in", bytes)).isEqualTo(new Outcome.Taken());
    assertThat(server.root().resolve("in").resolve(Transfers.NAME)).hasBinaryContent(bytes);
    assertThat(names("in")).containsExactly(Transfers.NAME);
  }

  @Test
  void whereNobodyMayLookItIsSentAllTheSame() throws IOException {
    byte[] bytes = Transfers.bytes(10);
    trouble.deniesLooking = true;
    assertThat(put("/in", bytes)).isEqualTo(new Outcome.Taken());
    assertThat(server.root().resolve("in").resolve(Transfers.NAME)).hasBinaryContent(bytes);
  }

  @Test
  void bringsAnEmptyFileToo() throws IOException {
    assertThat(put("/in", new byte[0])).isEqualTo(new Outcome.Taken());
    assertThat(server.root().resolve("in").resolve(Transfers.NAME)).isEmptyFile();
  }

  @Test
  void makesTheFolderOfAScopeButNoOther() throws IOException {
    byte[] bytes = Transfers.bytes(10);
    assertThat(put("/in/dno-{scope}/new", bytes)).isEqualTo(new Outcome.Taken());
    assertThat(server.root().resolve("in/dno-17/new").resolve(Transfers.NAME))
        .hasBinaryContent(bytes);
    assertThat(put("/~/{scope}", bytes)).isEqualTo(new Outcome.Taken());
    assertThat(server.root().resolve("17").resolve(Transfers.NAME)).hasBinaryContent(bytes);
    assertThat(why(put("/elsewhere/{scope}", bytes)))
        .contains("there is no folder /elsewhere/ at 127.0.0.1:", "have it made");
    assertThat(why(put("/inn", bytes))).contains("there is no folder /inn at 127.0.0.1:");
  }

  @Test
  void aFileThatIsThereAlreadyIsTaken() throws IOException {
    byte[] bytes = Transfers.bytes(MIB);
    Path there = Files.write(server.root().resolve("in").resolve(Transfers.NAME), bytes);
    assertThat(put("/in", bytes)).isEqualTo(new Outcome.Taken());
    assertThat(there).hasBinaryContent(bytes);
    assertThat(trouble.written).hasValue(0);
  }

  @Test
  void anotherFileOfThatNameIsLeftAloneAndNamed() throws IOException {
    byte[] bytes = Transfers.bytes(MIB);
    for (byte[] other : List.of(Arrays.copyOf(bytes, 10), changed(bytes, MIB - 1))) {
      Path there = Files.write(server.root().resolve("in").resolve(Transfers.NAME), other);
      assertThat(why(put("/in", bytes)))
          .contains("another file called /in/" + Transfers.NAME, "left alone", "move it away");
      assertThat(there).hasBinaryContent(other);
      assertThat(names("in")).containsExactly(Transfers.NAME);
    }
  }

  @Test
  void goesOnWhereABrokenLineLeftIt() throws IOException {
    byte[] bytes = Transfers.bytes(4 * MIB);
    try (CutLine line = new CutLine(server.port(), 2 * MIB)) {
      server.know(line.port());
      try (SftpTarget target = new SftpTarget(server.settings(line.port(), "/in"))) {
        TransferFile transfer = Transfers.of(folder, bytes);
        assertThat(why(target.put(transfer)))
            .contains("the line to 127.0.0.1:", "broke in writing");
        assertThat(names("in")).containsExactly(Transfers.NAME + ".part");
        line.mend();
        trouble.written.set(0);
        assertThat(target.put(transfer)).isEqualTo(new Outcome.Taken());
      }
    }
    assertThat(server.root().resolve("in").resolve(Transfers.NAME)).hasBinaryContent(bytes);
    assertThat(names("in")).containsExactly(Transfers.NAME);
    assertThat(trouble.written.get()).isPositive().isLessThan(4 * MIB);
  }

  @Test
  void beginsAnewIfWhatLiesThereIsNotHowTheFileBegins() throws IOException {
    byte[] bytes = Transfers.bytes(MIB);
    Path part = server.root().resolve("in").resolve(Transfers.NAME + ".part");
    byte[] longer = Arrays.copyOf(bytes, MIB + 1);
    for (byte[] left : List.of(changed(Arrays.copyOf(bytes, MIB / 2), 99), longer)) {
      Files.write(part, left);
      trouble.written.set(0);
      assertThat(put("/in", bytes)).isEqualTo(new Outcome.Taken());
      assertThat(trouble.written).hasValue(MIB);
      Path there = server.root().resolve("in").resolve(Transfers.NAME);
      assertThat(there).hasBinaryContent(bytes);
      Files.delete(there);
    }
  }

  @Test
  void aPartThatIsCompleteNeedsOnlyItsName() throws IOException {
    byte[] bytes = Transfers.bytes(MIB);
    Files.write(server.root().resolve("in").resolve(Transfers.NAME + ".part"), bytes);
    assertThat(put("/in", bytes)).isEqualTo(new Outcome.Taken());
    assertThat(trouble.written).hasValue(0);
    assertThat(names("in")).containsExactly(Transfers.NAME);
  }

  @Test
  void aFullDiskIsTheServersAffairUntilThereIsRoom() throws IOException {
    byte[] bytes = Transfers.bytes(MIB);
    trouble.room = MIB / 2;
    assertThat(why(put("/in", bytes)))
        .contains("refuses writing /in/" + Transfers.NAME + ".part", "its disk is full");
    assertThat(names("in")).containsExactly(Transfers.NAME + ".part");
    trouble.room = Long.MAX_VALUE;
    assertThat(put("/in", bytes)).isEqualTo(new Outcome.Taken());
    assertThat(server.root().resolve("in").resolve(Transfers.NAME)).hasBinaryContent(bytes);
  }

  @Test
  void missingRightsAreNamed() throws IOException {
    trouble.onOpening = Optional.of(new AccessDeniedException("in"));
    assertThat(why(put("/in", Transfers.bytes(10))))
        .contains("refuses writing /in/", "PERMISSION_DENIED", "give dcc the right");
    trouble.onOpening = Optional.empty();
    trouble.onSettingPermissions = Optional.of(new AccessDeniedException("in"));
    assertThat(why(put("/in", Transfers.bytes(10))))
        .contains("refuses setting permissions 0640 of /in/", "permissions: none");
    assertThat(names("in")).containsExactly(Transfers.NAME + ".part");
  }

  @Test
  void aServerWithAnotherKeyGetsNothing() throws Exception {
    String known = server.newHostKeys();
    server.know(server.port());
    String shown = server.newHostKeys();
    assertThat(why(put("/in", Transfers.bytes(10))))
        .isEqualTo(
            "127.0.0.1:" + server.port() + " showed the key " + shown + ", but "
                + server.knownHosts() + " has " + known + ": somebody may stand between; ask who"
                + " runs the server, and only if it was changed there, replace its line in that"
                + " file");
    assertThat(names("in")).isEmpty();
    server.know(server.port());
    assertThat(put("/in", Transfers.bytes(10))).isEqualTo(new Outcome.Taken());
  }

  @Test
  void aServerNobodyWroteDownGetsNothing() throws IOException {
    Files.writeString(server.knownHosts(), "# none yet\n");
    assertThat(why(put("/in", Transfers.bytes(10))))
        .contains(" is not in " + server.knownHosts(), "SHA256:", "ssh-keyscan");
    Files.delete(server.knownHosts());
    assertThat(why(put("/in", Transfers.bytes(10))))
        .contains(server.knownHosts() + " cannot be read (it is not there)");
  }

  @Test
  void aRevokedKeyIsRefused() throws IOException {
    String line = Files.readString(server.knownHosts());
    Files.writeString(server.knownHosts(), line + "@revoked " + line);
    assertThat(why(put("/in", Transfers.bytes(10)))).contains("calls revoked");
  }

  @Test
  void aKeyTheServerDoesNotKnowIsNamed() throws Exception {
    KeyPair stranger = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
    SftpServer.write(stranger, server.key());
    assertThat(why(put("/in", Transfers.bytes(10))))
        .contains(
            "does not let dcc in with the key "
                + KeyUtils.getFingerPrint(stranger.getPublic()) + " of " + server.key());
    Files.writeString(server.key(), "no key");
    assertThat(why(put("/in", Transfers.bytes(10))))
        .contains("the private key in " + server.key() + " cannot be used", "ssh-keygen");
  }

  @Test
  void aServerThatIsAwayIsTriedAgain() throws IOException {
    SftpSettings settings = server.settings(server.port(), "/in");
    server.close();
    try (SftpTarget target = new SftpTarget(settings)) {
      assertThat(why(target.put(Transfers.of(folder, Transfers.bytes(10)))))
          .contains("no connection to 127.0.0.1:", "Connection refused");
    }
  }

  @Test
  void oneConnectionServesManyFilesAndEndsWhenThereAreNoMore() throws Exception {
    SftpSettings patient = server.settings(server.port(), "/in");
    SftpSettings settings =
        new SftpSettings(
            patient.url(), patient.user(), patient.host(), patient.port(), patient.folder(),
            patient.key(), patient.knownHosts(), Optional.empty(), Duration.ofMillis(700));
    try (SftpTarget target = new SftpTarget(settings)) {
      TransferFile transfer = Transfers.of(folder, Transfers.bytes(10));
      for (int i = 0; i < 5; i++) {
        TransferFile each =
            new TransferFile(
                i + ".csv", "log", "17", transfer.file(), transfer.length(), transfer.sha256());
        assertThat(target.put(each)).isEqualTo(new Outcome.Taken());
      }
      assertThat(server.sessions()).hasSize(1);
      CountDownLatch ended = new CountDownLatch(1);
      server.sessions().getFirst().addCloseFutureListener(closed -> ended.countDown());
      assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(target.put(transfer)).isEqualTo(new Outcome.Taken());
    }
  }

  private Outcome put(String to, byte[] bytes) throws IOException {
    try (SftpTarget target = new SftpTarget(server.settings(server.port(), to))) {
      return target.put(Transfers.of(folder, bytes));
    }
  }

  private List<String> names(String in) throws IOException {
    try (var files = Files.list(server.root().resolve(in))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String why(Outcome outcome) {
    return switch (outcome) {
      case Outcome.NotYet notYet -> notYet.why();
      case Outcome.Taken taken -> throw new AssertionError("it was taken");
    };
  }

  private static byte[] changed(byte[] bytes, int at) {
    byte[] other = bytes.clone();
    other[at] ^= 1;
    return other;
  }
}
