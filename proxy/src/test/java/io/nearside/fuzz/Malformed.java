package io.nearside.fuzz;

/** Says which rule the bytes break. */
final class Malformed extends RuntimeException {
  private static final long serialVersionUID = 1;

  Malformed(String why) {
    super(why, null, false, false);
  }
}
