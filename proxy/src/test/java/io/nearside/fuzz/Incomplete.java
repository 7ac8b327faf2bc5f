package io.nearside.fuzz;

/** The bytes end before the message does. */
final class Incomplete extends RuntimeException {
  private static final long serialVersionUID = 1;

  Incomplete() {
    super("the bytes end early", null, false, false);
  }
}
