package io.nearside.caching;

import io.nearside.http.Fields;
import io.nearside.http.HttpDate;
import org.jspecify.annotations.Nullable;

/**
 * Whether an answer without content speaks of the very representation that is stored.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.3.4 and
 * https://www.rfc-editor.org/rfc/rfc9111#section-4.3.5
 */
public final class Freshening {
  /*
   * The set of responses a 304 may select from is the one whose validators were sent, alone: so
   * "the most recent of those matching" needs no choice.
   *
   * An entity tag decides where there is one: a strong one must be the stored one, a weak one
   * selects by weak comparison. Last-Modified may differ beside a strong tag that matches, as the
   * representation is identified and the date is a field like others. Beside a weak one it may be a
   * strong validator (RFC 9110 section 8.8.2.2), of which "none of the set" has the same.
   *
   * Without a validator in the 304 the text is about clients that made up their condition. A 304
   * that leaves Last-Modified out is in order (RFC 9110 section 15.4.5 asks for less fields, not
   * more), and one that leaves the entity tag out is not, but still says that the condition we sent
   * is false: what we hold is what is there. The one must not of the section is not touched.
   *
   * What cannot be read as a validator is none.
   */
  private Freshening() {}

  /** What a HEAD answer says of a stored response. */
  public enum HeadVerdict {
    /** It is the same: its fields are updated. */
    SAME,
    /** It is another one by now: the stored response is stale. */
    DIFFERENT
  }

  /**
   * Whether a 304 may update this response, and the response be used on its word.
   *
   * @param stored the response whose validators, and no others, were sent
   */
  public static boolean validates(Representation stored, Fields notModified) {
    String entityTag = Validators.entityTag(notModified);
    if (entityTag == null) {
      return !contradicts(stored, notModified) && !differsInDate(stored, notModified);
    }
    if (Validators.isStrong(entityTag)) {
      return Validators.matchStrongly(stored.entityTag(), entityTag);
    }
    return Validators.matchWeakly(stored.entityTag(), entityTag)
        && !differsInDate(stored, notModified);
  }

  /** Whether the answer has an entity tag that cannot be read, where the stored one has one. */
  private static boolean contradicts(Representation stored, Fields answer) {
    return answer.contains("ETag") && stored.entityTag() != null;
  }

  private static boolean differsInDate(Representation stored, Fields answer) {
    long millis = Validators.lastModifiedMillis(answer);
    return millis != HttpDate.INVALID && millis != stored.lastModifiedMillis();
  }

  /**
   * What a 200 answer to HEAD says of a response to GET.
   *
   * @param storedLength how many bytes the whole stored representation has, -1 when not known
   */
  public static HeadVerdict head(Representation stored, long storedLength, Fields answer) {
    boolean same =
        (!answer.contains("ETag") || isEntityTag(stored.entityTag(), answer))
            && (!answer.contains("Last-Modified") || isLastModified(stored, answer))
            && (!answer.contains("Content-Length") || isLength(storedLength, answer));
    return same ? HeadVerdict.SAME : HeadVerdict.DIFFERENT;
  }

  /** The values must match, so a tag that became weak is another one. */
  private static boolean isEntityTag(@Nullable String stored, Fields answer) {
    return stored != null && stored.equals(Validators.entityTag(answer));
  }

  private static boolean isLastModified(Representation stored, Fields answer) {
    long millis = Validators.lastModifiedMillis(answer);
    return millis != HttpDate.INVALID && millis == stored.lastModifiedMillis();
  }

  private static boolean isLength(long storedLength, Fields answer) {
    String text = Validators.single(answer, "Content-Length");
    return text != null && text.equals(Long.toString(storedLength));
  }
}
