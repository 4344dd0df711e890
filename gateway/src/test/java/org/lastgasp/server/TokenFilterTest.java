package org.lastgasp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFilterTest {
  private static final RouteTable.Handler OK = (request, response) -> response.send("ok");

  private static OpenListener listener(Optional<String> token) {
    return new OpenListener(
        new RouteTable().get("/api/v1/status", OK).get("/metrics", OK), new TokenFilter(token));
  }

  @Test
  void whereNoTokenIsSetNobodyHasToShowOne() {
    try (OpenListener listener = listener(Optional.empty())) {
      assertThat(listener.get("/api/v1/status").status()).isEqualTo(200);
    }
  }

  @Test
  void withoutTheTokenTheCallerIsToldWhatToSend() {
    try (OpenListener listener = listener(Optional.of("sesame"))) {
      OpenListener.Answer answer = listener.get("/api/v1/status");
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).contains("Bearer");
      assertThat(answer.body()).contains("LASTGASP_TOKEN").doesNotContain("sesame");
    }
  }

  @Test
  void theTokenOpens() {
    try (OpenListener listener = listener(Optional.of("sesame"))) {
      assertThat(listener.get("/api/v1/status", "Authorization: Bearer sesame").status())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer sesam", "Bearer sesame1", "Bearer Sesame", "sesame", "Basic x"})
  void nothingElseOpens(String shown) {
    try (OpenListener listener = listener(Optional.of("sesame"))) {
      assertThat(listener.get("/api/v1/status", "Authorization: " + shown).status())
          .isEqualTo(401);
    }
  }

  @Test
  void whatIsNotTheJsonInterfaceStaysOpen() {
    try (OpenListener listener = listener(Optional.of("sesame"))) {
      assertThat(listener.get("/metrics").status()).isEqualTo(200);
    }
  }
}
