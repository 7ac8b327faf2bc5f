package io.nearside.config;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A flag, with a value or as a switch. */
enum Flag {
  LISTEN("HOST:PORT"),
  UPSTREAM("URL"),
  REDIS("URI"),
  URL("URL"),
  PREFIX("URL"),
  TAG("NAME"),
  HOST("HOST"),
  ROUTE("NAME"),
  ALL(""),
  SOFT(""),
  WAIT(""),
  ADMIN("HOST:PORT"),
  TOKEN("TOKEN"),
  CONF("FILE");

  private static final Set<Flag> REPEATABLE = EnumSet.of(URL, PREFIX, TAG, HOST, ROUTE);

  private final String placeholder;

  Flag(String placeholder) {
    this.placeholder = placeholder;
  }

  String placeholder() {
    return placeholder;
  }

  /** Whether it stands alone. */
  boolean isSwitch() {
    return placeholder.isEmpty();
  }

  /** Whether it may be given several times. */
  boolean isRepeatable() {
    return REPEATABLE.contains(this);
  }

  /** With what stands for its value. */
  String form() {
    return isSwitch() ? word() : word() + " " + placeholder;
  }

  String word() {
    return "--" + name().toLowerCase(Locale.ROOT);
  }

  static @Nullable Flag of(String word) {
    return Arrays.stream(values()).filter(f -> f.word().equals(word)).findFirst().orElse(null);
  }
}
