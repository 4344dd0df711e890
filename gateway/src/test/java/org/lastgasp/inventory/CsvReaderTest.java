package org.lastgasp.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 4180, and where each record begins. */
class CsvReaderTest {
  private static List<String> read(String text) {
    try {
      CsvReader csv = CsvReader.file(new ByteArrayInputStream(text.getBytes(UTF_8)));
      List<String> all = new ArrayList<>();
      Optional<CsvReader.Parsed> next = csv.next();
      while (next.isPresent()) {
        all.add(
            switch (next.get()) {
              case CsvReader.Parsed.Fields f -> f.line() + ":" + String.join("|", f.values());
              case CsvReader.Parsed.Broken b -> b.line() + "! " + b.fault();
            });
        next = csv.next();
      }
      return all;
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Test
  void readsLinesEndedEitherWayAndTheLastOneWithoutAnEnd() {
    assertThat(read("a,b\r\nc,d\ne,f")).containsExactly("1:a|b", "2:c|d", "3:e|f");
    assertThat(read("a,b\r")).containsExactly("1:a|b");
  }

  @Test
  void keepsCommasQuotesAndLineEndsInsideQuotes() {
    assertThat(read("\"a,\"\"b\"\"\r\nc\",d\ne,\"\"\n"))
        .containsExactly("1:a,\"b\"\r\nc|d", "3:e|");
  }

  @Test
  void keepsEmptyFieldsAndPassesOverEmptyLines() {
    assertThat(read("\n,\n\r\n\"\"\n,,\n")).containsExactly("2:|", "4:", "5:||");
  }

  @Test
  void goesOnAfterABrokenLine() {
    assertThat(read("a\"b,c\nd\n\"e\"f\ng\nh\ri\nj\n"))
        .containsExactly(
            "1! a quote inside a field that is not quoted",
            "2:d",
            "3! text after a closing quote",
            "4:g",
            "5! a carriage return that does not end the line",
            "6:j");
  }

  @Test
  void refusesAQuoteThatIsNeverClosedWithoutKeepingTheFile() {
    assertThat(read("a\n\"b\nc\n")).containsExactly("1:a", "2! a quoted field is not closed");
    String long1 = "a\n\"b\n" + "c\n".repeat(40_000) + "d\n";
    assertThat(read(long1))
        .startsWith("1:a", "2! longer than 64 KiB: is a quote left open?", "32771:c");
  }

  @Test
  void refusesAZero() {
    assertThat(read("a,b\0\nc\n")).containsExactly("1! a zero character in field 2", "2:c");
  }
}
