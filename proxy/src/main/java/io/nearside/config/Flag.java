package io.nearside.config;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A flag that takes a value. */
enum Flag {
  LISTEN("HOST:PORT"),
  UPSTREAM("URL"),
  REDIS("URI"),
  ADMIN("HOST:PORT"),
  CONF("FILE");

  private final String placeholder;

  Flag(String placeholder) {
    this.placeholder = placeholder;
  }

  String placeholder() {
    return placeholder;
  }

  String word() {
    return "--" + name().toLowerCase(Locale.ROOT);
  }

  static @Nullable Flag of(String word) {
    return Arrays.stream(values()).filter(f -> f.word().equals(word)).findFirst().orElse(null);
  }
}
