package org.lastgasp.acceptance;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The page of a pack: one HTML file that needs nothing besides, for the screen and for paper. */
final class AcceptancePage {
  private static final String STYLE =
      """
      body { font: 15px/1.45 system-ui, sans-serif; color: #1b1f24; margin: 2rem auto;
        max-width: 68rem; padding: 0 1rem; }
      h1 { font-size: 1.6rem; margin: 0 0 .3rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .3rem; }
      table { border-collapse: collapse; width: 100%; margin: .6rem 0; }
      th, td { border: 1px solid #c9d1d9; padding: .35rem .55rem; text-align: left;
        vertical-align: top; overflow-wrap: anywhere; }
      th { background: #f3f5f7; font-weight: 600; white-space: nowrap; }
      code { font: .85em/1.4 ui-monospace, monospace; } .sha { word-break: break-all; }
      .verdict { font-weight: 700; white-space: nowrap; } .passed { color: #14663a; }
      .failed { color: #a4161a; } .skipped { color: #7a5200; }
      .outcome { border-left: .4rem solid; padding: .5rem .9rem; background: #f3f5f7; }
      .id { white-space: nowrap; } .time { width: 6.5rem; overflow-wrap: normal; }
      .sign td { height: 3rem; } .quiet { color: #57606a; }
      @media print { body { margin: 0; max-width: none; font-size: 11px; }
        section { break-inside: avoid; } }
      """;

  private AcceptancePage() {}

  /**
   * The page.
   *
   * @param hashes of the files of the pack by name
   * @param seal the hash of the list of hashes
   */
  static String of(AcceptancePack pack, Map<String, String> hashes, String seal) {
    return """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Lastgasp: acceptance</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <style>
        %s</style></head><body>
        <h1>Lastgasp: acceptance</h1>
        <p class="outcome %s"><strong>%s.</strong> %s</p>
        %s%s
        <h2>Cases</h2>
        %s%s%s%s</body></html>
        """
        .formatted(
            STYLE,
            pack.isPassed() ? "passed" : "failed",
            text(pack.summary()),
            pack.isPassed() ? "Accepted by the cases below." : "Not accepted.",
            about(pack, seal),
            paragraphs("failed", pack.faults()) + paragraphs("quiet", pack.notes()),
            overview(pack.results()),
            pack.results().stream().map(AcceptancePage::section).collect(joining()),
            files(hashes, seal),
            signatures());
  }

  private static String paragraphs(String kind, List<String> sentences) {
    return sentences.stream()
        .map(each -> "<p class=\"" + kind + "\">" + text(each) + "</p>\n")
        .collect(joining());
  }

  private static String about(AcceptancePack pack, String seal) {
    return "<table>\n"
        + row("Tested", text(pack.subject()))
        + row("Version", text(pack.version()))
        + row("Configuration", "<code class=\"sha\">" + text(pack.configHash()) + "</code>")
        + row(
            "From, to",
            AcceptanceRun.seconds(pack.begun())
                + ", "
                + AcceptanceRun.seconds(pack.ended())
                + " (the gateway's clock, UTC)")
        + row(
            "Evidence",
            "<a href=\""
                + EvidenceFolder.HASHES
                + "\">"
                + EvidenceFolder.HASHES
                + "</a>, SHA-256 <code class=\"sha\">"
                + seal
                + "</code>")
        + "</table>\n";
  }

  private static String row(String name, String html) {
    return "<tr><th scope=\"row\">" + name + "</th><td>" + html + "</td></tr>\n";
  }

  private static String overview(List<CaseResult> results) {
    return "<table>\n<tr><th>case</th><th>what is tested</th><th>requirements</th><th>verdict</th>"
        + "</tr>\n"
        + results.stream()
            .map(
                each ->
                    """
                    <tr><td class="id"><a href="#%s">%s</a></td><td>%s</td><td>%s</td><td>%s</td>
                    </tr>
                    """
                        .formatted(
                            each.about().id(),
                            each.about().id(),
                            text(each.about().title()),
                            text(String.join(", ", each.about().requirements())),
                            verdict(each.verdict())))
            .collect(joining())
        + "</table>\n";
  }

  private static String section(CaseResult each) {
    return """
        <section id="%s"><h2>%s %s</h2>
        <p>%s</p>
        %s%s</section>
        """
        .formatted(
            each.about().id(),
            text(each.about().title()),
            verdict(each.verdict()),
            text(each.about().expects()),
            each.note().isEmpty() ? "" : "<p class=\"skipped\">" + text(each.note()) + ".</p>\n",
            each.steps().isEmpty() ? "" : steps(each.steps()));
  }

  private static String steps(List<Step> steps) {
    return "<table>\n<tr><th>time</th><th>step</th><th>expected</th><th>observed</th>"
        + "<th>verdict</th></tr>\n"
        + steps.stream().map(AcceptancePage::step).collect(joining())
        + "</table>\n";
  }

  private static String step(Step step) {
    String files =
        step.files().stream()
            .map(file -> "<a href=\"%s\">%s</a>".formatted(text(file), text(file)))
            .collect(joining(", "));
    return "<tr><td class=\"time\">%s</td><td>%s%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
        .formatted(
            step.at().toString().replace("T", " "),
            text(step.action()),
            files.isEmpty() ? "" : "<br><span class=\"quiet\">" + files + "</span>",
            text(step.expected()),
            text(step.observed()),
            verdict(step.verdict()));
  }

  private static String files(Map<String, String> hashes, String seal) {
    return "<h2>Files</h2>\n<p>Check them with <code>sha256sum --check "
        + EvidenceFolder.HASHES
        + "</code> in this folder. The list itself has the SHA-256 <code class=\"sha\">"
        + seal
        + "</code>.</p>\n<table>\n<tr><th>file</th><th>SHA-256</th></tr>\n"
        + new TreeMap<>(hashes)
            .entrySet().stream()
                .map(
                    each ->
                        "<tr><td><a href=\"%s\">%s</a></td><td><code class=\"sha\">%s</code></td>"
                            .formatted(text(each.getKey()), text(each.getKey()), each.getValue())
                            + "</tr>\n")
                .collect(joining())
        + "</table>\n";
  }

  private static String signatures() {
    return """
        <section><h2>Signatures</h2>
        <table class="sign">
        <tr><th>role</th><th>name</th><th>date</th><th>signature</th></tr>
        <tr><td>tested by</td><td></td><td></td><td></td></tr>
        <tr><td>test manager</td><td></td><td></td><td></td></tr>
        </table></section>
        """;
  }

  private static String verdict(Verdict verdict) {
    return "<span class=\"verdict " + verdict.word() + "\">" + verdict.word() + "</span>";
  }

  private static String text(String any) {
    return any.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
