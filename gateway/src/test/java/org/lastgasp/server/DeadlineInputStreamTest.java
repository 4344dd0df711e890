package org.lastgasp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineInputStreamTest {
  private static final byte[] BODY = {1, 2, 3};

  @Test
  void givesAllThatComesInTime() throws IOException {
    InputStream body = DeadlineInputStream.of(new ByteArrayInputStream(BODY), BODY.length);
    assertThat(body.readAllBytes()).isEqualTo(BODY);
  }

  @Test
  void endsWhereItsTimeEnds() {
    InputStream late =
        new DeadlineInputStream(
            new ByteArrayInputStream(BODY), Duration.ofNanos(-1), Long.MAX_VALUE);
    assertThatThrownBy(() -> late.readNBytes(1)).isInstanceOf(DeadlineInputStream.TooSlow.class);
    assertThatThrownBy(late::read).isInstanceOf(DeadlineInputStream.TooSlow.class);
    assertThatThrownBy(() -> late.skip(1)).isInstanceOf(DeadlineInputStream.TooSlow.class);
  }

  @Test
  void skipsToTheEndOrAsFarAsAsked() throws IOException {
    InputStream body = DeadlineInputStream.of(new ByteArrayInputStream(BODY), BODY.length);
    assertThat(body.skip(2)).isEqualTo(2);
    assertThat(body.skip(2)).isEqualTo(1);
    assertThat(body.skip(2)).isZero();
  }
}
