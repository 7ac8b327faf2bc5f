package io.nearside.caching;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What of a request makes its key, beside scheme, authority and path.
 *
 * @param sortQuery whether query parameters are sorted by name (stable among equal names)
 * @param keepQuery globs of the parameter names that stay; null: all
 * @param dropQuery globs of the parameter names that go
 * @param emptyQueryIsNone whether {@code /x?} and {@code /x} are one key
 * @param headers names of request header fields in the key, lower case
 * @param cookies names of cookies in the key
 * @param principal what names the user, or null when responses are not per user
 */
public record KeyRules(
    boolean sortQuery,
    @Nullable List<String> keepQuery,
    List<String> dropQuery,
    boolean emptyQueryIsNone,
    List<String> headers,
    List<String> cookies,
    @Nullable Principal principal) {

  /** Sorted query, nothing else. */
  public static final KeyRules DEFAULT =
      new KeyRules(true, null, List.of(), false, List.of(), List.of(), null);

  /** These rules with more request header fields in the key. */
  public KeyRules withHeaders(List<String> more) {
    List<String> all = Stream.concat(headers.stream(), more.stream()).distinct().toList();
    return new KeyRules(sortQuery, keepQuery, dropQuery, emptyQueryIsNone, all, cookies, principal);
  }

  /** Where the user's name stands in a request. Its value goes into the key only as a digest. */
  public sealed interface Principal {
    /** The whole value of a header field. */
    record Header(String name) implements Principal {}

    /** The value of a cookie. */
    record Cookie(String name) implements Principal {}

    /** The subject of the certificate that the client has proved to own. */
    record Certificate() implements Principal {}
  }
}
