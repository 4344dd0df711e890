package org.lastgasp.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.SourceTree;
import org.lastgasp.access.Identities;
import org.lastgasp.access.Role;
import org.lastgasp.access.Token;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** The console in a real browser, on a small world with hostile names in it. */
class ConsoleBrowserTest {
  private static final Path AXE = SourceTree.path("target/axe-core/axe.min.js");
  private static final List<String> PAGES =
      List.of(
          "/", "/todo", "/alerts", "/campaigns", "/delivery", "/evidence", "/changes",
          "/story?id=" + Town.METER, "/story?id=nobody");
  private static final String HOSTILE = "<script>window.hostile=1</script>";
  private static final String BACKWARDS = "\u202eSO14 \u0627\u0644";
  private static final Map<String, Object> TELEPHONE =
      Map.of("width", 360, "height", 800, "deviceScaleFactor", 1, "mobile", false);
  private static final Set<Role> EXTREMES = Set.of(Role.VIEWER, Role.ADMINISTRATOR);

  @TempDir static Path profile;
  private static ChromeDriver browser;

  @TempDir Path folder;
  private final Map<Role, String> tokens = new LinkedHashMap<>();
  private Operator operator;

  /** One for all tests: it takes as long to start as a test. */
  @BeforeAll
  static void open() {
    assumeTrue(
        Headless.isInstalled() && Files.exists(AXE),
        "skipped: no chromium, chromedriver or axe-core; ./check installs them");
    browser = Headless.browser(profile);
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.quit();
    }
  }

  @BeforeEach
  void build() throws IOException {
    var unused = Headless.complaints(browser); // of the test before
    unused = Headless.elsewhere(browser);
    operator = new Operator(folder);
    String row =
        "%s,ESME,SMETS2 V4.2,Landis+Gyr,%s,%s,%s,South,%s,F1\n"
            .formatted(Town.METER, HOSTILE, Town.HUB, Town.MPAN, BACKWARDS);
    String header =
        "device_id,device_type,smets_version,manufacturer,model,chf_id,mpan,region,postcode,"
            + "feeder\n";
    operator.write("inventory.csv", header + row);
    StringBuilder people = new StringBuilder("identities:\n");
    for (Role role : Role.values()) {
      String token = Token.create();
      tokens.put(role, token);
      people
          .append("  - {name: ").append(role.code()).append(", role: ").append(role.code())
          .append(role == Role.VIEWER ? ", distributors: [20]" : "")
          .append(", token-sha256: ").append(Identities.hash(token)).append("}\n");
    }
    operator.write("people.yaml", people.toString());
    operator.configure("name: production\nidentities: {file: people.yaml}\n");
    operator.begin();
    logIn(Role.ADMINISTRATOR);
    await("the lists are in force", () -> reads("/").contains("No hub is blind now."));
  }

  @AfterEach
  void stop() {
    browser.get("about:blank"); // no page asks for a gateway that is gone
    operator.close();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + operator.gateway().adminPort() + path;
  }

  private void logIn(Role role) {
    browser.manage().deleteAllCookies();
    browser.get(url("/login"));
    browser.findElement(By.name("token")).sendKeys(tokens.get(role));
    click("button.act");
    await("logged in", () -> browser.getCurrentUrl().equals(url("/")));
  }

  private String reads(String path) {
    browser.get(url(path));
    return text();
  }

  private static String text() {
    return String.valueOf(browser.executeScript("return document.body.innerText"));
  }

  /** Waits longer than elsewhere: a browser on a busy machine takes its time. */
  private static void await(String what, BooleanSupplier so) {
    long until = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("still not so: " + what + ", but " + text());
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** In one step, as the page may be refreshed between two. */
  private static void click(String selector) {
    browser.executeScript("document.querySelector(arguments[0]).click()", selector);
  }

  @Test
  void everyPageIsAccessibleSilentAndAtHomeForEveryRole() throws IOException {
    operator.aSuspect();
    String axe = Files.readString(AXE);
    List<String> faults = new ArrayList<>();
    for (Role role : Role.values()) {
      logIn(role);
      for (String page : PAGES) {
        String seen = reads(page);
        assertThat(seen).as(page).contains("production", role.code(), "Lastgasp", "Times are UTC");
        if (!EXTREMES.contains(role)) {
          continue; // its pages have parts of the administrator's
        }
        browser.executeScript(axe);
        Object found =
            browser.executeAsyncScript(
                "const done = arguments[0]; axe.run().then(r => done(r.violations.map(v => v.id"
                    + " + ': ' + v.nodes.map(n => n.html).join(' '))));");
        assertThat(found).as("axe-core's answer").isInstanceOf(List.class);
        ((List<?>) found).forEach(each -> faults.add(role + " " + page + " " + each));
      }
    }
    assertThat(faults).as("axe-core").isEmpty();
    assertThat(Headless.complaints(browser)).isEmpty();
    assertThat(Headless.elsewhere(browser)).isEmpty();
  }

  @Test
  void anAlertIsOnTheOpenPageByItself() {
    operator.activated(1);
    operator.at("10:04:00");
    await("blind", () -> reads("/").contains("1 hub is blind in 1 distributor"));
    assertThat(text()).contains("No alert is remembered yet.");
    operator.alert(1);
    await(
        "told without a reload",
        () -> browser.findElement(By.id("feed")).getText().contains("4 min after activation"));
    assertThat(browser.findElement(By.id("stale")).isDisplayed()).isFalse();
  }

  @Test
  void aSuspectIsOnTheToDoPageWithinTwoSecondsAndInTheTitle() {
    operator.activated(1);
    operator.at("10:04:00");
    operator.alert(1);
    operator.at("10:40:00");
    long began = System.nanoTime();
    operator.alert(2);
    await("on the list", () -> reads("/todo").contains("Looks real"));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    await("in the title", () -> browser.getTitle().startsWith("(1) Suppressing"));
  }

  @Test
  void anOperatorClaimsNotesAndSettlesAndAnAnalystOnlyReads() {
    operator.aSuspect();
    logIn(Role.ANALYST);
    await("on the list", () -> reads("/todo").contains("Looks real"));
    assertThat(browser.findElements(By.cssSelector("button[name=action]"))).isEmpty();
    logIn(Role.OPERATOR);
    browser.get(url("/todo"));
    click("button[value=claim]");
    await("claimed", () -> text().contains("Claimed by operator"));
    decide("note", "called " + HOSTILE);
    await("noted", () -> text().contains("operator: called " + HOSTILE));
    decide("settle", "supply read: on");
    await("settled", () -> text().contains("It is settled."));
    await("gone", () -> reads("/todo").contains("No suppressed alert looks like a real outage."));
    assertThat(text()).contains("settled", "supply read: on");
    assertThat(browser.executeScript("return window.hostile")).isNull();
  }

  @Test
  void anOrderIsGivenOnlyOnceItIsConfirmedAndOnlyByWhoMay() {
    logIn(Role.ANALYST);
    assertThat(reads("/changes")).contains("Switch: enforce", "Operators give these orders");
    assertThat(browser.findElements(By.cssSelector("main form[method=post]"))).isEmpty();
    logIn(Role.OPERATOR);
    browser.get(url("/changes"));
    assertThat(browser.findElements(By.cssSelector("input[value=reload]"))).isEmpty();
    browser.executeScript("document.querySelector('select[name=to]').value = 'observe'");
    send("switch", "a look first " + HOSTILE);
    await("asked", () -> text().contains("Set the switch to observe?"));
    assertThat(text()).contains("Nothing is changed yet", "a look first " + HOSTILE);
    assertThat(asked("/api/v1/switch")).contains("enforce");
    confirm();
    await("set", () -> text().contains("The switch is set."));
    assertThat(text()).contains("Switch: observe", "operator", "a look first " + HOSTILE);
    browser.findElement(By.name("distributor")).sendKeys("20");
    send("storm", "gale in the south");
    await("asked", () -> text().contains("Forward every alert of distributor 20?"));
    confirm();
    await("ordered", () -> text().contains("Storm orders: 1"));
    send("storm", "it is over"); // the first form of a storm takes it back
    await("asked", () -> text().contains("Take the storm order for distributor 20 back?"));
    confirm();
    await("taken back", () -> text().contains("Storm orders: none"));
    logIn(Role.ADMINISTRATOR);
    browser.get(url("/changes"));
    send("reload", "");
    await("asked", () -> text().contains("Read configuration, lists and identities again?"));
    confirm();
    await("read", () -> text().contains("Configuration and lists were read again."));
    assertThat(browser.executeScript("return window.hostile")).isNull();
    assertThat(Headless.complaints(browser)).isEmpty();
  }

  private void send(String order, String reason) {
    browser.executeScript(
        "const form = document.querySelector('input[name=order][value=' + arguments[0] +"
            + " ']').form; if (arguments[1]) form.elements.reason.value = arguments[1];"
            + " form.querySelector('button').click();",
        order,
        reason);
  }

  /** What the API answers in the browser's session. */
  private static String asked(String path) {
    return String.valueOf(
        browser.executeAsyncScript(
            "fetch(arguments[0]).then(a => a.text()).then(arguments[1])", path));
  }

  private void confirm() {
    click("main button.act");
  }

  @Test
  void aFileIsImportedOnceItIsSaidWhatItChanges() throws IOException {
    Path list = folder.resolve("more.txt");
    Files.writeString(list, Town.METER + "\n00-DB-12-34-56-78-90-A1\n");
    browser.get(url("/changes"));
    browser.findElement(By.cssSelector("input[type=file]")).sendKeys(list.toString());
    click("form[data-import] button");
    await("told", () -> browser.findElement(By.id("import")).getText().contains("1 added"));
    assertThat(asked("/api/v1/status")).contains("\"guids\":{\"count\":1,");
    click("#import button");
    await("imported", () -> asked("/api/v1/status").contains("\"guids\":{\"count\":2,"));
  }

  @Test
  void everyOtherControlDoesWhatItSays() {
    operator.aSuspect();
    await("on the list", () -> reads("/todo").contains("Looks real"));
    click("button[value=claim]");
    await("claimed", () -> text().contains("Claimed by administrator"));
    click("button[value=give-back]");
    await("given back", () -> text().contains("It is given back."));
    decide("release", "the customer called");
    await("released", () -> text().contains("on its way to its receiver"));
    browser.get(url("/alerts"));
    browser.findElement(By.name("area")).sendKeys("f1");
    click("form.filters button");
    await("filtered", () -> browser.getCurrentUrl().contains("area=f1"));
    assertThat(browser.findElements(By.cssSelector("tr[data-row]"))).hasSize(2);
    assertThat(reads("/alerts?area=elsewhere")).contains("No alert fits the filter.");
    browser.get(url("/evidence"));
    send("build", "");
    await("asked", () -> text().contains("End the period now"));
    confirm();
    await("built", () -> text().contains("its reports are built"));
    send("send", "");
    await("asked", () -> text().contains("Try now to send what waits?"));
    confirm();
    await("sent", () -> text().contains("What waits is being sent to its targets."));
    assertThat(browser.findElement(By.linkText("poa-suppression-20300115T100000Z-000001.jsonl")))
        .isNotNull();
    await("now", () -> reads("/").contains("As it happens"));
    pause();
    assertThat(browser.findElement(By.cssSelector("[data-pause]")).getText()).isEqualTo("Go on");
    click("form[action='/logout'] button");
    await("logged out", () -> browser.getCurrentUrl().endsWith("/login"));
    reads("/todo");
    assertThat(browser.getCurrentUrl()).endsWith("/login?to=%2Ftodo");
  }

  @Test
  void aDeadLetterIsSentAgainOrDropped() {
    operator.town.distributorAnswers.set(body -> new Town.Answer(400, "no".getBytes(UTF_8)));
    operator.alert(1);
    await("a dead letter", () -> reads("/delivery").contains("HTTP 400"));
    browser.get(url("/todo"));
    WebElement reason = browser.findElement(By.cssSelector("#letters input[type=text]"));
    reason.sendKeys("not sent yet", Keys.TAB); // to a button
    operator.alert(2);
    events(3);
    assertThat(reason.getDomProperty("value")).isEqualTo("not sent yet");
    await("in the list of alerts", () -> reads("/alerts").split("dead letter\\b").length == 3);
    browser.get(url("/todo"));
    operator.town.distributorAnswers.set(body -> new Town.Answer(204, new byte[0]));
    letter("resend", "it is repaired");
    await("sent again", () -> text().contains("The message is on its way again."));
    await("taken", () -> operator.town.atDistributor.size() == 1);
    letter("drop", "it is known");
    await("dropped", () -> text().contains("The message is dropped."));
    assertThat(text()).contains("there is no dead letter", "it is repaired", "it is known");
    await("both are told", () -> reads("/alerts").contains("dropped"));
    assertThat(text()).contains("delivered");
  }

  private static void letter(String action, String reason) {
    browser.executeScript(
        "const form = document.querySelector('#letters form'); form.elements.text.value ="
            + " arguments[1]; form.querySelector('button[value=' + arguments[0] + ']').click();",
        action,
        reason);
  }

  @Test
  void theBreakerIsClosedAndTheClockIsTrusted() {
    operator.end();
    operator.configure(
        "identities: {file: people.yaml}\nguards: {breaker: on}\n"
            + "guard-settings: {breaker: {suppressions: 1, percent: 0, quiet: 1h}}\n");
    operator.begin();
    logIn(Role.OPERATOR);
    operator.activated(1);
    operator.at("10:04:00");
    operator.alert(1);
    operator.alert(2);
    operator.alert(3);
    await("open", () -> reads("/changes").contains("Open since 10:04:00"));
    assertThat(reads("/")).contains("breaker-open since", "Effect: alerts may be forwarded");
    browser.get(url("/changes"));
    send("breaker", "it was a campaign");
    await("asked", () -> text().contains("Close the breaker?"));
    confirm();
    await("closed", () -> text().contains("The breaker is closed."));
    assertThat(text()).contains("Closed.", "it was a campaign");
    operator.end();
    operator.at("09:00:00");
    operator.begin();
    logIn(Role.ADMINISTRATOR);
    assertThat(reads("/changes")).contains("Clock: behind the journal");
    send("clock", "NTP is back");
    await("asked", () -> text().contains("Trust the clock"));
    confirm();
    await("trusted", () -> !text().contains("Clock: behind the journal"));
    assertThat(asked("/api/v1/clock")).doesNotContain("behind");
  }

  @Test
  void newAlertsAppearInTheirListUntilThatIsPaused() {
    browser.get(url("/alerts"));
    assertThat(text()).contains("No alert fits the filter.");
    operator.alert(1);
    await("it is there without a reload", () -> listed() == 1);
    pause();
    operator.alert(2);
    await("the page was told", () -> asked("/api/v1/alerts").contains("\"next\":null"));
    String before = browser.findElement(By.id("as-of")).getText();
    events(3);
    assertThat(listed()).isEqualTo(1);
    assertThat(browser.findElement(By.id("as-of")).getText()).isEqualTo(before);
    pause();
    await("it goes on", () -> listed() == 2);
  }

  /** The script shows the button once it listens: a click before that does nothing. */
  private static void pause() {
    await(
        "the script runs",
        () -> browser.findElement(By.cssSelector("[data-pause]")).isDisplayed());
    click("[data-pause]");
  }

  /** Waits until a page that is open has been told the state so many times. */
  private static void events(int many) {
    Object unused =
        browser.executeAsyncScript(
            "let left = arguments[0]; const done = arguments[1];"
                + " const stream = new EventSource('/api/v1/events');"
                + " stream.addEventListener('state',"
                + " () => { if (--left === 0) { stream.close(); done(); } });",
            many);
  }

  private static int listed() {
    Object rows =
        browser.executeScript("return document.querySelectorAll('#alerts tr[data-row]').length");
    return ((Number) rows).intValue();
  }

  @Test
  void aRowOfTheFirstPageFiltersTheOthersAndIdsAreCopiedWhole() {
    operator.aSuspect();
    await("on the list", () -> reads("/todo").contains("Looks real"));
    browser.get(url("/"));
    assertThat(text()).containsPattern("As of \\d\\d:\\d\\d:\\d\\d, \\d+ s ago");
    click("#distributors a");
    await("chosen", () -> browser.getCurrentUrl().endsWith("/?distributor=20"));
    press("g", "a");
    await("kept", () -> browser.getCurrentUrl().endsWith("/alerts?distributor=20"));
    assertThat(text()).contains("Only distributor 20", "SO14", "delivered", "40 min", "suspect");
    browser.get(url("/todo?distributor=21"));
    assertThat(text()).contains("Only distributor 21", "No suppressed alert looks like");
    browser.get(url("/delivery?distributor=21"));
    assertThat(text()).contains("0 receivers.");
    browser.get(url("/campaigns?distributor=21"));
    assertThat(text()).contains("0 pairs of model and firmware");
    browser.get(url("/alerts?assessment=suspect"));
    assertThat(text()).contains("…56-78-90-A0").doesNotContain(Town.METER.toString());
    press("j", "c");
    await(
        "the whole id",
        () -> browser.findElement(By.id("said")).getText().contains(Town.METER.toString()));
  }

  @Test
  void campaignsShowWhenAlertsCameAndWhereTheWindowEnds() {
    operator.aSuspect();
    By suspects = By.cssSelector("#tracked a[href*='assessment=suspect']");
    await(
        "added up",
        () -> reads("/campaigns").contains("1 before the usual window's edge at 30 min, 1 behind")
            && !browser.findElements(suspects).isEmpty());
    assertThat(browser.findElements(By.cssSelector("#minutes svg .mark"))).hasSize(1);
    assertThat(browser.findElement(By.id("tracked")).getText()).contains("Suspects", "30 min");
    browser.findElement(suspects).click();
    await("the list that makes the number", () -> listed() == 1);
  }

  @Test
  void aFaultOfTheGatewayIsSaidOnAPage() {
    Instant now = operator.now.get();
    operator.now.set(null); // whatever asks for the time fails
    String seen = reads("/changes");
    operator.now.set(now);
    assertThat(seen).contains("Status 500", "Alerts are received all the same");
  }

  @Test
  void whatIsWrongIsSaidOnAPage() {
    assertThat(reads("/nowhere")).contains("Not found", "the console is at /");
    assertThat(reads("/todo?since=now")).contains("Wrong parameters");
    assertThat(reads("/story?id=" + "a/b".repeat(100))).contains("no slash");
    assertThat(reads("/api/v1/reports/7/file")).contains("No such file");
    assertThat(browser.findElements(By.linkText("to Now"))).hasSize(1);
  }

  /** In one step, as the page may be refreshed between two. */
  private void decide(String action, String words) {
    browser.executeScript(
        "const form = document.querySelector('.item details form');"
            + " form.elements.text.value = arguments[1];"
            + " form.querySelector('button[value=' + arguments[0] + ']').click();",
        action,
        words);
  }

  @Test
  void hostileDataIsText() {
    operator.aSuspect();
    byte[] alert =
        new String(Town.ad1(Town.HUB, 9, operator.now.get()), UTF_8)
            .replace(Town.MPAN, "x".repeat(10_000))
            .getBytes(UTF_8);
    operator.town.post(operator.gateway().duisPort(), "/api/v1/receive", alert);
    await("it is on the list", () -> reads("/todo").contains("Looks real"));
    looksRight();
    browser.executeCdpCommand("Emulation.setDeviceMetricsOverride", TELEPHONE);
    looksRight();
    browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    assertThat(reads("/alerts")).contains(HOSTILE, "SO14", "feeder F1");
    assertThat(asked("/alerts.csv"))
        .startsWith("number,received_at,area,verdict,reason,in_words,minutes_since_activation,")
        .contains("\"" + HOSTILE + "\"", "SO14");
    assertThat(Headless.complaints(browser)).isEmpty();
  }

  /** No page runs what it shows, or is wider than the window. */
  private void looksRight() {
    for (String page : PAGES) {
      browser.get(url(page));
      assertThat(browser.executeScript("return window.hostile")).as(page).isNull();
      assertThat(browser.executeScript("return document.querySelectorAll('script').length"))
          .as(page)
          .isEqualTo(1L);
      Object wide =
          browser.executeScript(
              "return document.documentElement.scrollWidth - window.innerWidth");
      assertThat(((Number) wide).longValue()).as(page + " is too wide").isLessThanOrEqualTo(0);
    }
  }

  @Test
  void everythingIsReachedByKeys() {
    operator.aSuspect();
    await("on the list", () -> reads("/todo").contains("Looks real"));
    browser.get(url("/"));
    press("g", "t");
    await("to do", () -> browser.getCurrentUrl().endsWith("/todo"));
    press("j");
    await("a row", () -> !browser.findElements(By.cssSelector("[data-row].on")).isEmpty());
    press("?");
    assertThat(browser.findElement(By.id("keys")).isDisplayed()).isTrue();
    browser.switchTo().activeElement().sendKeys(Keys.ESCAPE);
    press("/");
    WebElement search = browser.switchTo().activeElement();
    assertThat(search.getAttribute("id")).isEqualTo("search");
    search.sendKeys(Town.MPAN, Keys.ENTER);
    await("its story", () -> text().contains("The last alert"));
    press("g", "n");
    await("now", () -> browser.getCurrentUrl().equals(url("/")));
    for (int i = 0; i < 12; i++) { // every link of the frame, in its order
      browser.switchTo().activeElement().sendKeys(Keys.TAB);
    }
    assertThat(browser.switchTo().activeElement().getTagName()).isNotEqualTo("body");
  }

  private void press(String... keys) {
    for (String key : keys) {
      browser.findElement(By.tagName("body")).sendKeys(key);
    }
  }

  @Test
  void whatIsOldSaysSo() {
    browser.get(url("/"));
    await("live", () -> Optional.ofNullable(browser.getTitle()).orElse("").contains("Lastgasp"));
    operator.end();
    await("the banner stands", () -> browser.findElement(By.id("stale")).isDisplayed());
    assertThat(browser.findElement(By.id("stale")).getText()).contains("Not live");
  }

  @Test
  void aPageWhoseEventsWereRefusedListensAgain() {
    Map<String, Object> first =
        browser.executeCdpCommand(
            "Page.addScriptToEvaluateOnNewDocument",
            Map.of(
                "source",
                "let n = 0; window.EventSource = class extends EventSource {"
                    + " constructor(to) { super(n++ ? to : '/nowhere'); } }"));
    try {
      browser.get(url("/"));
      operator.activated(1);
      await("live", () -> text().contains("1 hub is blind in 1 distributor"));
    } finally {
      browser.executeCdpCommand("Page.removeScriptToEvaluateOnNewDocument", first);
    }
  }
}
