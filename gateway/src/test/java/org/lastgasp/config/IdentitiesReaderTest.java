package org.lastgasp.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lastgasp.config.ConfigResult.ConfigFault;

class IdentitiesReaderTest {
  private static final String HASH = "ab".repeat(32);

  private static List<String> faults(String text) {
    return switch (IdentitiesReader.read(text, "people.yaml")) {
      case IdentitiesReader.Result.Loaded _ -> List.of();
      case IdentitiesReader.Result.Faulty faulty ->
          faulty.faults().stream().map(ConfigFault::toString).toList();
    };
  }

  @Test
  void everyRoleAndProofIsRead() {
    assertThat(
            faults(
                """
                identities:
                  - {name: vera, role: viewer, distributors: [17, 20], token-sha256: %s}
                  - {name: ann, role: analyst, certificate-sha256: %s}
                  - {name: otto, role: operator, proxy-user: otto@dno.example}
                  - name: red
                    role: administrator
                    token-sha256: %s
                    expires: 2030-01-15T10:00:00Z
                    break-glass: true
                """
                    .formatted(HASH, HASH, "cd".repeat(32))))
        .containsExactly(
            "people.yaml:3:52: identities[1].certificate-sha256: found what stands at"
                + " people.yaml:2:70 too; allowed: each proof once");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: a, role: viewer, token-sha256: HASH}| a viewer without distributors",
        "{name: a, role: king, token-sha256: HASH}| allowed: viewer, analyst",
        "{name: a, role: analyst, distributors: [20], token-sha256: HASH}| no distributors",
        "{name: a, role: analyst}| an identity without a proof",
        "{name: a, role: analyst, token-sha256: secret}| 64 hexadecimal digits",
        "{name: a, role: analyst, token: x, token-sha256: HASH}| unknown key",
        "{role: analyst, token-sha256: HASH}| identities[0].name",
        "{name: a, role: analyst, token-sha256: HASH, expires: soon}| a time such as"
      })
  void aFaultIsNamed(String entry, String named) {
    assertThat(faults("identities: [" + entry.replace("HASH", HASH) + "]"))
        .singleElement()
        .asString()
        .contains(named.strip());
  }

  @Test
  void allFaultsAreNamedAtOnce() {
    assertThat(faults("identities: [{name: a, role: king}, {name: a, role: analyst}]")).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({"'', nothing", "identities: [], nobody", "'identities: [', people.yaml"})
  void aFileWithNobodyIsRefused(String text, String named) {
    assertThat(faults(text)).singleElement().asString().contains(named);
  }

  @Test
  void aFileThatIsNotThereIsAFault(@TempDir Path folder) {
    assertThat(IdentitiesReader.read(folder.resolve("none.yaml")))
        .isInstanceOf(IdentitiesReader.Result.Faulty.class);
  }
}
