package org.lastgasp.duis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostileMessageTest {
  private static final int LARGE = 1_000_000;

  private final MessageReader reader = new MessageReader();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                          | no bytes at all
          ' '                                         | end-of-input
          hello                                       | unexpected character 'h'
          <a>                                         | end-of-input
          <a></b>                                     | end
          <a/><b/>                                    | second root
          <a/>x                                       | in epilog
          <a>\\u0000</a>                              | null
          <a/>\\u0000                                 | null
          <a>\\u0001</a>                              | illegal xml character
          <a>&#xD800;</a>                             | 0xd800
          <a>&#0;</a>                                 | null
          <a>]]></a>                                  | ]]>
          <a b='1' b='2'/>                            | duplicate attributes
          <a b='<'/>                                  | not allowed in attribute
          <p:a/>                                      | unbound namespace
          <a xmlns:p=''/>                             | bound to no namespace
          <a><?xml version='1.0'?></a>                | reserved
          <!DOCTYPE a><a/>                            | doctype
          <!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/> | doctype
          <!DOCTYPE a [<!ENTITY b 'x'><!ENTITY c '&b;&b;'>]><a>&c;</a> | doctype
          <!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a> | doctype
          <a>&b;</a>                                  | entity
          <a b='&c;'/>                                | entity
          <?xml version='1.0' encoding='KLINGON'?><a/> | no known encoding
          <?xml version='1.0' encoding='UTF-16'?><a/> | contradicts
          <?xml version='2.0'?><a/>                   | version
          <?xml version='1.0'\u0001?><a/>            | control character
          <abc></ab\u0000c>                          | end tag
          <xmlns:a/>                                  | xmlns
          <a xmlns:b='u'><b:></b:></a>                | begins as none may
          <a xmlns:b='u'><b:1/></a>                   | begins as none may
          """)
  void saysWhatIsWrong(String text, String words) {
    assertFault(text.replace("\\u0000", "\0").replace("\\u0001", "\u0001"), words);
  }

  @Test
  void takesNoBytesThatAreNoCharacters() {
    byte[] overlong = {'<', 'a', '>', (byte) 0xC0, (byte) 0xAF, '<', '/', 'a', '>'};
    byte[] surrogate = {'<', 'a', '>', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '<', '/', 'a', '>'};
    byte[] stray = {'<', 'a', '>', (byte) 0xFF, '<', '/', 'a', '>'};
    byte[] lone = "\uFEFF<a>xy</a>".getBytes(StandardCharsets.UTF_16BE);
    lone[8] = (byte) 0xD8;
    byte[] odd = Arrays.copyOf(lone, lone.length - 1);
    for (byte[] bytes : new byte[][] {overlong, surrogate, stray, lone, odd}) {
      assertThat(fault(bytes)).contains("no characters");
    }
    assertThat(fault("\uFEFF<?xml version='1.0' encoding='UTF-8'?><a/>"
            .getBytes(StandardCharsets.UTF_16LE)))
        .contains("contradicts");
  }

  @Test
  void everyCutOfEveryMessageIsUnreadable() {
    Samples.all()
        .forEach(
            (name, bytes) -> {
              for (int cut = 0; cut < bytes.length; cut++) {
                assertThat(reader.read(Arrays.copyOf(bytes, cut)))
                    .as("%s cut at %d", name, cut)
                    .isInstanceOf(Message.Unreadable.class);
              }
            });
  }

  @Test
  void bombsEndAtOnce() {
    bomb("deeper than 64", "<a>".repeat(5 * LARGE));
    bomb("attributes", "<a " + many(LARGE, i -> "a" + i + "='' ") + "/>");
    bomb("attributes", "<!-- ' --><a b='>' " + many(LARGE, i -> "a" + i + "='' ") + "/>");
    bomb("attributes", "<a>é" + "<b " + many(LARGE, i -> "a" + i + "='' ") + "/></a>");
    bomb("attributes", "<a " + many(LARGE, i -> "xmlns:a" + i + "='u' ") + "/>");
    bomb("names", "<a>" + many(LARGE, i -> "<e" + i + "/>") + "</a>");
    bomb("names", "<a>" + many(LARGE, i -> "<e xmlns:p" + i + "='u'/>") + "</a>");
    bomb("names", "<a>" + many(LARGE, i -> "<?e" + i + "?>") + "</a>");
    bomb("declaration", "<?xml version='1.0'" + " ".repeat(15 * LARGE) + "?><a/>");
  }

  @Test
  void whatIsLongButHarmlessIsReadInLinearTime() {
    for (String text :
        new String[] {
          "<a b='" + "x".repeat(20 << 20) + "'/>",
          "<a>" + "]".repeat(20 << 20) + "</a>",
          "<a><!--" + "x".repeat(20 << 20) + "--></a>",
          "<a><![CDATA[" + "<b c='".repeat(3 << 20) + "]]></a>",
          "<a>" + "<b/>".repeat(5 << 20) + "</a>",
          "<" + "a".repeat(20 << 20) + "/>"
        }) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () ->
              assertThat(reader.read(text.getBytes(StandardCharsets.UTF_8)))
                  .isInstanceOfSatisfying(
                      Message.Unknown.class,
                      unknown -> assertThat(unknown.root()).hasSizeLessThan(50)));
    }
  }

  @Test
  void aDocumentAboveTheLimitIsRefusedUnread() {
    MessageReader small = new MessageReader(64, 100);

    assertThat(small.read(Samples.ad1()))
        .isInstanceOfSatisfying(
            Message.Unreadable.class,
            unreadable -> assertThat(unreadable.fault()).isEqualTo("more than 100 bytes"));
    assertThat(small.read(Samples.bytes("<a/>"))).isInstanceOf(Message.Unknown.class);
  }

  @Test
  void aFirmwareImageCostsNoMemoryBeyondItsBytes() {
    String image = "QUJD".repeat(14_900_000 / 4);
    byte[] bytes =
        MessageBuilder.request(
            Samples.REQUEST,
            1,
            "11.1",
            MessageBuilder.inside(
                "UpdateFirmware", MessageBuilder.element("FirmwareImage", image)));
    reader.read(bytes);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    Message message = reader.read(bytes);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(200_000);
    assertThat(message)
        .isInstanceOfSatisfying(
            Message.Request.class,
            request -> assertThat(request.body()).isEqualTo("UpdateFirmware"));
  }

  @Test
  void aFieldThatIsFarTooLongIsNoField() {
    String xml = Samples.text(Samples.ad1());
    String hub = "88-73-84-90-6A-10-02-DB";

    assertThat(reader.read(Samples.bytes(xml.replace(hub, hub + " ".repeat(5000)))))
        .isInstanceOfSatisfying(
            Message.Ad1.class, ad1 -> assertThat(ad1.hub()).isEmpty());
  }

  @Test
  void strangersCannotFillTheMemoryOfNames() {
    reader.read(Samples.ad1());
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          for (int i = 0; i < 500; i++) {
            int document = i;
            String names = many(1000, n -> "<n" + document + "x" + n + "/>");
            reader.read(Samples.bytes("<a>" + names + "</a>"));
          }
        });
    assertThat(reader.read(Samples.ad1())).isInstanceOf(Message.Ad1.class);
  }

  private void bomb(String words, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertThat(fault(bytes)).contains(words));
  }

  private void assertFault(String text, String words) {
    assertThat(fault(text.getBytes(StandardCharsets.UTF_8))).containsIgnoringCase(words);
  }

  private String fault(byte[] bytes) {
    Message message = reader.read(bytes);
    assertThat(message).isInstanceOf(Message.Unreadable.class);
    return ((Message.Unreadable) message).fault();
  }

  private static String many(int count, IntFunction<String> piece) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(piece.apply(i));
    }
    return text.toString();
  }
}
