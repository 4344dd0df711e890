package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

/** The words for a connection that failed, where Java has none. */
class SftpConnectionTest {
  @Test
  void aFailureWithoutWordsOfItsOwnIsToldInWords() {
    Throwable refused = new ConnectException().initCause(new ClosedChannelException());
    assertThat(SftpConnection.reason(new IOException(refused))).isEqualTo("no connection");
    assertThat(SftpConnection.reason(new ConnectException())).isEqualTo("no connection");
    assertThat(SftpConnection.reason(new IOException(new ClosedChannelException())))
        .isEqualTo("the connection was closed");
    assertThat(SftpConnection.reason(new EOFException())).isEqualTo("the connection was closed");
    assertThat(SftpConnection.reason(new SocketTimeoutException()))
        .isEqualTo("no answer in time");
    assertThat(SftpConnection.reason(new IOException())).isEqualTo("the connection failed");
    assertThat(SftpConnection.reason(new IOException("broken pipe"))).isEqualTo("broken pipe");
    assertThat(Thread.interrupted()).as("a timeout of a socket is no interrupt").isFalse();
  }
}
