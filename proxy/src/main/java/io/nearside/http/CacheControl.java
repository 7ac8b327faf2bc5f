package io.nearside.http;

import java.util.List;

/** The directives of one message's {@code Cache-Control}. */
public final class CacheControl {
  /** A number of seconds that was not given. */
  public static final long ABSENT = -1;

  private CacheControl() {}

  /** Reads all field lines together. Never fails. */
  public static CacheControl parse(List<String> lines) {
    return new CacheControl();
  }

  public boolean noStore() {
    return false;
  }

  public long maxAgeSeconds() {
    return ABSENT;
  }
}
