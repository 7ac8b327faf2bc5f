package io.nearside.fuzz;

/**
 * What went wrong with one input.
 *
 * @param rule which of the rules was broken
 * @param details both readings
 */
record Finding(Case input, String rule, String details) {

  @Override
  public String toString() {
    return (rule + "\n  seed " + input.seed() + ", number " + input.number())
        + (", " + input.mutations() + " in " + input.pieces().size() + " pieces")
        + ("\n  bytes: " + escaped(input.bytes()) + "\n  " + details.replace("\n", "\n  "));
  }

  /** The text as a Java string would have it; long ones are cut. */
  static String escaped(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length() && out.length() < 3_000; i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\r' -> out.append("\\r");
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        default -> out.append(c < ' ' || c > '~' ? String.format("\\u%04x", (int) c) : "" + c);
      }
    }
    return out.append('"').toString();
  }
}
