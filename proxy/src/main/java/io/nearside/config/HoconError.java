package io.nearside.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;

/** What the HOCON parser complains about, in the form of our own errors. */
final class HoconError {
  private HoconError() {}

  static String of(String file, ConfigException error) {
    String message = String.valueOf(error.getMessage());
    ConfigOrigin origin = error.origin();
    if (origin == null) {
      return file + ": cannot be read: " + Secrets.maskedUris(message);
    }
    String prefix = origin.description() + ": ";
    String problem = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    return place(file, origin) + explained(error, problem);
  }

  private static String place(String file, ConfigOrigin origin) {
    String name = origin.filename() == null ? file : origin.filename();
    return origin.lineNumber() < 1 ? name + ": " : name + ":" + origin.lineNumber() + ": ";
  }

  private static String explained(ConfigException error, String problem) {
    int substitution = problem.indexOf("${");
    boolean simple = substitution >= 0 && problem.indexOf('}') == problem.length() - 1;
    if (error instanceof ConfigException.UnresolvedSubstitution && simple) {
      String name = problem.substring(substitution);
      return name
          + ": has no value in this file or in the environment; write "
          + name.replace("${", "${?")
          + " where it may be missing";
    }
    if (problem.contains("end of file")) {
      return "not HOCON: the file ends before a { or [ is closed";
    }
    // What follows in parentheses repeats itself and talks of files that are none of ours.
    int more = problem.indexOf(" (");
    String first = Secrets.maskedUris(more < 0 ? problem : problem.substring(0, more));
    return "not HOCON: "
        + Character.toLowerCase(first.charAt(0))
        + first.substring(1)
        + (needsQuotes(first) ? "; addresses, URLs and patterns stand in double quotes" : "");
  }

  private static boolean needsQuotes(String problem) {
    return problem.endsWith("'") && "':'*@?&!`^\\".indexOf(tokenIn(problem)) >= 0;
  }

  private static char tokenIn(String problem) {
    return problem.length() < 3 ? ' ' : problem.charAt(problem.length() - 2);
  }
}
