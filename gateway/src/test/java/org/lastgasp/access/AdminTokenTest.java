package org.lastgasp.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminTokenTest {
  @TempDir Path data;

  @Test
  void theFirstStartMakesOneThatItsUserAloneCanRead() throws IOException {
    String token = AdminToken.of(data);
    assertThat(token).hasSizeGreaterThan(40);
    Path file = data.resolve(AdminToken.FILE);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(AdminToken.read(data)).contains(token);
  }

  @Test
  void everyLaterStartUsesIt() {
    assertThat(AdminToken.of(data)).isEqualTo(AdminToken.of(data));
  }

  @Test
  void oneThatOthersCanReadIsRefused() throws IOException {
    String unused = AdminToken.of(data);
    Path file = data.resolve(AdminToken.FILE);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> AdminToken.of(data))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("remove it");
  }

  @Test
  void anEmptyFileIsNoToken() throws IOException {
    Path file = Files.createFile(data.resolve(AdminToken.FILE));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> AdminToken.of(data)).hasMessageContaining("holds no token");
  }

  @Test
  void whereNoneIsNothingIsRead() {
    assertThat(AdminToken.read(data)).isEmpty();
  }
}
