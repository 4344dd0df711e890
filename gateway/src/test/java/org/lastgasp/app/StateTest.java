package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.cli.Verb;

/**
 * What happens to an alert that arrives now is told in one sentence, the same on the page, by the
 * verb, by the readiness, as JSON, as a metric and in the log; and the next alert meets it.
 */
class StateTest {
  @TempDir Path folder;
  private Operator operator;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Logger logger = Logger.getLogger(CurrentState.class.getName());
  private final Handler hearing =
      new Handler() {
        @Override
        public void publish(LogRecord event) {
          log.add(new java.util.logging.SimpleFormatter().formatMessage(event));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void build() throws IOException {
    logger.addHandler(hearing);
    logger.setLevel(Level.INFO); // whatever a command that ran in this process has set
    operator = new Operator(folder);
  }

  @AfterEach
  void stop() {
    operator.close();
    logger.removeHandler(hearing);
    logger.setLevel(null);
  }

  /** The same everywhere; the sentence exactly, and its second line in part. */
  private void assertTold(String state, String cause, String sentence, String because) {
    assertTold(state, cause, Pattern.compile(Pattern.quote(sentence)), because);
  }

  private void assertTold(String state, String cause, Pattern sentence, String because) {
    operator.gateway().sweep();
    Town.await("taken up: " + sentence + ", " + because, () -> isTakenUp(sentence, because));
    JsonNode status = operator.get("status");
    assertThat(status.path("sentence").asText()).matches(sentence);
    assertThat(status.path("state").asText()).isEqualTo(state);
    assertThat(status.path("cause").asText()).isEqualTo(cause);
    assertThat(status.path("because").asText()).contains(because);
    String ready = operator.text("/-/ready");
    assertThat(ready).containsPattern("\"sentence\":\"" + sentence + "\"");
    assertThat(ready).contains("\"state\":\"" + state + "\"");
    Pattern told = Pattern.compile("<b><bdi>" + sentence + "</bdi></b>");
    Town.await( // pages share what was read a moment ago
        "the page says: " + sentence, () -> told.matcher(operator.text("/")).find());
    String page = operator.text("/");
    assertThat(page).contains(state.equals("suppressing") ? "state ok" : "state warn");
    assertThat(page).contains("/icon/" + state);
    assertThat(page.contains("state ok")).as("calm").isEqualTo(state.equals("suppressing"));
    boolean suppressing = state.equals("suppressing");
    assertThat(operator.get("blind").path("suppressing").asBoolean()).isEqualTo(suppressing);
    if (!suppressing) {
      assertThat(operator.text("/campaigns")).doesNotContain(">blind now<");
    }
    String verb = Verb.said("status", "--url", url());
    assertThat(verb.replaceAll("\\s+", " ")).containsPattern(sentence).contains(because);
    assertThat(verb.lines()).allMatch(line -> line.length() <= 80);
    String metrics = operator.text("/metrics");
    for (String each : List.of("suppressing", "observing", "off", "forwarding-all")) {
      assertThat(metrics)
          .contains("lastgasp_state{state=\"" + each + "\"} " + (each.equals(state) ? "1" : "0"));
    }
    assertThat(log).last().asString()
        .contains("event=state state=" + state + " cause=" + cause);
  }

  /** The index of what happened is a moment late. */
  private boolean isTakenUp(Pattern sentence, String because) {
    JsonNode status = operator.get("status");
    return sentence.matcher(status.path("sentence").asText()).matches()
        && status.path("because").asText().contains(because);
  }

  private String url() {
    return "http://127.0.0.1:" + operator.gateway().adminPort();
  }

  private void order(String path, String order) {
    assertThat(operator.post(path, order).status()).isEqualTo(200);
  }

  @Test
  void enforceWithoutAndWithBlindHubsAndStormsAndObserveAndOff() {
    operator.start("");
    String first = "Set by configuration at 10:00: first start";
    assertTold("suppressing", "enforce", "Suppressing. No hub is blind now.", first);

    operator.activated(1);
    operator.at("10:05:00");
    assertTold(
        "suppressing", "enforce",
        "Suppressing. 1 hub is blind in 1 distributor, the last until 10:30.", first);
    assertThat(operator.alerted()).isEqualTo("in-window");

    order("storm", "{\"to\":\"on\",\"region\":\"North\",\"reason\":\"gale\"}");
    assertTold(
        "suppressing", "enforce",
        "Suppressing. 1 hub is blind in 1 distributor, the last until 10:30"
            + " (except storm: region NORTH).",
        first);
    assertThat(operator.alerted()).as("of the south").isEqualTo("in-window");

    order("storm", "{\"to\":\"on\",\"for\":\"12h\",\"reason\":\"gale\"}");
    assertTold(
        "forwarding-all", "storm",
        "Forwarding everything: storm order by admin.token since 10:05, ends 22:05.", "gale");
    assertThat(operator.alerted()).isEqualTo("storm");
    order("storm", "{\"to\":\"off\",\"reason\":\"over\"}");

    order("switch", "{\"to\":\"observe\",\"reason\":\"trial\"}");
    operator.at("10:06:00");
    order("storm", "{\"to\":\"off\",\"region\":\"North\",\"reason\":\"over\"}");
    assertThat(operator.alerted()).isEqualTo("observe");
    assertTold(
        "observing", "observe",
        "Observing: 1 alert of the last hour would have been suppressed; all were forwarded.",
        "Set by admin.token at 10:05: trial");

    order("switch", "{\"to\":\"off\",\"reason\":\"fault\"}");
    assertTold("off", "off", "Off: nothing is tracked.", "Set by admin.token at 10:06: fault");
    assertThat(operator.alerted()).isEqualTo("switch-off");
  }

  @Test
  void aBreakerThatIsOpenAndOn() {
    operator.start(
        "guards: {breaker: on}\n"
            + "guard-settings: {breaker: {suppressions: 1, percent: 0, quiet: 1h}}\n");
    operator.activated(1);
    operator.alerted();
    operator.alerted();
    assertThat(operator.alerted()).isEqualTo("guard-breaker");
    assertTold(
        "forwarding-all", "breaker", "Forwarding everything: the breaker is open since 10:00.",
        "alerts suppressed in 600 s");
  }

  @Test
  void aBreakerInShadowForwardsNothing() {
    operator.start(
        "guards: {breaker: shadow}\n"
            + "guard-settings: {breaker: {suppressions: 1, percent: 0, quiet: 1h}}\n");
    operator.activated(1);
    operator.alerted();
    operator.alerted();
    assertThat(operator.alerted()).isEqualTo("in-window");
    assertTold(
        "suppressing", "enforce",
        "Suppressing. 1 hub is blind in 1 distributor, the last until 10:30.", "first start");
  }

  @Test
  void listsThatAreMissing() throws IOException {
    Files.delete(folder.resolve("inventory.csv"));
    Files.delete(folder.resolve("guids.txt"));
    operator.begin();
    operator.activated(1);
    assertThat(operator.alerted()).isEqualTo("hub-not-tracked");
    assertTold(
        "forwarding-all", "lists-missing",
        "Forwarding everything: nothing is tracked without an inventory and a list of GUIDs.",
        "lastgasp inventory import");
  }

  @Test
  void aClockThatIsBehindTheJournal() {
    operator.start("");
    operator.activated(1);
    operator.end();
    operator.at("09:00:00");
    operator.begin();
    assertTold(
        "forwarding-all", "clock-behind",
        "Forwarding everything: the clock is behind the journal, until 10:00.",
        "set the clock right");
  }

  @Test
  void aJournalThatCannotBeWritten() throws SQLException, IOException, InterruptedException {
    operator.start("");
    operator.activated(1);
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + operator.segment());
        Statement lock = other.createStatement()) {
      lock.execute("BEGIN IMMEDIATE");
      Thread sender = new Thread(this::sendsAnAlert);
      sender.start();
      Town.await("it gives up", () -> operator.text("/-/ready").contains("\"ready\":false"));
      Pattern sentence = // it is late at first, and then refuses
          Pattern.compile(
              "Forwarding everything: nothing can be recorded"
                  + "( \\(the disk does not answer since 10:00\\)| since 10:00)\\.");
      assertTold(
          "forwarding-all", "cannot-record", sentence, "Alerts go straight to their receivers");
      assertRefusedInWords("switch", "{\"to\":\"observe\",\"reason\":\"a look\"}");
      assertRefusedInWords("storm", "{\"to\":\"on\",\"reason\":\"gale\"}");
      sender.join();
      assertTold(
          "forwarding-all", "cannot-record", sentence, "Not recorded: 1 alert handed over. Alerts");
      lock.execute("ROLLBACK");
    }
    Town.await("recovered", () -> notRecorded("last_hour") == 1 && notRecorded("last_day") == 1);
    assertThat(Verb.said("status", "--url", url()).replaceAll("\\s+", " "))
        .contains("Suppressed, last hour 0 of 0 received; not recorded: 1 handed over");
    assertThat(operator.text("/")).contains("none recorded · not recorded: 1 handed over");
    operator.at("11:01:00");
    assertThat(notRecorded("last_hour")).isZero();
    assertThat(notRecorded("last_day")).isOne();
  }

  private long notRecorded(String time) {
    return operator.get("status").path(time).path("not_recorded").asLong();
  }

  private void assertRefusedInWords(String path, String order) {
    Operator.Answer answer = operator.post(path, order);
    assertThat(answer.status()).as(path).isEqualTo(503);
    assertThat(answer.body().path("detail").asText())
        .as(path)
        .contains("again later")
        .doesNotContain("org.lastgasp", "Exception", "JournalUnavailable");
  }

  private void sendsAnAlert() {
    operator.town.post(
        operator.gateway().duisPort(), "/api/v1/receive",
        Town.ad1(Town.HUB, 77, operator.now.get()));
  }
}
