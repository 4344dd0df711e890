package org.lastgasp.kafka;

import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The arithmetic of tokens: numbers by which an edge knows a request before the id of its event is
 * made. They are below zero, which no id is.
 */
final class Token {
  private Token() {}

  static long of(RecordMetadata record) {
    return -1 - (record.offset() * EventId.MOST_PARTITIONS + record.partition());
  }

  static boolean is(long number) {
    return number < 0;
  }

  static int partition(long token) {
    return (int) ((-1 - token) % EventId.MOST_PARTITIONS);
  }

  static long offset(long token) {
    return (-1 - token) / EventId.MOST_PARTITIONS;
  }
}
