package io.nearside.http;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of one message, read only. Names compare without case.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-5
 */
public interface Fields {

  /** The first field line with this name, or null. */
  @Nullable String first(String name);

  /** All field lines with this name, in order; empty when there is none. */
  List<String> all(String name);

  /** Whether there is a field line with this name. */
  boolean contains(String name);

  /** Calls with each field line, name and value, in order. */
  void forEachLine(BiConsumer<String, String> line);
}
