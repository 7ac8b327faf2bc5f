package io.nearside.config;

import io.nearside.caching.PurgeOrder;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The words after {@code nearside}. */
public final class CommandLine {
  private final Command command;
  private final List<String> words;
  private final Map<Flag, List<String>> values = new EnumMap<>(Flag.class);
  private final List<String> errors = new ArrayList<>();

  private CommandLine(Command command, List<String> words) {
    this.command = command;
    this.words = words;
  }

  /** What these words ask for. The values of flags are checked with the configuration. */
  public static Invocation parse(String[] args) {
    List<String> words = List.of(args);
    if (words.isEmpty() || words.get(0).startsWith("-")) {
      return new CommandLine(Command.RUN, words)
          .parse(words.isEmpty() || !asksForHelp(words.get(0)));
    }
    Command command = Command.of(words.get(0));
    if (command == null) {
      return unknownCommand(words.get(0));
    }
    return new CommandLine(command, words.subList(1, words.size())).parse(true);
  }

  private static boolean asksForHelp(String word) {
    return word.equals("--help") || word.equals("-h");
  }

  private static Invocation unknownCommand(String word) {
    String meant = Suggestion.of(word, Command.words());
    return usage(
        List.of(
            Secrets.masked(word)
                + ": unknown command; "
                + (meant == null
                    ? "accepted: " + String.join(", ", Command.words())
                    : "did you mean " + meant + "?")),
        "");
  }

  /** Help and version win over everything else, as who asks for help has made no mistake yet. */
  private Invocation parse(boolean commandNamed) {
    if (words.stream().anyMatch(CommandLine::asksForHelp)) {
      return new Invocation.Help(commandNamed ? HelpText.of(command) : HelpText.overview());
    }
    if (words.contains("--version")) {
      return new Invocation.Version();
    }
    int next = 0;
    while (next < words.size()) {
      next = readFlag(next);
    }
    Path conf = conf();
    return errors.isEmpty() ? invocation(conf) : usage(errors, command.word() + " ");
  }

  private Invocation invocation(@Nullable Path conf) {
    Overrides overrides =
        new Overrides(
            value(Flag.LISTEN), value(Flag.UPSTREAM), value(Flag.REDIS), value(Flag.ADMIN));
    return switch (command) {
      case RUN -> new Invocation.Run(conf, overrides);
      case CHECK -> new Invocation.Check(conf, overrides);
      case PURGE -> purge(conf);
      case DEMO -> new Invocation.Demo(overrides);
    };
  }

  private Invocation purge(@Nullable Path conf) {
    PurgeOrder order =
        new PurgeOrder(
            all(Flag.URL),
            all(Flag.PREFIX),
            all(Flag.TAG),
            all(Flag.HOST),
            all(Flag.ROUTE),
            values.containsKey(Flag.ALL),
            values.containsKey(Flag.SOFT));
    if (order.targets() == 0) {
      return usage(
          List.of(
              "nothing to purge; accepted: --url URL, --prefix URL, --tag NAME, --host HOST,"
                  + " --route NAME, --all"),
          "purge ");
    }
    return new Invocation.Purge(
        conf, value(Flag.ADMIN), value(Flag.TOKEN), order, values.containsKey(Flag.WAIT));
  }

  private @Nullable String value(Flag flag) {
    List<String> given = all(flag);
    return given.isEmpty() ? null : given.get(0);
  }

  private List<String> all(Flag flag) {
    return values.getOrDefault(flag, List.of());
  }

  /** Reads the word at an index, and the next if it is its value; gives the index after them. */
  private int readFlag(int index) {
    String word = words.get(index);
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    Flag flag = Flag.of(name);
    if (flag == null || !command.takes(flag)) {
      errors.add(unknown(name, flag));
      // What belongs to a flag that we do not know is no second mistake.
      return equals < 0 && name.startsWith("-") && hasValue(index + 1) ? index + 2 : index + 1;
    }
    if (flag.isSwitch()) {
      putSwitch(flag, equals >= 0);
      return index + 1;
    }
    if (equals >= 0) {
      put(flag, word.substring(equals + 1));
      return index + 1;
    }
    if (!hasValue(index + 1)) {
      put(flag, "");
      return index + 1;
    }
    put(flag, words.get(index + 1));
    return index + 2;
  }

  private boolean hasValue(int index) {
    return index < words.size() && !words.get(index).startsWith("-");
  }

  private void put(Flag flag, String value) {
    if (value.isEmpty()) {
      errors.add(flag.word() + ": no value; accepted: " + flag.form());
    } else if (values.containsKey(flag) && !flag.isRepeatable()) {
      errors.add(flag.word() + ": given twice");
    } else {
      values.computeIfAbsent(flag, first -> new ArrayList<>()).add(value);
    }
  }

  private void putSwitch(Flag flag, boolean hasValue) {
    if (hasValue) {
      errors.add(flag.word() + ": takes no value; accepted: " + flag.form());
    } else {
      values.put(flag, List.of());
    }
  }

  private String unknown(String name, @Nullable Flag flag) {
    if (!name.startsWith("-")) {
      return Secrets.masked(name)
          + ": unexpected; values follow their flag, as in "
          + command.example();
    }
    String accepted = "accepted: " + String.join(", ", command.flagWords());
    if (flag != null) {
      return name + ": not a flag of " + command.word() + "; " + accepted;
    }
    String meant = Suggestion.of(name, command.flagWords());
    return name + ": unknown flag; " + (meant == null ? accepted : "did you mean " + meant + "?");
  }

  private @Nullable Path conf() {
    String file = value(Flag.CONF);
    try {
      return file == null ? null : Path.of(file);
    } catch (InvalidPathException noPath) {
      errors.add("--conf: not a file name");
      return null;
    }
  }

  private static Invocation usage(List<String> errors, String command) {
    return new Invocation.Usage(
        String.join(System.lineSeparator(), errors)
            + System.lineSeparator()
            + "See nearside "
            + command
            + "--help");
  }
}
