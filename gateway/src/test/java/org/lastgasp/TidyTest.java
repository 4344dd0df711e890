package org.lastgasp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** The house rules that a machine can check; they hold for tests as for the product. */
class TidyTest {
  private static final Path TOP = SourceTree.path("");
  private static final int FILE_LINES = 600;
  private static final int METHOD_LINES = 70;
  private static final int LINE_CHARS = 100;

  /** What {@code .gitignore} keeps out, and what others made and we only carry. */
  private static final Set<String> NOT_OURS =
      Set.of(".git", "target", "data", ".idea", ".vscode", "vendor", "runtime", "node_modules");

  private static final Pattern NAME_WITHOUT_A_NOUN =
      Pattern.compile("(Abstract|Base)[A-Z].*|.*(Impl|Manager|Helpers?|Utils?|Data|Info)");
  private static final Pattern ROOM_WITHOUT_A_NOUN =
      Pattern.compile("\\b(utils?|common|core|impl|model|service|manager|helpers?)\\b");

  /** Private words that no reader could guess: each room has the trade's word in their place. */
  private static final Map<String, Set<String>> PRIVATE_WORDS =
      Map.ofEntries(
          Map.entry("app", Set.of("Releases")),
          Map.entry("cli", Set.of("Teller")),
          Map.entry("config", Set.of("Kind", "Surroundings")),
          Map.entry(
              "delivery",
              Set.of(
                  "Keepsakes", "SetAside", "Letter", "Parcel", "Courier", "Sender", "Standing",
                  "Ledger")),
          Map.entry("duis", Set.of("Place")),
          Map.entry(
              "hindsight", Set.of("Docket", "Casebook", "Drawer", "Sieve", "Telling", "Caller")),
          Map.entry("server", Set.of("Aside", "Punctual", "Parts")),
          Map.entry("api", Set.of("Aside", "Punctual")),
          Map.entry("inventory", Set.of("Shelf", "Supply", "Holding", "Standing")),
          Map.entry(
              "journal",
              Set.of(
                  "Slip", "Facts", "FactWriter", "Members", "Keeper", "Pen", "Judgement",
                  "Vanishing", "StateDue", "Watcher")),
          Map.entry("log", Set.of("Tape", "Mark", "Member", "Shape")),
          Map.entry(
              "motorway", Set.of("Tracker", "Recollection", "Whereabouts", "RecordingGap")),
          Map.entry(
              "policy",
              Set.of(
                  "Lately", "Fuse", "Crowd", "Compared", "Precautions", "Place", "Tries",
                  "Passed")),
          Map.entry(
              "report",
              Set.of(
                  "Bell", "Press", "Paper", "Papers", "Passed", "Draft", "Sheet", "Books",
                  "Audit", "Digests")),
          Map.entry("audit", Set.of("Chronicle", "Name", "Sort", "Asked", "Surroundings")),
          Map.entry("whatif", Set.of("Bench", "Hearing", "Footage", "Lookout")));

  /** The same of variables and methods, in every room. */
  private static final Pattern PRIVATE_VARIABLE =
      Pattern.compile(
          "(courier|parcel|outbox|keepsake|ledger|docket|casebook|drawer|sieve|shelf|slip|keeper"
              + "|footage|reel|errand|reckoning|precaution|tally|tallie|chronicle|lookout)s?");

  private static final Pattern PRIVATE_ENDING =
      Pattern.compile("\\w+(Door|Verbs?)|Precautions\\w*");
  private static final Pattern UNFINISHED = Pattern.compile("\\b(T[O]DO|F[I]XME|X[X]X)\\b");
  private static final Pattern SOMEBODYS_MACHINE =
      Pattern.compile("(?<![\\w.~}-])/(root|home|work|Users)/");

  private static final List<Path> TEXTS = texts();
  private static final List<Path> SOURCES =
      TEXTS.stream().filter(text -> text.toString().endsWith(".java")).toList();

  @Test
  void filesAndLinesAreShort() {
    List<String> faults = new ArrayList<>();
    for (Path source : SOURCES) {
      List<String> lines = read(source).lines().toList();
      if (lines.size() > FILE_LINES) {
        faults.add(place(source, lines.size()) + " longer than " + FILE_LINES + " lines");
      }
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).length() > LINE_CHARS) {
          faults.add(place(source, i + 1) + " wider than " + LINE_CHARS + " characters");
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void theTreeOfEverySourceIsTidy() {
    assertThat(read(SOURCES)).isEmpty();
  }

  @Test
  void textsHaveNoTabsNoTrailingSpaceAndUnixLineEnds() {
    List<String> faults = new ArrayList<>();
    TEXTS.stream()
        .filter(text -> !isBelow(text, "src/test/resources"))
        .forEach(text -> find(text, "\t|\r|[ \t]+(?=\n|\\z)", "tab, CR or trailing space", faults));
    assertThat(faults).isEmpty();
  }

  @Test
  void nothingIsLeftUnfinished() {
    List<String> faults = new ArrayList<>();
    TEXTS.forEach(text -> find(text, UNFINISHED, "unfinished", faults));
    assertThat(faults).isEmpty();
  }

  @Test
  void nothingNamesAPlaceOnADevelopersMachine() {
    List<String> faults = new ArrayList<>();
    TEXTS.forEach(text -> find(text, SOMEBODYS_MACHINE, "a path of one machine", faults));
    assertThat(faults).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsAndIsNullMarked() {
    Set<Path> packages =
        SOURCES.stream()
            .filter(source -> isBelow(source, "src/main"))
            .map(Path::getParent)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(packages).isNotEmpty().allSatisfy(TidyTest::saysWhatItIs);
  }

  /** Whether a file is below a folder of some module. */
  private static boolean isBelow(Path file, String folder) {
    Path inTree = TOP.relativize(file);
    return inTree.getNameCount() > 1
        && inTree.subpath(1, inTree.getNameCount()).startsWith(folder);
  }

  private static void saysWhatItIs(Path folder) {
    Path info = folder.resolve("package-info.java");
    assertThat(info).exists();
    assertThat(read(info)).startsWith("/**").contains("\n@NullMarked\n");
  }

  /** Parses, without attributing, and lists what the house does not want to see. */
  private static List<String> read(List<Path> sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> faults = new ArrayList<>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        unit.accept(new Inspection(unit, positions, faults), null);
      }
    } catch (IOException broken) {
      throw new IllegalStateException("reading the sources below " + TOP, broken);
    }
    return faults;
  }

