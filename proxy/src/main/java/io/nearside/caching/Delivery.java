package io.nearside.caching;

import io.nearside.http.ByteRange;
import io.nearside.http.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a response that a request selects goes to the client: its own conditions and ranges
 * evaluated.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
 */
public sealed interface Delivery {

  /** All of it. */
  record Whole() implements Delivery {}

  /** The client has it: a 304. */
  record NotModified() implements Delivery {}

  /** These parts of it, in the order in which they were asked for, none overlapping: a 206. */
  record Parts(List<ByteRange> ranges) implements Delivery {}

  /** No part that was asked for exists: a 416. */
  record Unsatisfiable() implements Delivery {}

  Delivery WHOLE = new Whole();
  Delivery NOT_MODIFIED = new NotModified();
  Delivery UNSATISFIABLE = new Unsatisfiable();

  /** The part that goes to the client where it is just one; null otherwise. */
  static @Nullable ByteRange onePart(Delivery delivery) {
    return delivery instanceof Parts parts && parts.ranges().size() == 1
        ? parts.ranges().get(0)
        : null;
  }

  /** Decides for a request. Cheap where it has neither conditions nor ranges. */
  static Delivery decide(String method, Fields request, Representation selected) {
    // This is on the way of every hit.
    if (request.contains("if-none-match")
        || request.contains("if-modified-since")
        || request.contains("range")) {
      return Preconditions.decide(method, request, selected);
    }
    return WHOLE;
  }
}
