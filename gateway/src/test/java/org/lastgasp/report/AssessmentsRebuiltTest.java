package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.report.Desk.HOUR;
import static org.lastgasp.report.Desk.NINE;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports for which the assessments had come to a position that they cannot have now. */
class AssessmentsRebuiltTest {
  private static final Assessments.Change SUSPECT =
      new Assessments.Change(1, "17", "unresolved", "suspect", "supply-restored: 8F36");

  @TempDir Path folder;

  /** Assessments that have come to a position, and found one alert suspect there. */
  private record At(long position) implements Assessments {
    @Override
    public long validPosition(long noted) {
      return noted > position ? 0 : noted;
    }

    @Override
    public String of(long seq, long asOf) {
      return "unresolved";
    }

    @Override
    public List<Change> changes(long after, long upTo, long lastSeq) {
      return Stream.of(SUSPECT).filter(c -> after < position && position <= upTo).toList();
    }

    @Override
    public List<Change> releases(long firstSeq, long lastSeq, long upTo) {
      return List.of();
    }
  }

  @Test
  void aChangeSinceThenIsInTheNextReport() {
    Desk desk = new Desk(folder);
    desk.log.write(NINE.plusSeconds(1), "1712345678909");
    desk.assessments = new At(Long.MAX_VALUE);
    desk.at(after(1));
    desk.assessments = new At(7);
    desk.at(after(2));
    desk.at(after(3));
    assertThat(desk.spool().values().stream().skip(1).map(text -> text.contains("\r\nA,1,")))
        .containsExactly(true, false);
  }

  private static Instant after(int hours) {
    return NINE.plus(HOUR.multipliedBy(hours)).plus(Planner.SETTLING);
  }
}
