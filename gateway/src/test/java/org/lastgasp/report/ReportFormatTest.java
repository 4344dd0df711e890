package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.report.Desk.HOUR;
import static org.lastgasp.report.Desk.NINE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.SourceTree;

/** What {@code docs/formats.md} says of reports and their ledger is so. */
class ReportFormatTest {
  @TempDir Path folder;

  @Test
  void theExampleIsTheReportOfTheLogsExample() throws IOException {
    Map.Entry<String, String> report = example();

    String documentation = Files.readString(SourceTree.path("docs/formats.md"));
    assertThat(documentation).contains(report.getKey());
    assertThat(documentation)
        .contains("\n```\n" + report.getValue().replace("\r\n", "\n") + "```\n");
  }

  @Test
  void everyColumnOfTheLedgerIsDescribed() throws IOException, SQLException {
    Map.Entry<String, String> unused = example();
    String documentation = Files.readString(SourceTree.path("docs/formats.md"));
    String section = documentation.substring(documentation.indexOf("## report.db"));
    List<String> columns = new ArrayList<>();
    String url = "jdbc:sqlite:" + folder.resolve("report/report.db");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT m.name || ' ' || c.name FROM sqlite_master m, pragma_table_info(m.name) c"
                    + " WHERE m.type = 'table'")) {
      while (found.next()) {
        columns.add(found.getString(1));
      }
    }
    assertThat(columns).hasSizeGreaterThan(25);
    for (String column : columns) {
      String[] words = column.split(" ");
      String row =
          section.lines().filter(l -> l.startsWith("| `" + words[0] + "`")).findFirst().orElse("");
      assertThat(row).as(column).contains("`" + words[1] + "`");
    }
  }

  private Map.Entry<String, String> example() {
    Desk desk = new Desk(folder);
    long unused = desk.log.writeExample();
    desk.at(NINE.plus(HOUR).plus(Planner.SETTLING));
    return desk.spool().entrySet().iterator().next();
  }
}
