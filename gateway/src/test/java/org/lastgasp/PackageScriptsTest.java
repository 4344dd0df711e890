package org.lastgasp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Debian package runs when it is installed, with tools that only look at files. */
class PackageScriptsTest {
  private static final String NO_SUCH_FILE =
      "for word; do case $word in *.yaml) [ -e \"$word\" ] || exit 1 ;; esac; done";

  @TempDir private Path tools;

  @Test
  void anUpgradeIsDoneThoughTheOperatorRemovedTheConfiguration() throws Exception {
    for (String tool : List.of("getent", "mkdir", "systemctl", "runuser")) {
      script(tool, "exit 0");
    }
    for (String tool : List.of("chown", "chmod")) {
      script(tool, NO_SUCH_FILE);
    }
    Path postinst = SourceTree.path("packaging/debian/postinst");
    ProcessBuilder upgrade =
        new ProcessBuilder("sh", postinst.toString(), "configure", "0.0.1");
    upgrade.environment().merge("PATH", tools + ":", (path, first) -> first + path);
    Process done = upgrade.redirectErrorStream(true).start();

    String said = new String(done.getInputStream().readAllBytes(), UTF_8);
    assertThat(done.waitFor()).as(said).isZero();
  }

  @Test
  void programsGetTheNamesOfThePackagesAsJson() throws Exception {
    Path out = tools.resolve("a \"new\" folder");
    Process done =
        new ProcessBuilder(
                "bash", "-c",
                "top=$1 lab=$1/pom.xml; source \"$top/packaging/package.sh\";"
                    + " package_tree() { :; };"
                    + " package_tar() { touch \"$out/lastgasp-$version.tar.gz\"; };"
                    + " package --out \"$2\" --version 9.9 -o json tar",
                "bash", SourceTree.path(".").toString(), out.toString())
            .redirectErrorStream(true)
            .start();

    String said = new String(done.getInputStream().readAllBytes(), UTF_8);
    assertThat(done.waitFor()).as(said).isZero();
    JsonNode json = new ObjectMapper().readTree(said);
    assertThat(json.path("folder").asText()).isEqualTo(out.toRealPath().toString());
    assertThat(json.path("files"))
        .extracting(JsonNode::asText)
        .containsExactly("lastgasp-9.9.tar.gz", "SHA256SUMS");
  }

  private void script(String name, String body) throws IOException {
    Path file = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
