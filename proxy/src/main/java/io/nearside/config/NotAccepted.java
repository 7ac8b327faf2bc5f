package io.nearside.config;

/** A value that a {@link Syntax} refuses: what is wrong with it, and what would be right. */
final class NotAccepted extends Exception {
  private static final long serialVersionUID = 1;

  NotAccepted(String problem, String accepted) {
    super(problem + "; accepted: " + accepted, null, false, false);
  }

  /** {@code not a duration; accepted: ...}. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
