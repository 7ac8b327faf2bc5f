package io.nearside.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields that are defined as structured ones. Parameters are read and dropped.
 *
 * <p>A value is a {@link Long}, a {@link java.math.BigDecimal}, a {@link String}, a {@link Token},
 * a {@link Boolean}, a {@code byte[]}, a {@link java.time.Instant}, a {@link DisplayString}, or a
 * list of such values for an inner list.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9651
 */
public final class StructuredFields {
  /*
   * Strict as section 4.2 has it: one character that is wrong and there is no field at all, also
   * where the good part would have been enough. Field lines are one list, so an empty line among
   * others is an empty member and as wrong as one. The work is linear in the length of the field,
   * which the limits on heads bound.
   */

  /** A word, which is not the string with the same characters. */
  public record Token(String text) {}

  /** A text for people, which is not the string with the same characters. */
  public record DisplayString(String text) {}

  /** A member with its parameters. */
  record Member(Object value, Map<String, Object> parameters) {}

  private StructuredFields() {}

  /** The members of a dictionary, in order; null when any of it cannot be read. */
  public static @Nullable Map<String, Object> dictionary(List<String> lines) {
    try {
      Map<String, Object> values = new LinkedHashMap<>();
      new StructuredReader(joined(lines))
          .dictionary()
          .forEach((key, member) -> values.put(key, member.value()));
      return Collections.unmodifiableMap(values);
    } catch (MalformedField malformed) {
      return null;
    }
  }

  /** The members of a list; null when any of it cannot be read. */
  public static @Nullable List<Object> list(List<String> lines) {
    List<Member> members = members(lines);
    if (members == null) {
      return null;
    }
    List<Object> values = new ArrayList<>(members.size());
    for (Member member : members) {
      values.add(member.value());
    }
    return Collections.unmodifiableList(values);
  }

  /** The members of a list with their parameters; null when any of it cannot be read. */
  static @Nullable List<Member> members(List<String> lines) {
    try {
      return new StructuredReader(joined(lines)).list();
    } catch (MalformedField malformed) {
      return null;
    }
  }

  private static String joined(List<String> lines) {
    return lines.size() == 1 ? lines.get(0) : String.join(", ", lines);
  }
}
