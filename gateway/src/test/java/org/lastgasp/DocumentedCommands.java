package org.lastgasp;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands that a document shows, as words of a command line. For tests. */
public final class DocumentedCommands {
  private static final Pattern SHOWN =
      Pattern.compile("^\\./lastgasp ([^\\n]*)$|`\\./lastgasp ([^`]*)`", Pattern.MULTILINE);

  /** A word, or words in quotes; what stands behind a wide gap is a remark. */
  private static final Pattern WORD = Pattern.compile("( *)((?:[^ \"]|\"[^\"]*\")+)");

  private static final Map<String, String> STAND_INS =
      Map.of(
          "ID", "00-DB-00-00-00-00-00-01",
          "T", "2030-01-15T10:00:00Z",
          "FILE", "guids.txt",
          "F", "guids.txt",
          "…", "x",
          "DIR", "folder");

  private DocumentedCommands() {}

  /** Those of a document of the tree, without the program's name. */
  public static Set<List<String>> of(String document) throws IOException {
    Set<List<String>> commands = new LinkedHashSet<>();
    Matcher shown =
        SHOWN.matcher(
            Files.readString(SourceTree.path(document)).replaceAll("\\\\\n *", ""));
    while (shown.find()) {
      String line = shown.group(1) == null ? shown.group(2) : shown.group(1);
      List<String> words = words(line);
      if (!words.isEmpty() && !words.getFirst().equals("package")) { // the launcher's own
        commands.add(words);
      }
    }
    return commands;
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find() && word.group(1).length() < 2) {
      String plain = word.group(2).replace("\"", "");
      words.add(STAND_INS.getOrDefault(plain, plain));
    }
    return words;
  }
}
