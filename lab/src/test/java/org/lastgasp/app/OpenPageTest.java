package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.access.Identities;
import org.lastgasp.access.Token;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** A page that stays open in a real browser: it does not look newer than it is. */
class OpenPageTest {
  @TempDir Path profile;
  @TempDir Path folder;
  private Operator operator;
  private ChromeDriver browser;

  @BeforeEach
  void build() throws IOException {
    assumeTrue(
        Headless.isInstalled(), "skipped: no chromium, chromedriver; ./check installs them");
    operator = new Operator(folder);
    String token = Token.create();
    operator.write(
        "people.yaml",
        "identities:\n  - {name: jane, role: administrator, token-sha256: "
            + Identities.hash(token) + "}\n");
    operator.configure("identities: {file: people.yaml}\n");
    operator.begin();
    browser = Headless.browser(profile);
    browser.get(url("/login"));
    browser.findElement(By.name("token")).sendKeys(token);
    click("button.act");
    await("logged in", () -> browser.getCurrentUrl().equals(url("/")));
    await("the lists are in force", () -> reads("/").contains("No hub is blind now."));
  }

  @AfterEach
  void stop() {
    if (browser != null) {
      browser.quit();
      operator.close();
    }
  }

  private String url(String path) {
    return "http://127.0.0.1:" + operator.gateway().adminPort() + path;
  }

  private String reads(String path) {
    browser.get(url(path));
    return String.valueOf(browser.executeScript("return document.body.innerText"));
  }

  /** In one step, as the page may be refreshed between two. */
  private void click(String selector) {
    browser.executeScript("document.querySelector(arguments[0]).click()", selector);
  }

  /** Waits longer than elsewhere: a browser on a busy machine takes its time. */
  private static void await(String what, BooleanSupplier so) {
    long until = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!so.getAsBoolean()) {
      assertThat(System.nanoTime()).as("still not so: " + what).isLessThan(until);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private WebElement banner() {
    return browser.findElement(By.id("stale"));
  }

  @Test
  void aListThatAnOpenFormHoldsSaysThatItIsOlder() {
    operator.aSuspect();
    await("on the list", () -> reads("/todo").contains("Looks real"));
    click("#outages details summary");
    String asOf = browser.findElement(By.id("as-of")).getText();
    operator.at("10:45:00");
    await("it is told", () -> banner().getText().contains("waits until the form"));
    assertThat(browser.findElement(By.id("as-of")).getText()).isEqualTo(asOf);
    click("#outages details summary");
    await("it is live again", () -> !banner().isDisplayed());
    assertThat(browser.findElement(By.id("as-of")).getText()).startsWith("10:4");
    assertThat(browser.findElement(By.id("outages")).getText()).contains("dark for 41 min");
  }

  @Test
  void aPageThatIsNotAnsweredAnyMoreSaysSoWhileItsEventsGoOn() {
    browser.executeScript("window.fetch = async () => new Response('', {status: 503})");
    await("it is told", () -> banner().getText().contains("answered with status 503"));
    browser.executeScript("window.fetch = () => new Promise(() => {})");
    browser.executeScript("window.scrollTo(0, document.body.scrollHeight)");
    assertThat(banner().getRect().getY())
        .as("at the top of what is seen")
        .isEqualTo(((Number) browser.executeScript("return window.scrollY")).intValue());
  }

  @Test
  void theFileThatWasLookedAtIsTheOneThatIsImported() throws IOException {
    Path more = Files.writeString(folder.resolve("more.txt"), Town.METER + "\n");
    Path other =
        Files.writeString(
            folder.resolve("other.txt"), "00-DB-12-34-56-78-90-A1\n00-DB-12-34-56-78-90-A2\n");
    browser.get(url("/changes"));
    browser.findElement(By.cssSelector("input[type=file]")).sendKeys(more.toString());
    click("form[data-import] button");
    await("told", () -> imported().contains("more.txt, as guids: 1 row,"));
    browser.findElement(By.cssSelector("input[type=file]")).sendKeys(other.toString());
    click("#import button");
    await("imported", () -> imported().startsWith("Imported: "));
    assertThat(imported()).isEqualTo("Imported: 1 row, 0 added, 0 updated, 0 removed, 0 windows"
        + " ended, 0 windows moved.");
  }

  @Test
  void anOrderForManyItemsSaysHowManyWereDone() {
    operator.aSuspect();
    await("on the list", () -> reads("/todo").contains("Looks real"));
    assertThat(told("{action: 'note', numbers: item, text: 'a\\u0000b'}"))
        .contains("has a character that nobody can read; nothing was changed");
    String told = told("{action: 'settle', numbers: '998,' + item + ',999', text: 'seen'}");
    assertThat(told).contains("Done with 1 of 3. Nothing was done with 998, 999: ");
    assertThat(reads("/todo")).doesNotContain("Looks real");
  }

  /** The page that answers a form about the first item of what there is to do. */
  private String told(String fields) {
    return String.valueOf(
        browser.executeAsyncScript(
            "const done = arguments[0];"
                + " const item = document.querySelector('input[name=numbers]').value;"
                + " const csrf = document.querySelector('input[name=csrf]').value;"
                + " fetch('/todo', {method: 'POST', body:"
                + " new URLSearchParams({csrf, ..." + fields + "})})"
                + ".then(a => a.text()).then(done);"));
  }

  @Test
  void aLongWordOfAReasonWidensNoPage() {
    operator.aSuspect();
    await("on the list", () -> reads("/todo").contains("Looks real"));
    order("'/todo', {action: 'note', numbers: item, text: word}");
    order("'/changes', {order: 'storm', to: 'on', confirmed: 'yes', reason: word}");
    order("'/changes', {order: 'switch', to: 'observe', confirmed: 'yes', reason: word}");
    assertThat(reads("/changes")).contains("Storm orders: 1", "Switch: observe");
    for (String page : List.of("/", "/todo", "/changes", "/story?id=" + "n".repeat(200))) {
      assertThat(reads(page)).contains("nnnnnnnnnn");
      assertThat(browser.executeScript("return document.documentElement.scrollWidth"))
          .as(page)
          .isEqualTo(browser.executeScript("return document.documentElement.clientWidth"));
    }
  }

  /** Sends a form as the page of what there is to do has one, with a long word. */
  private void order(String form) {
    browser.get(url("/todo"));
    Object done =
        browser.executeAsyncScript(
            "const done = arguments[0]; const word = 'n'.repeat(1500);"
                + " const item = document.querySelector('input[name=numbers]').value;"
                + " const csrf = document.querySelector('input[name=csrf]').value;"
                + " const send = (to, fields) => fetch(to, {method: 'POST', body:"
                + " new URLSearchParams({csrf, ...fields})}).then(a => done(a.status));"
                + " send(" + form + ");");
    assertThat(done).isEqualTo(200L);
  }

  private String imported() {
    return browser.findElement(By.id("import")).getText();
  }
}
