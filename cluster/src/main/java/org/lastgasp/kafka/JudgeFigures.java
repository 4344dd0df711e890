package org.lastgasp.kafka;

import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.TaskMetadata;

/** The figures of a judge, as Kafka Streams has them. */
final class JudgeFigures {
  private final KafkaStreams judge;

  JudgeFigures(KafkaStreams judge) {
    this.judge = judge;
  }

  /** What it takes for a record, on average, in seconds; of the slowest of its threads. */
  double processing() {
    return of("stream-thread-metrics", "process-latency-avg", Math::max) / 1e3;
  }

  /** How often it was given other partitions. */
  long rebalances() {
    return (long) of("consumer-coordinator-metrics", "rebalance-total", Math::max);
  }

  private double of(String group, String name, DoubleBinaryOperator merge) {
    return judge.metrics().values().stream()
        .filter(each -> is(each, group, name))
        .map(Metric::metricValue)
        .filter(Number.class::isInstance)
        .mapToDouble(value -> ((Number) value).doubleValue())
        .filter(Double::isFinite)
        .reduce(0, merge);
  }

  private static boolean is(Metric metric, String group, String name) {
    return metric.metricName().group().equals(group) && metric.metricName().name().equals(name);
  }

  /**
   * The records that its stores lack.
   *
   * @param restoring of partitions that it is to judge
   * @param standby of partitions that others judge
   */
  record Behind(long restoring, long standby) {}

  Behind behind() {
    Set<Integer> standbys =
        judge.metadataForLocalThreads().stream()
            .flatMap(thread -> thread.standbyTasks().stream())
            .map(TaskMetadata::taskId)
            .map(task -> task.partition())
            .collect(Collectors.toSet());
    long restoring = 0;
    long standby = 0;
    for (Map<Integer, LagInfo> store : judge.allLocalStorePartitionLags().values()) {
      for (Map.Entry<Integer, LagInfo> each : store.entrySet()) {
        if (standbys.contains(each.getKey())) {
          standby += each.getValue().offsetLag();
        } else {
          restoring += each.getValue().offsetLag();
        }
      }
    }
    return new Behind(restoring, standby);
  }
}
