package org.lastgasp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** What we ship may be given on by whoever runs it: every library says so in its Maven model. */
class LicenceTest {
  private static final Path SHIPPED = SourceTree.path("target/lib");

  /** Licences that ask for no more than their notice; of several, one of these is enough. */
  private static final Pattern WELCOME =
      Pattern.compile(
          "(?i).*(apache|\\bMIT\\b|BSD|eclipse (public|distribution)|\\bE[PD]L\\b|CC0"
              + "|public domain|universal permissive|\\bISC\\b|classpath.exception"
              + "|bouncy castle" // which is MIT's by another name
              + "|go license).*"); // which is BSD's

  @Test
  void everyLibraryWeShipMayBeGivenOn() throws Exception {
    check(SHIPPED);
  }

  /** Of the libraries that are shipped in a folder. */
  static void check(Path shipped) throws Exception {
    Map<String, List<String>> licences = new TreeMap<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      if (Files.exists(shipped.resolve(jar.getFileName()))) {
        licences.put(jar.getFileName().toString(), licences(jar));
      }
    }
    assertThat(licences)
        .as("libraries in %s", shipped)
        .isNotEmpty()
        .allSatisfy((jar, names) -> assertThat(names).as(jar).anyMatch(LicenceTest::isWelcome));
  }

  @Test
  void aLicenceThatBindsThoseWhoGiveOnIsNotWelcome() {
    assertThat(List.of("The Apache License, Version 2.0", "MIT", "BSD-3-Clause", "EPL-2.0"))
        .allMatch(LicenceTest::isWelcome);
    assertThat(List.of("GNU General Public License v3", "AGPL-3.0", "SSPL", "BUSL-1.1", "LIMITED"))
        .noneMatch(LicenceTest::isWelcome);
    assertThat(isWelcome("GPL-2.0-with-classpath-exception")).isTrue();
  }

  static boolean isWelcome(String licence) {
    return WELCOME.matcher(licence).matches();
  }

  /** As the model beside the jar names them, or the nearest of its parents that does. */
  private static List<String> licences(Path jar) throws Exception {
    Path folder = jar.getParent();
    Element model = model(folder);
    Path repository = folder.getParent().getParent();
    for (int i = 0; i < groupOf(model).split("\\.").length; i++) {
      repository = repository.getParent();
    }
    while (named(model).isEmpty() && !children(model, "parent").isEmpty()) {
      Element parent = children(model, "parent").getFirst();
      model =
          model(
              repository
                  .resolve(text(parent, "groupId").replace('.', '/'))
                  .resolve(text(parent, "artifactId"))
                  .resolve(text(parent, "version")));
    }
    return named(model);
  }

  /** Reads the model in a folder of Maven's local repository: artifact/version/ holds its pom. */
  private static Element model(Path folder) throws Exception {
    String pom = folder.getParent().getFileName() + "-" + folder.getFileName() + ".pom";
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(folder.resolve(pom).toFile())
        .getDocumentElement();
  }

  private static String groupOf(Element model) {
    return children(model, "groupId").isEmpty()
        ? text(children(model, "parent").getFirst(), "groupId")
        : text(model, "groupId");
  }

  private static List<String> named(Element model) {
    return children(model, "licenses").stream()
        .flatMap(licences -> children(licences, "license").stream())
        .map(licence -> text(licence, "name"))
        .toList();
  }

  private static String text(Element element, String name) {
    return children(element, name).getFirst().getTextContent().strip();
  }

  private static List<Element> children(Element element, String name) {
    List<Element> found = new ArrayList<>();
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element inner && inner.getTagName().equals(name)) {
        found.add(inner);
      }
    }
    return found;
  }
}
