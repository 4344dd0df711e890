package org.lastgasp.kafka;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.lastgasp.app.RuntimeProvider.RuntimeRefused;
import org.lastgasp.files.ErrorText;

/** The topics of one installation as they have to be: makes them, and compares what is there. */
final class TopicSetup {
  private static final String WEEK = "604800000"; // milliseconds
  private static final String HOUR = "3600000"; // milliseconds
  private static final String LARGEST = Integer.toString(20 << 20); // bytes
  private static final int SAFE_COPIES = 3;
  private static final int SAFE_IN_SYNC = 2;

  private final Topics topics;
  private final Stamp stamp;

  /** The choice of who stamps the records of {@code input}. */
  enum Stamp {
    /** The broker, with whose clock an edge's is compared. */
    BROKER("LogAppendTime"),
    /** The edge, whose time is not a machine's: that of a simulation. */
    EDGE("CreateTime");

    private final String code;

    Stamp(String code) {
      this.code = code;
    }
  }

  TopicSetup(Topics topics, Stamp stamp) {
    this.topics = topics;
    this.stamp = stamp;
  }

  /**
   * A topic as it has to be.
   *
   * @param settings that it must have, whatever else is set
   */
  record Wanted(String name, int partitions, Map<String, String> settings) {}

  List<Wanted> wanted() {
    Map<String, String> kept =
        Map.of("retention.ms", WEEK, "cleanup.policy", "delete", "max.message.bytes", LARGEST);
    Map<String, String> compacted =
        Map.of(
            "cleanup.policy", "compact", "max.message.bytes", LARGEST, "segment.ms", HOUR,
            "min.cleanable.dirty.ratio", "0.1");
    // a record stamped by an edge whose clock is hours ahead would be refused, at each try
    Map<String, String> decided = stamped(kept, Stamp.BROKER);
    return List.of(
        new Wanted(topics.input(), topics.partitions(), stamped(kept, stamp)),
        new Wanted(topics.events(), topics.partitions(), decided),
        new Wanted(topics.suppressed(), 1, decided),
        new Wanted(topics.lead(), 1, Map.of("cleanup.policy", "delete")),
        new Wanted(topics.progress(), SharedTables.PARTITIONS, compacted),
        new Wanted(topics.nodes(), 1, stamped(compacted, Stamp.BROKER)));
  }

  private static Map<String, String> stamped(Map<String, String> settings, Stamp by) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put("message.timestamp.type", by.code);
    return all;
  }

  /**
   * Makes the topics that are not there.
   *
   * @param copies of each partition
   * @return the names of those that were made
   * @throws RuntimeRefused if Kafka refuses, saying why
   */
  List<String> create(Admin admin, int copies) {
    List<String> made = new ArrayList<>();
    for (Wanted each : wanted()) {
      Map<String, String> settings = new LinkedHashMap<>(each.settings());
      settings.put("min.insync.replicas", Integer.toString(Math.max(1, copies - 1)));
      NewTopic topic =
          new NewTopic(each.name(), each.partitions(), (short) copies).configs(settings);
      try {
        var unused = admin.createTopics(Set.of(topic)).all().get();
        made.add(each.name());
      } catch (ExecutionException failed) {
        if (!(failed.getCause() instanceof TopicExistsException)) {
          throw new RuntimeRefused(
              "topic " + each.name() + " was not made: " + text(failed), failed);
        }
      } catch (InterruptedException stopped) {
        throw interrupted(stopped);
      }
    }
    return made;
  }

  /**
   * What is wrong with the topics that are there, each with what to do; none if nothing is.
   *
   * @param trial whether one copy of everything will do
   * @throws RuntimeRefused if Kafka cannot be asked, saying why
   */
  List<String> faults(Admin admin, boolean trial) {
    List<String> faults = new ArrayList<>();
    Set<String> there = ask("listing topics", admin.listTopics().names());
    for (Wanted each : wanted()) {
      if (there.contains(each.name())) {
        compare(admin, each, trial, faults);
      } else {
        faults.add("there is no topic " + each.name() + ": lastgasp kafka topics --create");
      }
    }
    return faults;
  }

  private static void compare(Admin admin, Wanted wanted, boolean trial, List<String> faults) {
    String name = wanted.name();
    TopicDescription found =
        there(
            ask("describing " + name, admin.describeTopics(Set.of(name)).allTopicNames()), name);
    int partitions = found.partitions().size();
    if (partitions != wanted.partitions()) {
      faults.add(
          "topic " + name + " has " + partitions + " partitions, and kafka.partitions asks for "
              + wanted.partitions() + ": the state is kept by partition, so set it back, or begin"
              + " with another kafka.prefix");
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    org.apache.kafka.clients.admin.Config settings =
        there(
            ask("reading the settings of " + name, admin.describeConfigs(Set.of(resource)).all()),
            resource);
    for (String key : List.of("cleanup.policy", "message.timestamp.type")) {
      Optional<String> asked = Optional.ofNullable(wanted.settings().get(key));
      String is = settings.get(key).value();
      asked
          .filter(value -> !value.equals(is))
          .ifPresent(
              value ->
                  faults.add(
                      "topic " + name + " has " + key + "=" + is + ": set it to " + value));
    }
    int copies = found.partitions().getFirst().replicas().size();
    int inSync = Integer.parseInt(settings.get("min.insync.replicas").value());
    if (!trial && (copies < SAFE_COPIES || inSync < SAFE_IN_SYNC)) {
      faults.add(
          "topic " + name + " has " + copies + " copies and min.insync.replicas=" + inSync
              + ", so a broker that is lost takes acknowledged messages with it: make it "
              + SAFE_COPIES + " and " + SAFE_IN_SYNC + ", or say --trial");
    }
  }

  private static <K, V> V there(Map<K, V> answers, K key) {
    return Optional.ofNullable(answers.get(key))
        .orElseThrow(() -> new RuntimeRefused("Kafka says nothing of " + key));
  }

  /** The id of the cluster, by which a folder knows whose record it mirrors. */
  static String cluster(Admin admin) {
    return ask("asking for the cluster's id", admin.describeCluster().clusterId());
  }

  /** How many records of {@code events} are there no more. */
  long expired(Admin admin) {
    Map<TopicPartition, OffsetSpec> first =
        IntStream.range(0, topics.partitions())
            .mapToObj(partition -> new TopicPartition(topics.events(), partition))
            .collect(Collectors.toMap(each -> each, each -> OffsetSpec.earliest()));
    return ask("asking for the beginning of " + topics.events(), admin.listOffsets(first).all())
        .values().stream()
        .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
        .sum();
  }

  private static <T> T ask(String what, KafkaFuture<T> question) {
    try {
      return question.get();
    } catch (ExecutionException failed) {
      throw new RuntimeRefused(
          what + ": " + text(failed) + ": look at kafka.bootstrap, and at kafka.client"
              + " where the brokers ask for TLS or a password",
          failed);
    } catch (InterruptedException stopped) {
      throw interrupted(stopped);
    }
  }

  private static String text(ExecutionException failed) {
    return Optional.ofNullable(failed.getCause()).map(ErrorText::of).orElse("it failed");
  }

  private static RuntimeRefused interrupted(InterruptedException stopped) {
    Thread.currentThread().interrupt();
    return new RuntimeRefused("stopped while Kafka was asked", stopped);
  }
}
