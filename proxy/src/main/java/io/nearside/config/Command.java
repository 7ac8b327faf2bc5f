package io.nearside.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What can be asked for by name, and the flags that go with it. */
enum Command {
  RUN,
  CHECK,
  DEMO;

  boolean takes(Flag flag) {
    // The demo brings its own backend and its own rules.
    return this != DEMO || flag == Flag.LISTEN || flag == Flag.ADMIN;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
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
