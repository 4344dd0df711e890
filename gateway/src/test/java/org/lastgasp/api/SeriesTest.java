package org.lastgasp.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SeriesTest {
  @Test
  void noTwoValuesHaveTheSameLabels() throws IOException {
    PrometheusRegistry registry = new PrometheusRegistry();
    Series.gauge("a", "A gauge")
        .labelNames("reason", "user")
        .callback(
            c -> {
              c.call(1, "set-aside", "x");
              c.call(3, "set-aside", "x");
              c.call(2, "set-aside", "x");
              c.call(4, "set-aside", "y");
            })
        .register(registry);
    Series.counter("b_total", "A counter")
        .callback(
            c -> {
              c.call(1);
              c.call(2);
            })
        .register(registry);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(out, registry.scrape());
    assertThat(out.toString(UTF_8))
        .contains("a{reason=\"set-aside\",user=\"x\"} 3.0\n")
        .contains("a{reason=\"set-aside\",user=\"y\"} 4.0\n")
        .contains("b_total 2.0\n");
  }
}
