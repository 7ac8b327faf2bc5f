package io.nearside.soak;

/** What a client saw and should not have seen. */
final class Wrong extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Wrong(String words) {
    super(words);
  }
}
