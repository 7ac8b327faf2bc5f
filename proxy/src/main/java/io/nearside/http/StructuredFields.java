package io.nearside.http;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields that are defined as structured ones. Parameters are read and dropped.
 *
 * <p>A value is a {@link Long}, a {@link java.math.BigDecimal}, a {@link String}, a {@link Token},
 * a {@link Boolean}, a {@code byte[]}, or a list of such values for an inner list.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9651
 */
public final class StructuredFields {

  /** A word, which is not the string with the same characters. */
  public record Token(String text) {}

  private StructuredFields() {}

  /** The members of a dictionary, in order; null when any of it cannot be read. */
  public static @Nullable Map<String, Object> dictionary(List<String> lines) {
    return null;
  }

  /** The members of a list; null when any of it cannot be read. */
  public static @Nullable List<Object> list(List<String> lines) {
    return null;
  }
}
