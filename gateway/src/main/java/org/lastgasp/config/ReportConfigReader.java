package org.lastgasp.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.lastgasp.report.ReportSettings;
import org.lastgasp.report.ReportTemplate;

/** A reader of the section {@code report}. */
final class ReportConfigReader {
  private final ConfigSource source;
  private final List<String> warnings;

  ReportConfigReader(ConfigSource source, List<String> warnings) {
    this.source = source;
    this.warnings = warnings;
  }

  Config.Report read(Section root) {
    Section section = root.section("report");
    Setting<Duration> every = section.read("every", ValueType.duration(), Duration.ofHours(1));
    Set<Config.Report.Scope> scope = scopes(section);
    List<Config.Target> to = new TargetReader(source).read(section);
    ValueType<Config.Report.Digest> digests =
        ValueType.choice(Config.Report.Digest.values(), Config.Report.Digest::code);
    Setting<Config.Report.Digest> digest =
        section.read("digest", digests, Config.Report.Digest.OFF);
    ValueType<ReportSettings.TableFormat> tables =
        ValueType.choice(ReportSettings.TableFormat.values(), ReportSettings.TableFormat::code);
    Set<ReportSettings.TableFormat> forPeople =
        values(section.oneOrMore("for-people", tables, List.of()));
    ValueType<ReportSettings.WhileOff> offs =
        ValueType.choice(ReportSettings.WhileOff.values(), ReportSettings.WhileOff::code);
    Setting<ReportSettings.WhileOff> whileOff =
        section.read("while-off", offs, ReportSettings.WhileOff.EMPTY);
    ReportTemplate template = template(section);
    section.end();
    return new Config.Report(
        every.value(), scope, to, digest.value(), forPeople, whileOff.value(), template);
  }

  private Set<Config.Report.Scope> scopes(Section section) {
    int faultsBefore = source.faults().size();
    ValueType<Config.Report.Scope> scopes =
        ValueType.choice(Config.Report.Scope.values(), Config.Report.Scope::code);
    Set<Config.Report.Scope> scope =
        values(section.oneOrMore("scope", scopes, List.of(Config.Report.Scope.CONSOLIDATED)));
    if (scope.isEmpty() && source.faults().size() == faultsBefore) {
      source.fault(section.where(), "report.scope", "no scope", "one of " + scopes.allowed());
    }
    return scope.isEmpty() ? Set.of(Config.Report.Scope.CONSOLIDATED) : scope;
  }

  private static <T> Set<T> values(List<Setting<T>> settings) {
    return settings.stream().map(Setting::value).collect(Collectors.toSet());
  }

  private ReportTemplate template(Section section) {
    ReportTemplate standard = ReportTemplate.DEFAULT;
    Setting<String> header = section.read("header", ValueType.TEXT, standard.header());
    Setting<String> footer = section.read("footer", ValueType.TEXT, standard.footer());
    List<String> inHeader = ReportTemplate.headerFaults(header.value());
    List<String> inFooter = ReportTemplate.footerFaults(footer.value());
    String common = "lines of text with {sequence}, {scope}, {from}, {to}, {generated} and ";
    String formats = "; {from:yyyyMMdd} and {sequence:8} are formats";
    inHeader.forEach(
        fault ->
            source.fault(header.where(), header.key(), fault, common + "{columns}" + formats));
    inFooter.forEach(
        fault ->
            source.fault(
                footer.where(), footer.key(), fault, common + "{rows}, {sha256}" + formats));
    ReportTemplate template =
        new ReportTemplate(
            inHeader.isEmpty() ? header.value() : standard.header(),
            inFooter.isEmpty() ? footer.value() : standard.footer());
    if (!template.isSealed()) {
      warnings.add(
          "report.footer: without {sha256}, so report verify cannot see every change to a report");
    }
    return template;
  }
}
