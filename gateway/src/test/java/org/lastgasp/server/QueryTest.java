package org.lastgasp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lastgasp.access.Role;

class QueryTest {
  private Function<Query, Object> question = query -> "";
  private final OpenListener listener =
      new OpenListener(new RouteTable().get("/q", Role.VIEWER, this::answer));

  private enum Colour {
    RED,
    DARK_BLUE
  }

  private void answer(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    Object read = question.apply(query);
    query.check();
    response.send(read.toString());
  }

  @AfterEach
  void close() {
    listener.close();
  }

  private String read(String parameters, Function<Query, Object> asked) {
    question = asked;
    OpenListener.Answer answer = listener.get("/q" + parameters);
    assertThat(answer.status()).as(parameters).isEqualTo(200);
    return answer.body();
  }

  private String refused(String parameters, Function<Query, Object> asked) {
    question = asked;
    OpenListener.Answer answer = listener.get("/q" + parameters);
    assertThat(answer.status()).as(parameters).isEqualTo(400);
    return answer.body();
  }

  private static Object limit(Query query) {
    return query.number("limit", 50, 1, 1_000);
  }

  @Test
  void aNumberThatIsNotGivenIsTheUsualOne() {
    assertThat(read("", QueryTest::limit)).isEqualTo("50");
    assertThat(read("?limit=", QueryTest::limit)).isEqualTo("50");
  }

  @Test
  void aNumberMayBeItsLeastAndItsMost() {
    assertThat(read("?limit=1", QueryTest::limit)).isEqualTo("1");
    assertThat(read("?limit=1000", QueryTest::limit)).isEqualTo("1000");
  }

  @Test
  void aNumberOutsideItsBoundsNamesThem() {
    assertThat(refused("?limit=0", QueryTest::limit)).contains("limit is from 1 to 1000, not '0'");
    assertThat(refused("?limit=1001", QueryTest::limit)).contains("'1001'");
  }

  @Test
  void whatHasOtherThanDigitsIsNoNumber() {
    for (String text : List.of("-1", "1e3", "%2B5", "5.0", "%D9%A3", "99999999999999999999")) {
      assertThat(refused("?limit=" + text, QueryTest::limit)).contains("limit is from 1 to 1000");
    }
  }

  @Test
  void whereToGoOnIsANumberOfAnEarlierAnswer() {
    assertThat(read("?after=123456789012345678", query -> query.number("after", 0)))
        .isEqualTo("123456789012345678");
    assertThat(refused("?after=x", query -> query.number("after", 0)))
        .contains("a number that an earlier answer gave");
  }

  @Test
  void anInstantMayHaveAnyOffset() {
    String early = "?from=2030-01-15T10:00:00%2B01:00";
    assertThat(read(early, query -> query.instant("from").orElseThrow()))
        .isEqualTo("2030-01-15T09:00:00Z");
  }

  @Test
  void anInstantWithoutAZoneIsRefusedWithAnExample() {
    assertThat(refused("?from=2030-01-15T10:00:00", query -> query.instant("from")))
        .contains("from is a time such as 2030-01-15T10:00:00Z");
  }

  @Test
  void aDeviceMayBeWrittenInSmallLetters() {
    assertThat(read("?hub=00-db-12-34-00-00-00-0a", query -> query.eui("hub").orElseThrow()))
        .isEqualTo("00-DB-12-34-00-00-00-0A");
  }

  @Test
  void whatIsNoDeviceIsRefused() {
    assertThat(refused("?hub=12", query -> query.eui("hub"))).contains("hub is an EUI-64");
  }

  @Test
  void aChoiceIsWrittenInSmallLettersWithHyphens() {
    assertThat(read("?c=dark-blue", query -> query.choice("c", Colour.values()).orElseThrow()))
        .isEqualTo("DARK_BLUE");
    assertThat(refused("?c=DARK_BLUE", query -> query.choice("c", Colour.values())))
        .contains("c is one of red, dark-blue, not 'DARK_BLUE'");
  }

  @Test
  void aFlagIsTrueOrFalseAndNothingElse() {
    assertThat(read("?f=true", query -> query.flag("f"))).isEqualTo("true");
    assertThat(read("?f=false", query -> query.flag("f"))).isEqualTo("false");
    assertThat(read("", query -> query.flag("f"))).isEqualTo("false");
    assertThat(refused("?f=yes", query -> query.flag("f"))).contains("f is true or false");
  }

  @Test
  void aParameterThatStandsThereTwiceIsRefused() {
    assertThat(refused("?limit=5&limit=6", QueryTest::limit))
        .contains("limit stands there 2 times: say it once");
  }

  @Test
  void allFaultsAreNamedAtOnce() {
    String answer =
        refused("?limit=0&hub=x", query -> query.eui("hub") + " " + limit(query));
    assertThat(answer)
        .contains("\"faults\":[\"hub is an EUI-64", "\"limit is from 1 to 1000");
  }

  @Test
  void aQueryThatIsNoUtf8IsNoRequest() {
    assertThat(refused("?limit=%FF", QueryTest::limit)).contains("Not a request", "Bad query");
  }
}
