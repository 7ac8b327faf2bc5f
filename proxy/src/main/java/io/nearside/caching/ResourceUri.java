package io.nearside.caching;

import org.jspecify.annotations.Nullable;

/**
 * The target of a request, normalized where RFC 3986 says that two forms are equivalent.
 *
 * @param scheme {@code http} or {@code https}
 * @param authority lower case, without the scheme's default port, aliases folded
 * @param path normalized, begins with a slash
 * @param query as given but with its percent-encoding normalized; null when there is none
 */
public record ResourceUri(String scheme, String authority, String path, @Nullable String query) {}
