package io.nearside.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration file with a given text, in a directory of the test's own. */
record ConfigText(Path file) {
  static final Overrides UPSTREAM = Overrides.NONE.withUpstream("http://127.0.0.1:8000");
  private static final long HEAP_BYTES = 1L << 30;

  static ConfigText of(Path directory, String... lines) {
    try {
      Path file = directory.resolve("nearside.conf");
      Files.writeString(file, String.join("\n", lines) + "\n");
      return new ConfigText(file);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  Loaded load() throws InvalidConfig {
    return load(UPSTREAM);
  }

  Loaded load(Overrides overrides) throws InvalidConfig {
    return ConfigLoader.load(file, overrides, HEAP_BYTES);
  }

  /** The errors, with the file's name without its directory. */
  List<String> errors() {
    return errors(UPSTREAM);
  }

  List<String> errors(Overrides overrides) {
    try {
      load(overrides);
      return List.of();
    } catch (InvalidConfig invalid) {
      return invalid.errors().stream()
          .map(error -> error.replace(file.getParent() + "/", ""))
          .collect(Collectors.toList());
    }
  }
}
