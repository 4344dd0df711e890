package org.lastgasp.duis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lastgasp.Mutations;
import org.lastgasp.Seeds;
import org.lastgasp.Wire;

class FastReaderTest {
  private static final int DEEP = 64;
  private static final List<byte[]> MESSAGES = List.copyOf(Samples.all().values());

  /** What XML allows, or nearly allows, in places where it may mean something else. */
  private static final List<String> PIECES =
      List.of(
          "<!-- a -->", "<![CDATA[x]]>", "<?p q?>", "]]>", ">", "]", "&amp;", "&#65;", "&", "\r\n",
          "\n", "\t", " ", "\"", "'", "/", ":", "sr:", "<sr:MPxN>", "</sr:MPxN>", "<a/>", "</a>",
          "xmlns:sr=\"u\"", " xmlns=\"u\"", " a=\"1\"", " schemaVersion=\"5.4\"", "xml", "\u00e9",
          "<ds:x xmlns:ds=\"u\">", "</ds:x>", "<ds:x/>", "<sr:x/>", " xmlns:ds=\"u\"", "ds:",
          " xmlns:ra=\"" + SchemaPath.MMC + "\"", "<ra:x/>", "&#13;", "<sr:MPxN/>", " ds:a=\"1\"",
          " xmlns:two=\"" + SchemaPath.DUIS + "\"", " b=\"&#65;\"", " a='1'", "<x xmlns=\"u\">",
          "</x>", "<x/>", "<sr:Body>", "</sr:Body>",
          "<sr:DCCAlertCode>AD1</sr:DCCAlertCode>", "-", "9", "\u007f");

  private final MessageReader reader = new MessageReader();

  @Test
  void readsEveryComposedMessageThatNeedsNoParser() {
    List<String> toTheParser =
        Samples.all().entrySet().stream()
            .filter(sample -> !isPlain(sample.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    assertThat(toTheParser).containsExactly("dccAlert"); // its text holds a reference
  }

  @Test
  void readsWithoutPrefixAndWithAnother() {
    String ad1 = Samples.text(Samples.ad1());
    for (String each :
        List.of(
            ad1.replace("sr:", "").replace("xmlns:sr", "xmlns"),
            ad1.replace("sr:", "Q7:").replace("xmlns:sr", "xmlns:Q7"),
            ad1.substring(ad1.indexOf("?>") + 2),
            ad1.replace("<sr:Header>", "<sr:Header><x xmlns=\"u\"><y z=\"1\"/></x>"),
            ad1.replace("<sr:Header>", "<sr:Header><d:x xmlns:d=\"u\"/><d:x xmlns:d=\"v\"/>"),
            ad1.replace("<sr:MPxN>1712345678907</sr:MPxN>", "<sr:MPxN/>"),
            ad1.replace("<sr:Body>", "<sr:Body><d:other xmlns:d=\"u\"/>"),
            ad1 + "\n")) {
      assertThat(isPlain(Samples.bytes(each))).as(each).isTrue();
      meansTheSameToTheParser(Samples.bytes(each));
    }
  }

  @Test
  void readsWhatTheDspSigned() {
    byte[] signed = Wire.bytes("duis/read-inventory-response-5.4.xml");
    assertThat(isPlain(signed)).isTrue();
    meansTheSameToTheParser(signed);
  }

  @Test
  void leavesToTheParserWhatAPrefixMayMean() {
    String ad1 = Samples.text(Samples.ad1());
    String duis = SchemaPath.DUIS;
    for (String each :
        List.of(
            ad1.replace("<sr:Body>", "<sr:Body xmlns:sr=\"u\">"),
            ad1.replace("<sr:Body>", "<sr:Body xmlns:two=\"" + duis + "\">"),
            ad1.replace("<sr:Header>", "<sr:Header><m:x xmlns:m=\"" + SchemaPath.MMC + "\"/>"),
            ad1.replace("<sr:Header>", "<sr:Header><d:x xmlns:d=\"\"/>"),
            ad1.replace("<sr:Header>", "<sr:Header><d:x xmlns:d=\"u\"/><d:x/>"),
            ad1.replace("<sr:Header>", "<sr:Header><x/>"),
            ad1.replace("<sr:Header>", "<sr:Header a=\"1\" a=\"2\">"),
            ad1.replace("<sr:Header>", "<sr:Header xmlns:xmlx=\"u\">"),
            ad1.replace("<sr:Response xmlns", "<d:Response xmlns:d=\"u\" xmlns")
                .replace("</sr:Response", "</d:Response"),
            ad1.replace("<sr:Response xmlns", "<d:Response xmlns")
                .replace("schemaVersion=", "xmlns:d=\"u\" schemaVersion=")
                .replace("</sr:Response", "</d:Response"))) {
      assertThat(each).isNotEqualTo(ad1);
      assertThat(isPlain(Samples.bytes(each))).as(each).isFalse();
    }
  }

  @Test
  void leavesToTheParserWhatIsDeepOrLong() {
    String deep = "<sr:a>".repeat(20) + "</sr:a>".repeat(20);
    String ad1 = Samples.text(Samples.ad1());
    for (String each :
        List.of(
            ad1.replace("<sr:Body>", "<sr:Body>" + deep),
            ad1.replace("</sr:MPxN>", "1".repeat(5000) + "</sr:MPxN>"),
            ad1 + " ".repeat(Encoding.SMALL))) {
      assertThat(isPlain(Samples.bytes(each))).as(each).isFalse();
    }
    assertThat(FastReader.through(Samples.ad1(), 3)).isEmpty();
  }

  @Test
  void whatItReadsMeansTheSameToTheParser() {
    Seeds.each(
        20_000,
        seed -> {
          Random random = new Random(seed);
          byte[] message = MESSAGES.get(random.nextInt(MESSAGES.size()));
          meansTheSameToTheParser(
              random.nextBoolean() ? Mutations.of(message, random) : woven(message, random));
        });
  }

  private static byte[] woven(byte[] message, Random random) {
    StringBuilder text = new StringBuilder(Samples.text(message));
    for (int pieces = 1 + random.nextInt(2); pieces > 0; pieces--) {
      int at = random.nextInt(text.length());
      int tag = random.nextBoolean() ? text.indexOf("<", at) : text.indexOf(">", at) + 1;
      text.insert(
          random.nextInt(4) == 0 || tag < 1 ? at : tag,
          PIECES.get(random.nextInt(PIECES.size())));
    }
    return Samples.bytes(text.toString());
  }

  private void meansTheSameToTheParser(byte[] bytes) {
    if (bytes.length > 0 && isPlain(bytes)) {
      assertThat(reader.read(bytes))
          .as(Samples.text(bytes))
          .usingRecursiveComparison()
          .withStrictTypeChecking()
          .isEqualTo(reader.parsed(Document.of(bytes)));
    }
  }

  private static boolean isPlain(byte[] bytes) {
    return FastReader.through(bytes, DEEP).isPresent();
  }
}
