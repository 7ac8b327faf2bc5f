package io.nearside.history;

/** What a client did and saw. Times are local nanoseconds of one clock. */
sealed interface Operation {

  /** The sidecar that it went through. */
  int sidecar();

  long invokedNanos();

  long answeredNanos();

  /**
   * A safe request that was answered.
   *
   * @param asked whose body it should be, resource and variant
   * @param said whose body it was
   */
  record Read(
      int sidecar,
      int resource,
      String asked,
      String said,
      long version,
      boolean hit,
      long invokedNanos,
      long answeredNanos)
      implements Operation {}

  /**
   * What made a version of a resource and purged those before it: an unsafe request, or a purge of
   * what was changed behind the sidecars' back.
   *
   * @param version what the resource was when its purge began, or younger
   * @param appended whether the sidecar said that the log had the purge when it was answered
   */
  record Write(
      int sidecar,
      int resource,
      String how,
      long version,
      boolean appended,
      long invokedNanos,
      long answeredNanos)
      implements Operation {}

  /** What was not answered as it should be. */
  record Failure(int sidecar, String asked, String saw, long invokedNanos, long answeredNanos)
      implements Operation {}
}
