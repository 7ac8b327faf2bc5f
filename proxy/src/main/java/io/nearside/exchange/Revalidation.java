package io.nearside.exchange;

import io.nearside.caching.Freshening;
import io.nearside.caching.PartialContent;
import io.nearside.http.ByteRange;
import io.nearside.http.ContentRange;
import io.nearside.http.HttpDate;
import io.nearside.store.StoredResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The stored response that a fetch asks the upstream about: whether it is still right, or for what
 * it lacks. Immutable; used on the fetching loop.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.3 and section 3.4
 */
final class Revalidation {
  /** What an answer says of it. */
  enum Answer {
    /** Not about it: another response, which replaces it. */
    OTHER,
    /** It is still right. */
    FRESHENS,
    /** Here is what it lacks. */
    COMPLETES,
    /** About something else than was asked: to be asked again, without it. */
    USELESS
  }

  private final CacheEngine engine;
  private final StoredResponse stored;

  /** What is asked for of a response of which only parts are stored; null: whether it is right. */
  private final @Nullable ByteRange gap;

  private Revalidation(CacheEngine engine, StoredResponse stored, @Nullable ByteRange gap) {
    this.engine = engine;
    this.stored = stored;
    this.gap = gap;
  }

  /** What a request for the whole response asks with, or null when nothing stored is of use. */
  static @Nullable Revalidation of(CacheEngine engine, ProxyRequest request) {
    StoredResponse stored = request.candidate();
    if (stored == null || !engine.log().standing(stored).holds()) {
      return null;
    }
    if (stored.isPartial()) {
      if (stored.completeLength() > request.route().maxObjectBytes()) {
        return null;
      }
      return completing(engine, stored, new ByteRange(0, stored.completeLength() - 1));
    }
    boolean hasValidator =
        stored.entityTag() != null || stored.lastModifiedMillis() != HttpDate.INVALID;
    return hasValidator ? new Revalidation(engine, stored, null) : null;
  }

  /** What a request for this part asks with, or null when what is stored is of no use to it. */
  static @Nullable Revalidation completing(
      CacheEngine engine, StoredResponse stored, ByteRange wanted) {
    ByteRange gap = PartialContent.gap(stored.parts(), wanted);
    boolean less = gap != null && !gap.equals(wanted);
    return less && engine.log().standing(stored).holds()
        ? new Revalidation(engine, stored, gap)
        : null;
  }

  StoredResponse stored() {
    return stored;
  }

  /** Makes the request a conditional one. Its client's own conditions were taken out before. */
  void condition(HttpHeaders request) {
    String tag = stored.entityTag();
    if (gap != null) {
      request.set(HttpHeaderNames.RANGE, "bytes=" + gap.first() + "-" + gap.last());
      if (tag != null) {
        request.set(HttpHeaderNames.IF_RANGE, tag);
      }
      return;
    }
    if (tag != null) {
      request.set(HttpHeaderNames.IF_NONE_MATCH, tag);
    }
    String lastModified = stored.fields().first("last-modified");
    if (lastModified != null && stored.lastModifiedMillis() != HttpDate.INVALID) {
      request.set(HttpHeaderNames.IF_MODIFIED_SINCE, lastModified);
    }
  }

  /** What this answer says of it, and whether it still counts what it says. */
  Answer answer(ResponseHead head) {
    if (gap == null) {
      if (head.status() != 304) {
        return Answer.OTHER;
      }
      boolean same =
          Freshening.validates(stored, head.fields())
              && engine.log().standing(stored).holds()
              && updated(head).isOfStorableSize();
      return same ? Answer.FRESHENS : Answer.USELESS;
    }
    return switch (head.status()) {
      case 206 -> completes(head, gap) ? Answer.COMPLETES : Answer.USELESS;
      case 304, 412, 416 -> Answer.USELESS;
      default -> Answer.OTHER;
    };
  }

  private boolean completes(ResponseHead head, ByteRange asked) {
    ContentRange range = ContentRange.parse(head.headers().get("content-range"));
    return range != null
        && asked.equals(range.range())
        && range.completeLength() == stored.completeLength()
        && head.contentLength() == asked.length()
        && PartialContent.mayCombine(stored, head.fields())
        && engine.log().standing(stored).holds()
        && updated(head).isOfStorableSize();
  }

  /** The part that is asked for; only of what is completed. */
  ByteRange gap() {
    if (gap == null) {
      throw new IllegalStateException("nothing is missing");
    }
    return gap;
  }

  /** The stored head with the fields of the answer. */
  ResponseHead updated(ResponseHead answer) {
    return gap == null
        ? ResponseHead.updated(stored, answer)
        : ResponseHead.updated(stored, answer.ofWhole(200, stored.completeLength()));
  }
}
