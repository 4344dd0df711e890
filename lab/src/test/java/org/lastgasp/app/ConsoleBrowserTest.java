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
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
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
  private static final Pattern ADDRESS = Pattern.compile("\"url\":\"(https?|wss?)://([^\"/]+)");

  @TempDir Path folder;
  private final Map<Role, String> tokens = new LinkedHashMap<>();
  private Operator operator;
  private ChromeDriver browser;

  @BeforeEach
  void build() throws IOException {
    assumeTrue(
        BROWSER.exists() && DRIVER.exists() && Files.exists(AXE),
        "skipped: no chromium, chromedriver or axe-core; ./check installs them");
    SELENIUM.setLevel(Level.OFF);
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
    browser = browser();
    logIn(Role.ADMINISTRATOR);
    await("the lists are in force", () -> reads("/").contains("No hub is blind now."));
  }

  @AfterEach
  void stop() {
    if (browser != null) {
      browser.quit();
    }
    if (operator != null) {
      operator.close();
    }
  }

  private ChromeDriver browser() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BROWSER);
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        "--disable-component-update", "--no-first-run", "--user-data-dir=" + folder + "/profile");
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
    browser.findElement(By.cssSelector("button.act")).click();
    await("logged in", () -> browser.getCurrentUrl().equals(url("/")));
  }

  private String reads(String path) {
    browser.get(url(path));
    return text();
  }

  private String text() {
    return String.valueOf(browser.executeScript("return document.body.innerText"));
  }

  private static void await(String what, BooleanSupplier so) {
    Town.await(what, so);
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
  private List<String> complaints() {
    return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .filter(message -> !message.contains("/story?id=nobody"))
        .toList();
  }

  /** The machines that were asked besides this one. */
  private List<String> elsewhere() {
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
    browser.findElement(By.cssSelector("button[value=claim]")).click();
    await("claimed", () -> text().contains("Claimed by operator"));
    decide("note", "called " + HOSTILE);
    await("noted", () -> text().contains("operator: called " + HOSTILE));
    decide("settle", "supply read: on");
    await("settled", () -> text().contains("It is settled."));
    await("gone", () -> reads("/todo").contains("No suppressed alert looks like a real outage."));
    assertThat(text()).contains("settled", "supply read: on");
    assertThat(browser.executeScript("return window.hostile")).isNull();
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
    assertThat(reads("/alerts")).contains(HOSTILE);
    assertThat(complaints()).isEmpty();
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
