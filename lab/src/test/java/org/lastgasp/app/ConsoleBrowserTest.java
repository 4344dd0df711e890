package org.lastgasp.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The console in a real browser, on a small world with hostile names in it. */
class ConsoleBrowserTest {
  private static final File BROWSER = new File("/usr/bin/chromium");
  private static final File DRIVER = new File("/usr/bin/chromedriver");
  private static final Path AXE = SourceTree.path("target/axe-core/axe.min.js");
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");
  private static final List<String> PAGES =
      List.of(
          "/", "/todo", "/alerts", "/campaigns", "/delivery", "/evidence", "/changes",
          "/story?id=" + Town.METER, "/story?id=nobody");
  private static final String HOSTILE = "<script>window.hostile=1</script>";
  private static final String BACKWARDS = "\u202eSO14 \u0627\u0644";
  private static final Map<String, Object> TELEPHONE =
      Map.of("width", 360, "height", 800, "deviceScaleFactor", 1, "mobile", false);
  private static final Set<Role> EXTREMES = Set.of(Role.VIEWER, Role.ADMINISTRATOR);
  private static final Pattern ADDRESS = Pattern.compile("\"url\":\"(https?|wss?)://([^\"/]+)");

  @TempDir static Path profile;
  private static ChromeDriver browser;

  @TempDir Path folder;
  private final Map<Role, String> tokens = new LinkedHashMap<>();
  private Operator operator;

  /** One for all tests: it takes as long to start as a test. */
  @BeforeAll
  static void open() {
    assumeTrue(
        BROWSER.exists() && DRIVER.exists() && Files.exists(AXE),
        "skipped: no chromium, chromedriver or axe-core; ./check installs them");
    SELENIUM.setLevel(Level.OFF);
    browser = browser();
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.quit();
    }
  }

  @BeforeEach
  void build() throws IOException {
    var unused = List.of(complaints(), elsewhere()); // of the test before
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

  private static ChromeDriver browser() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BROWSER);
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        "--disable-component-update", "--no-first-run", "--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).usingAnyFreePort().build();
    ChromeDriver opened = new ChromeDriver(service, options);
    opened.manage().window().setSize(new Dimension(1_280, 1_000));
    opened.manage().timeouts().implicitlyWait(Duration.ofSeconds(5));
    return opened;
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

  private void alert(long number) {
    byte[] alert = Town.ad1(Town.HUB, number, operator.now.get());
    int status =
        operator.town.post(operator.gateway().duisPort(), "/api/v1/receive", alert).statusCode();
    assertThat(status).isEqualTo(204);
  }

  /** Two alerts of one hub, the second behind the window: the first one is suspect. */
  private void aSuspect() {
    operator.activated(1);
    operator.at("10:04:00");
    alert(1);
    operator.at("10:40:00");
    alert(2);
  }

  @Test
  void everyPageIsAccessibleSilentAndAtHomeForEveryRole() throws IOException {
    aSuspect();
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
    assertThat(complaints()).isEmpty();
    assertThat(elsewhere()).isEmpty();
  }

  /** What the browser complained of; a page that says 404 on purpose is none. */
  private static List<String> complaints() {
    return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .filter(message -> !message.contains("/story?id=nobody"))
        .toList();
  }

  /** The machines that were asked besides this one. */
  private static List<String> elsewhere() {
    List<String> hosts = new ArrayList<>();
    for (LogEntry entry : browser.manage().logs().get(LogType.PERFORMANCE)) {
      if (entry.getMessage().contains("Network.requestWillBeSent\"")) {
        Matcher address = ADDRESS.matcher(entry.getMessage());
        while (address.find()) {
          String host = URI.create("http://" + address.group(2)).getHost();
          if (!"127.0.0.1".equals(host)) {
            hosts.add(address.group(2));
          }
        }
      }
    }
    return hosts;
  }

  @Test
  void anAlertIsOnTheOpenPageByItself() {
    operator.activated(1);
    operator.at("10:04:00");
    await("blind", () -> reads("/").contains("1 hub is blind in 1 distributor"));
    assertThat(text()).contains("No alert is remembered yet.");
    alert(1);
    await(
        "told without a reload",
        () -> browser.findElement(By.id("feed")).getText().contains("4 min after activation"));
    assertThat(browser.findElement(By.id("stale")).isDisplayed()).isFalse();
  }

  @Test
  void aSuspectIsOnTheToDoPageWithinTwoSecondsAndInTheTitle() {
    operator.activated(1);
    operator.at("10:04:00");
    alert(1);
    operator.at("10:40:00");
    long began = System.nanoTime();
    alert(2);
    await("on the list", () -> reads("/todo").contains("Looks real"));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    await("in the title", () -> browser.getTitle().startsWith("(1) Suppressing"));
  }

  @Test
  void anOperatorClaimsNotesAndSettlesAndAnAnalystOnlyReads() {
    aSuspect();
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
    assertThat(complaints()).isEmpty();
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
    aSuspect();
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
    browser.get(url("/"));
    click("[data-pause]");
    assertThat(browser.findElement(By.cssSelector("[data-pause]")).getText()).isEqualTo("Go on");
    click("form[action='/logout'] button");
    await("logged out", () -> browser.getCurrentUrl().endsWith("/login"));
    reads("/todo");
    assertThat(browser.getCurrentUrl()).endsWith("/login");
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
    aSuspect();
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
    assertThat(reads("/alerts")).contains(HOSTILE);
    assertThat(complaints()).isEmpty();
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
    aSuspect();
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
}
