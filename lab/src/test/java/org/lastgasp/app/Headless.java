package org.lastgasp.app;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a window, and what it noted. For tests. */
final class Headless {
  private static final File BROWSER = new File("/usr/bin/chromium");
  private static final File DRIVER = new File("/usr/bin/chromedriver");
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");
  private static final Pattern ADDRESS = Pattern.compile("\"url\":\"(https?|wss?)://([^\"/]+)");

  private Headless() {}

  static boolean isInstalled() {
    return BROWSER.exists() && DRIVER.exists();
  }

  /** Opens one with that folder for its profile. */
  static ChromeDriver browser(Path profile) {
    SELENIUM.setLevel(Level.OFF);
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

  /** What the browser complained of; a page that says 404 on purpose is none. */
  static List<String> complaints(ChromeDriver browser) {
    return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .filter(message -> !message.contains("/story?id=nobody"))
        .toList();
  }

  /** The machines that were asked besides this one. */
  static List<String> elsewhere(ChromeDriver browser) {
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
}
