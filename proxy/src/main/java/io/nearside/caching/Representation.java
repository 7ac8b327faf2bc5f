package io.nearside.caching;

import org.jspecify.annotations.Nullable;

/**
 * What conditions and ranges are evaluated on.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-13
 */
public interface Representation {

  /** The status code of the whole response. */
  int status();

  /** The entity tag as it was sent, {@code W/} and quotation marks included; null without one. */
  @Nullable String entityTag();

  /** {@code Last-Modified}, or {@link io.nearside.http.HttpDate#INVALID}. */
  long lastModifiedMillis();

  /** {@code Date}, or {@link io.nearside.http.HttpDate#INVALID}. */
  long dateMillis();

  /** How many bytes the whole representation has; -1 when that is not known. */
  long completeLength();
}
