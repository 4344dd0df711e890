package org.lastgasp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BodyTest {
  private static final int MOST = 1 << 20; // bytes
  private static final int SMALL = (int) BodyMemoryLimit.SMALL;

  private final BodyMemoryLimit room = new BodyMemoryLimit(MOST, Duration.ZERO);
  private final OpenListener listener =
      new OpenListener(new RouteTable().document("/document", this::read));

  private void read(ServerRequest request, ServerResponse response) {
    switch (Body.read(request, MOST, room)) {
      case Body.Outcome.Whole whole -> {
        response.send(whole.bytes().length + " bytes");
        whole.leave().close();
      }
      case Body.Outcome.TooLarge _ -> response.send("too large");
      case Body.Outcome.NoRoom _ -> response.send("no room");
    }
  }

  @AfterEach
  void close() {
    listener.close();
  }

  private String post(int bytes) {
    return listener.post("/document", "x".repeat(bytes)).body();
  }

  @Test
  void aBodyIsReadUpToTheMost() {
    assertThat(post(0)).isEqualTo("0 bytes");
    assertThat(post(MOST)).isEqualTo(MOST + " bytes");
    assertThat(post(MOST + 1)).isEqualTo("too large");
  }

  @Test
  void aBodyInChunksIsReadUpToTheMost() {
    assertThat(listener.chunked("/document", 10, 20).body()).isEqualTo("30 bytes");
    assertThat(listener.chunked("/document", SMALL, SMALL).body()).isEqualTo(2 * SMALL + " bytes");
    assertThat(listener.chunked("/document", MOST - 1, 1).body()).isEqualTo(MOST + " bytes");
    assertThat(listener.chunked("/document", MOST, 1).body()).isEqualTo("too large");
  }

  @Test
  void aLargeBodyForWhichThereIsNoRoomIsNotRead() {
    assertThat(room.enter(MOST)).isPresent();
    assertThat(post(SMALL + 1)).isEqualTo("no room");
    assertThat(listener.chunked("/document", SMALL, SMALL).body()).isEqualTo("no room");
  }

  @Test
  void aSmallBodyIsReadThoughThereIsNoRoom() {
    assertThat(room.enter(MOST)).isPresent();
    assertThat(post(SMALL)).isEqualTo(SMALL + " bytes");
    assertThat(listener.chunked("/document", SMALL).body()).isEqualTo(SMALL + " bytes");
  }

  @Test
  void aBodyThatIsTooLargeGivesItsRoomBack() {
    assertThat(listener.chunked("/document", MOST, 1).body()).isEqualTo("too large");
    assertThat(room.enter(MOST)).isPresent();
  }

  @Test
  void aBodyThatBreaksOffGivesItsRoomBack() {
    String announced = "Content-Length: " + MOST;
    assertThat(listener.post("/document", "x", announced).status()).isEqualTo(400);
    assertThat(room.enter(MOST)).isPresent();
  }
}
