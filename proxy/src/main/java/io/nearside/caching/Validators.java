package io.nearside.caching;

import io.nearside.http.EntityTag;
import io.nearside.http.Fields;
import io.nearside.http.HttpDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The validators of a message, and the rules by which two of them are the same.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-8.8
 */
public final class Validators {
  private Validators() {}

  /**
   * The entity tag as it was sent, {@code W/} and quotation marks included; null when there is
   * none, when it is not written as one, or when several lines contradict each other.
   */
  public static @Nullable String entityTag(Fields fields) {
    String text = single(fields, "ETag");
    return text != null && isEntityTag(text) ? text : null;
  }

  /** {@code Last-Modified}, or {@link HttpDate#INVALID}, also when several lines contradict. */
  public static long lastModifiedMillis(Fields fields) {
    return date(fields, "Last-Modified");
  }

  /** {@code Date}, or {@link HttpDate#INVALID}, also when several lines contradict. */
  public static long dateMillis(Fields fields) {
    return date(fields, "Date");
  }

  private static long date(Fields fields, String name) {
    String text = single(fields, name);
    return text == null ? HttpDate.INVALID : HttpDate.parse(text.strip());
  }

  /** The value on which all lines with this name agree, or null. */
  static @Nullable String single(Fields fields, String name) {
    List<String> lines = fields.all(name);
    if (lines.isEmpty()) {
      return null;
    }
    String text = lines.get(0);
    return lines.stream().allMatch(text::equals) ? text : null;
  }

  /** Whether a text is written as an entity tag. */
  public static boolean isEntityTag(String text) {
    return EntityTag.parse(text) != null;
  }

  /**
   * Whether there is a validator.
   *
   * @param unstored names of the fields that will not be there later
   */
  static boolean arePresent(Fields response, List<String> unstored) {
    if (!unstored.contains("etag") && entityTag(response) != null) {
      return true;
    }
    return !unstored.contains("last-modified") && lastModifiedMillis(response) != HttpDate.INVALID;
  }

  /** Whether the entity tag is a strong one: equal tags are then equal bytes. */
  static boolean areStrong(Fields response, List<String> unstored) {
    String tag = unstored.contains("etag") ? null : entityTag(response);
    return tag != null && isStrong(tag);
  }

  /** Whether this is an entity tag that is not weak. */
  static boolean isStrong(String text) {
    EntityTag tag = EntityTag.parse(text);
    return tag != null && !tag.weak();
  }

  /** Whether these are the same entity tag, and neither of them weak. */
  static boolean matchStrongly(@Nullable String one, @Nullable String other) {
    EntityTag first = EntityTag.parse(one);
    EntityTag second = EntityTag.parse(other);
    return first != null && second != null && first.stronglyMatches(second);
  }

  /** Whether these are the same entity tag, weak or not. */
  static boolean matchWeakly(@Nullable String one, @Nullable String other) {
    EntityTag first = EntityTag.parse(one);
    EntityTag second = EntityTag.parse(other);
    return first != null && second != null && first.weaklyMatches(second);
  }
}
