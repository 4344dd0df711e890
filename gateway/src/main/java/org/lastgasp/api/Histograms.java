package org.lastgasp.api;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import org.lastgasp.motorway.LatencyHistogram;

/** The histograms among the metrics, read at each scrape. */
final class Histograms {
  private Histograms() {}

  static void register(
      PrometheusRegistry registry, String name, String help, LatencyHistogram histogram) {
    registry.register(
        () ->
            HistogramSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(
                    HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(
                            ClassicHistogramBuckets.of(histogram.bounds(), histogram.counts()))
                        .sum(histogram.sum())
                        .build())
                .build());
  }
}
