package org.lastgasp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lastgasp.access.Role;

class RouteTableTest {
  private static final RouteTable.Handler NOTHING = (request, response) -> {};

  private final RouteTable table =
      new RouteTable()
          .get("/api/v1/alerts", Role.VIEWER, NOTHING)
          .post("/api/v1/switch", Role.VIEWER, NOTHING)
          .get("/api/v1/switch", Role.VIEWER, NOTHING)
          .list("/api/v1/guids", Role.VIEWER, NOTHING)
          .get("/api/v1/explain/{id}", Role.VIEWER, NOTHING)
          .get("/api/v1/reports/{period}/{name}", Role.VIEWER, NOTHING);

  private RouteTable.Route found(String method, String path) {
    RouteTable.Match match = table.match(method, path);
    assertThat(match).as(method + " " + path).isInstanceOf(RouteTable.Match.Found.class);
    return ((RouteTable.Match.Found) match).route();
  }

  private Map<String, String> parameters(String path) {
    RouteTable.Match match = table.match("GET", path);
    assertThat(match).as(path).isInstanceOf(RouteTable.Match.Found.class);
    return ((RouteTable.Match.Found) match).parameters();
  }

  @Test
  void aRouteIsFoundByMethodAndPath() {
    assertThat(found("GET", "/api/v1/switch").method()).isEqualTo("GET");
    assertThat(found("POST", "/api/v1/switch").method()).isEqualTo("POST");
  }

  @Test
  void headIsAnsweredAsGet() {
    assertThat(found("HEAD", "/api/v1/alerts").path()).isEqualTo("/api/v1/alerts");
  }

  @Test
  void headOfWhatOnlyTakesOrdersIsNot() {
    assertThat(table.match("HEAD", "/api/v1/guids"))
        .isEqualTo(new RouteTable.Match.OtherMethod("POST"));
  }

  @Test
  void aPartInBracesStandsForAnyOnePart() {
    assertThat(parameters("/api/v1/explain/00-DB")).containsExactly(Map.entry("id", "00-DB"));
    assertThat(parameters("/api/v1/reports/2030-01/footer.json"))
        .containsOnly(Map.entry("period", "2030-01"), Map.entry("name", "footer.json"));
  }

  @Test
  void aPartInBracesIsNeverEmptyAndNeverTwo() {
    assertThat(table.match("GET", "/api/v1/explain/"))
        .isInstanceOf(RouteTable.Match.Unknown.class);
    assertThat(table.match("GET", "/api/v1/explain/a/b"))
        .isInstanceOf(RouteTable.Match.Unknown.class);
  }

  @Test
  void aPathWithASlashBehindItIsAnother() {
    assertThat(table.match("GET", "/api/v1/alerts/"))
        .isInstanceOf(RouteTable.Match.Unknown.class);
  }

  @Test
  void anotherMethodIsToldWhichOnesThereAre() {
    assertThat(table.match("DELETE", "/api/v1/switch"))
        .isEqualTo(new RouteTable.Match.OtherMethod("GET, HEAD, POST"));
  }

  @Test
  void theTableKnowsWhatABodyIs() {
    assertThat(found("POST", "/api/v1/switch").content()).isEqualTo(RouteTable.Content.ORDER);
    assertThat(found("POST", "/api/v1/guids").content()).isEqualTo(RouteTable.Content.LIST);
    assertThat(found("GET", "/api/v1/alerts").content()).isEqualTo(RouteTable.Content.ANY);
  }
}