  private static final class Inspection extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> faults;
    private final Path file;
    private final boolean test;

    Inspection(CompilationUnitTree unit, SourcePositions positions, List<String> faults) {
      this.unit = unit;
      this.positions = positions;
      this.faults = faults;
      this.file = Path.of(unit.getSourceFile().toUri());
      this.test = isBelow(file, "src/test");
      Matcher noNoun = ROOM_WITHOUT_A_NOUN.matcher(String.valueOf(unit.getPackageName()));
      if (noNoun.find()) {
        fault(unit, "a room without a noun: " + noNoun.group());
      }
    }

    @Override
    public Void visitImport(ImportTree tree, Void nothing) {
      if (tree.getQualifiedIdentifier().toString().endsWith(".*")) {
        fault(tree, "imports by wildcard");
      }
      return null;
    }

    @Override
    public Void visitClass(ClassTree tree, Void nothing) {
      if (NAME_WITHOUT_A_NOUN.matcher(tree.getSimpleName()).matches()) {
        fault(tree, "a name that says nothing: " + tree.getSimpleName());
      }
      String name = tree.getSimpleName().toString();
      if (PRIVATE_WORDS.getOrDefault(room(), Set.of()).contains(name)
          || PRIVATE_ENDING.matcher(name).matches()) {
        fault(tree, "a private word, take the trade's: " + name);
      }
      return super.visitClass(tree, nothing);
    }

    @Override
    public Void visitVariable(VariableTree tree, Void nothing) {
      isOfTheTrade(tree, tree.getName().toString());
      return super.visitVariable(tree, nothing);
    }

    private void isOfTheTrade(Tree tree, String name) {
      if (!test && PRIVATE_VARIABLE.matcher(name).matches()) {
        fault(tree, "a private word, take the trade's: " + name);
      }
    }

    @Override
    public Void visitMethod(MethodTree tree, Void nothing) {
      isOfTheTrade(tree, tree.getName().toString());
      long lines = line(positions.getEndPosition(unit, tree)) - line(start(tree)) + 1;
      if (lines > METHOD_LINES) {
        fault(tree, tree.getName() + " has " + lines + " lines, more than " + METHOD_LINES);
      }
      return super.visitMethod(tree, nothing);
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree tree, Void nothing) {
      String text = tree.toString();
      if (test && (text.equals("Thread.sleep") || text.matches("(TimeUnit\\.)?\\w+S\\.sleep"))) {
        fault(tree, "a test sleeps");
      }
      boolean speaks = isIn("cli") || isIn("bench");
      if (!test && text.matches("System\\.(out|err)") && !speaks) {
        fault(tree, text + " outside the rooms that speak to people");
      }
      return super.visitMemberSelect(tree, nothing);
    }

    @Override
    public Void visitAnnotation(AnnotationTree tree, Void nothing) {
      if (tree.getAnnotationType().toString().matches("(.*\\.)?Disabled")) {
        fault(tree, "a test is disabled");
      }
      return super.visitAnnotation(tree, nothing);
    }

    private String room() {
      String[] words = String.valueOf(unit.getPackageName()).split("\\.");
      return words.length > 2 ? words[2] : "";
    }

    private boolean isIn(String room) {
      return String.valueOf(unit.getPackageName()).startsWith("org.lastgasp." + room);
    }

    private long start(Tree tree) {
      return positions.getStartPosition(unit, tree);
    }

    private long line(long position) {
      return unit.getLineMap().getLineNumber(position);
    }

    private void fault(Tree tree, String what) {
      faults.add(place(file, line(start(tree))) + " " + what);
    }
  }

  private static void find(Path text, String pattern, String what, List<String> faults) {
    find(text, Pattern.compile(pattern), what, faults);
  }

  private static void find(Path text, Pattern pattern, String what, List<String> faults) {
    String all = read(text);
    Matcher matcher = pattern.matcher(all);
    while (matcher.find()) {
      long line = 1 + all.substring(0, matcher.start()).chars().filter(c -> c == '\n').count();
      faults.add(place(text, line) + " " + what + ": " + matcher.group().strip());
    }
  }

  private static String place(Path file, long line) {
    return TOP.relativize(file) + ":" + line;
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new IllegalStateException("reading " + file, broken);
    }
  }

  /** Every file of ours without a zero byte. */
  private static List<Path> texts() {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          TOP,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes about) {
              return NOT_OURS.contains(String.valueOf(folder.getFileName()))
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes about) {
              boolean worktreeLink = file.endsWith(".git");
              if (about.isRegularFile() && !worktreeLink && read(file).indexOf('\0') < 0) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException broken) {
      throw new IllegalStateException("reading the files below " + TOP, broken);
    }
    Collections.sort(found);
    return found;
  }
}
