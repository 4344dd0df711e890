package org.lastgasp.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;
import org.lastgasp.id.Eui64;

/**
 * The names of the topics of one installation, and which partition a hub's records are in.
 *
 * @param prefix before each name, so that several installations can share a cluster
 * @param partitions of {@code input} and {@code events}; fixed for good, as the state is kept by
 *     partition
 */
record Topics(String prefix, int partitions) {

  Topics {
    if (partitions < 1 || partitions > EventId.MOST_PARTITIONS) {
      throw new IllegalArgumentException(partitions + " partitions");
    }
  }

  /** All that comes, by hub. */
  String input() {
    return prefix + "input";
  }

  /** All that happened, partitioned as {@link #input}. */
  String events() {
    return prefix + "events";
  }

  /** The alerts that were suppressed; one partition. */
  String suppressed() {
    return prefix + "suppressed";
  }

  /** The topic whose one partition says which node acts for all. */
  String lead() {
    return prefix + "lead";
  }

  /** What nodes say of themselves; compacted. */
  String nodes() {
    return prefix + "nodes";
  }

  /** How far the nodes that act for all have come, a partition for each role; compacted. */
  String progress() {
    return prefix + "progress";
  }

  /** The name of the judges' group, and the prefix of their stores' changelogs. */
  String application() {
    return prefix + "judge";
  }

  /** The key of the records of a hub, or of a device that is on none: its EUI-64 as text. */
  static byte[] key(Eui64 id) {
    return id.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** The partition of a hub's records: where Kafka's own clients put a record with its key. */
  int partition(Eui64 hub) {
    return Utils.toPositive(Utils.murmur2(key(hub))) % partitions;
  }
}
