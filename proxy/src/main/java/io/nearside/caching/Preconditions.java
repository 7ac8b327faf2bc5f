package io.nearside.caching;

import io.nearside.http.ByteRange;
import io.nearside.http.EntityTag;
import io.nearside.http.EntityTags;
import io.nearside.http.Fields;
import io.nearside.http.HttpDate;
import io.nearside.http.RangeSpecs;
import java.util.List;

/**
 * The conditions and ranges of a request, in the order in which a cache evaluates them. {@code
 * If-Match} and {@code If-Unmodified-Since} are for the origin server only.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
 */
final class Preconditions {
  /*
   * A Last-Modified is a strong validator only if nothing can have changed after it within its
   * second, which a later Date shows when one clock made both (section 8.8.2.2). We cannot know
   * that: a Date may be our own. So there has to be more between them than clocks usually differ.
   */
  private static final long STRONG_AFTER_MILLIS = 60_000;

  private Preconditions() {}

  /** Decides for a request that has conditions or ranges. */
  static Delivery decide(String method, Fields request, Representation selected) {
    boolean get = method.equals("GET");
    if (!get && !method.equals("HEAD")) {
      return Delivery.WHOLE;
    }
    int status = selected.status();
    if (status / 100 != 2) {
      return Delivery.WHOLE;
    }
    if (isNotModified(request, selected)) {
      return Delivery.NOT_MODIFIED;
    }
    if (!get || status != 200 || !request.contains("range")) {
      return Delivery.WHOLE;
    }
    if (request.contains("if-range") && !ifRangeHolds(request.all("if-range"), selected)) {
      return Delivery.WHOLE;
    }
    return parts(request.all("range"), selected.completeLength());
  }

  private static boolean isNotModified(Fields request, Representation selected) {
    if (request.contains("if-none-match")) {
      return EntityTags.parse(request.all("if-none-match"))
          .weaklyMatch(EntityTag.parse(selected.entityTag()));
    }
    List<String> since = request.all("if-modified-since");
    return since.size() == 1 && isUnmodifiedSince(since.get(0), selected);
  }

  private static boolean isUnmodifiedSince(String date, Representation selected) {
    long since = HttpDate.parse(date);
    long modified = selected.lastModifiedMillis();
    if (modified == HttpDate.INVALID) {
      modified = selected.dateMillis();
    }
    return since != HttpDate.INVALID && modified != HttpDate.INVALID && modified <= since;
  }

  /** Whether {@code If-Range} holds: the client has parts of these very bytes. */
  private static boolean ifRangeHolds(List<String> validators, Representation selected) {
    if (validators.size() != 1) {
      return false;
    }
    String validator = validators.get(0);
    int quote = validator.indexOf('"');
    if (quote >= 0 && quote < 3) {
      return Validators.matchStrongly(validator, selected.entityTag());
    }
    long modified = selected.lastModifiedMillis();
    return modified != HttpDate.INVALID
        && HttpDate.parse(validator) == modified
        && isStrongDate(modified, selected.dateMillis());
  }

  private static boolean isStrongDate(long modifiedMillis, long dateMillis) {
    return dateMillis != HttpDate.INVALID && dateMillis - modifiedMillis >= STRONG_AFTER_MILLIS;
  }

  private static Delivery parts(List<String> lines, long completeLength) {
    // Of no bytes there are no parts, and a Content-Range could not name them.
    RangeSpecs asked = completeLength > 0 ? RangeSpecs.parse(lines) : null;
    if (asked == null) {
      return Delivery.WHOLE;
    }
    List<ByteRange> ranges = asked.within(completeLength);
    return ranges.isEmpty() ? Delivery.UNSATISFIABLE : new Delivery.Parts(ranges);
  }
}
