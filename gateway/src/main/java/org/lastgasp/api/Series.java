package org.lastgasp.api;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A metric whose values are read at each scrape. Of two values with the same labels only the larger
 * is written, as a duplicate would make the whole scrape unreadable.
 */
final class Series {
  private final Sort sort;
  private final String name;
  private final String help;
  private String[] labels = {};
  private Consumer<Values> callback = values -> {};
  private Supplier<Stream<List<String>>> known = Stream::empty;

  private enum Sort {
    COUNTER,
    GAUGE
  }

  /** A receiver of the values, with one text for each label. */
  interface Values {
    void call(double value, String... texts);
  }

  private Series(Sort sort, String name, String help) {
    this.sort = sort;
    this.name = name;
    this.help = help;
  }

  static Series counter(String name, String help) {
    return new Series(Sort.COUNTER, name, help);
  }

  static Series gauge(String name, String help) {
    return new Series(Sort.GAUGE, name, help);
  }

  Series labelNames(String... names) {
    this.labels = names.clone();
    return this;
  }

  /**
   * Sets the labels that have the value 0 until something is reported for them. Without this, a
   * rate over the series would miss its first event.
   */
  Series fromTheStart(Supplier<Stream<List<String>>> labels) {
    this.known = labels;
    return this;
  }

  /** As {@link #fromTheStart}, of one label. */
  Series fromTheStart(Collection<String> labels) {
    return fromTheStart(() -> labels.stream().map(List::of));
  }

  Series callback(Consumer<Values> asked) {
    this.callback = asked;
    return this;
  }

  void register(PrometheusRegistry registry) {
    switch (sort) {
      case COUNTER ->
          CounterWithCallback.builder()
              .name(name)
              .help(help)
              .labelNames(labels)
              .callback(to -> unique(to::call))
              .register(registry);
      case GAUGE ->
          GaugeWithCallback.builder()
              .name(name)
              .help(help)
              .labelNames(labels)
              .callback(to -> unique(to::call))
              .register(registry);
    }
  }

  private void unique(Values to) {
    Map<List<String>, Double> values = new LinkedHashMap<>();
    known.get().forEach(texts -> values.put(texts, 0.0));
    callback.accept((value, texts) -> values.merge(List.of(texts), value, Math::max));
    values.forEach((texts, value) -> to.call(value, texts.toArray(String[]::new)));
  }
}
