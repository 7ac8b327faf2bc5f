package io.nearside.caching;

import io.nearside.http.Fields;
import io.nearside.http.HopByHop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The field lines of a stored response after another answer has brought newer ones.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-3.2
 */
public final class FieldUpdate {
  /*
   * A field of the answer replaces all lines of its name; what it does not name stays. Excepted:
   *
   * Content-Length: by the letter; of a HEAD answer or a 206 it speaks of another content.
   * Content-Range: "automatically processed"; it belongs to a 206 and not to what is stored.
   * Connection, Proxy-Authenticate and the others of HopByHop: section 3.1. What Connection
   *   nominates was taken out when the answer was received.
   * Age: is counted into the response's origin and written anew for every answer.
   *
   * Fields that no-cache or private of the new answer name are updated, too: whoever stores the
   * result leaves them out, as of any response.
   *
   * Content-Type and Content-Encoding are updated. Only caches that keep what they made of a
   * response (decoded, parsed) depend on these; the bytes kept here are the ones received, and the
   * section says that "Content-" alone excepts nothing. Via and Cache-Status are updated as all
   * others: they say how the newest answer came here.
   */
  private static final Set<String> KEPT = Set.of("content-length", "content-range", "age");

  private FieldUpdate() {}

  /** The lines of the updated head, names and values: what stays, in its order, then the new. */
  public static List<Map.Entry<String, String>> update(Fields stored, Fields fresh) {
    Set<String> replaced = new HashSet<>();
    List<Map.Entry<String, String>> added = new ArrayList<>();
    fresh.forEachLine(
        (name, value) -> {
          String key = name.toLowerCase(Locale.ROOT);
          if (!KEPT.contains(key) && !HopByHop.names(key)) {
            replaced.add(key);
            added.add(Map.entry(name, value));
          }
        });
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    stored.forEachLine(
        (name, value) -> {
          if (!replaced.contains(name.toLowerCase(Locale.ROOT))) {
            lines.add(Map.entry(name, value));
          }
        });
    lines.addAll(added);
    return lines;
  }
}
