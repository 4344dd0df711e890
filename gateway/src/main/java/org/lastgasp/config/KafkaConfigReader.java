package org.lastgasp.config;

import java.util.Optional;

/** A reader of the settings of the runtime on Kafka. */
final class KafkaConfigReader {
  private static final ValueType<String> BROKERS =
      new ValueType<>(
          "\"\", or host:port, with commas between several",
          false,
          text ->
              text.isEmpty() || text.matches("[^\\s,:]+:\\d{1,5}(,[^\\s,:]+:\\d{1,5})*")
                  ? Optional.of(text)
                  : Optional.empty());
  private static final ValueType<String> PREFIX =
      new ValueType<>(
          "up to 100 of a-z, A-Z, 0-9, '.', '_' and '-'",
          false,
          text -> text.matches("[a-zA-Z0-9._-]{0,100}") ? Optional.of(text) : Optional.empty());
  private static final ValueType<String> FILE = ValueType.orNothing(ValueType.PATH);
  private static final int MOST_PARTITIONS = 128; // an id of an event has room for no more

  private KafkaConfigReader() {}

  static Config.Kafka read(ConfigSource source, Section root) {
    Config.Kafka none = Config.Kafka.NONE;
    Section section = root.section("kafka");
    Setting<String> bootstrap = section.read("bootstrap", BROKERS, none.bootstrap());
    Setting<String> prefix = section.read("prefix", PREFIX, none.prefix());
    Setting<Integer> partitions =
        section.read("partitions", ValueType.whole(1, MOST_PARTITIONS), none.partitions());
    Setting<String> client = section.read("client", FILE, "");
    section.end();
    return new Config.Kafka(
        bootstrap.value(),
        prefix.value(),
        partitions.value(),
        ValueType.PATH
            .parser()
            .apply(client.value())
            .map(file -> source.resolve(client.where(), file)));
  }
}
