package io.nearside.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be asked for by name, and the flags that go with it. */
enum Command {
  RUN,
  CHECK,
  PURGE,
  DEMO;

  private static final Set<Flag> OF_RUN =
      EnumSet.of(Flag.LISTEN, Flag.UPSTREAM, Flag.REDIS, Flag.ADMIN, Flag.CONF);

  private static final Set<Flag> OF_PURGE =
      EnumSet.of(
          Flag.URL,
          Flag.PREFIX,
          Flag.TAG,
          Flag.HOST,
          Flag.ROUTE,
          Flag.ALL,
          Flag.SOFT,
          Flag.WAIT,
          Flag.ADMIN,
          Flag.TOKEN,
          Flag.CONF);

  /** It brings its own backend and its own rules. */
  private static final Set<Flag> OF_DEMO = EnumSet.of(Flag.LISTEN, Flag.ADMIN);

  boolean takes(Flag flag) {
    return switch (this) {
      case RUN, CHECK -> OF_RUN.contains(flag);
      case PURGE -> OF_PURGE.contains(flag);
      case DEMO -> OF_DEMO.contains(flag);
    };
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A flag of it with its value. */
  String example() {
    return this == PURGE ? "--tag catalog" : "--listen :8080";
  }

  static @Nullable Command of(String word) {
    return Arrays.stream(values()).filter(c -> c.word().equals(word)).findFirst().orElse(null);
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Command::word).toList();
  }

  /** The words that begin with two dashes and may follow this command. */
  List<String> flagWords() {
    List<String> words = new ArrayList<>();
    Arrays.stream(Flag.values()).filter(this::takes).map(Flag::word).forEach(words::add);
    words.add("--help");
    words.add("--version");
    return words;
  }
}
