package io.nearside.caching;

import io.nearside.http.EntityTag;
import io.nearside.http.Fields;
import io.nearside.http.HttpDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a response with which it can be validated later.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-8.8
 */
final class Validators {
  private Validators() {}

  /**
   * Whether there is one.
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
    EntityTag tag = unstored.contains("etag") ? null : entityTag(response);
    return tag != null && !tag.weak();
  }

  /** {@code Last-Modified}, or {@link HttpDate#INVALID}. */
  static long lastModifiedMillis(Fields response) {
    List<String> lines = response.all("last-modified");
    return lines.size() == 1 ? HttpDate.parse(lines.get(0).strip()) : HttpDate.INVALID;
  }

  private static @Nullable EntityTag entityTag(Fields response) {
    List<String> lines = response.all("etag");
    return lines.size() == 1 ? EntityTag.parse(lines.get(0).strip()) : null;
  }
}
