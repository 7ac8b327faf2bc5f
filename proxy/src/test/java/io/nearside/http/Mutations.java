package io.nearside.http;

import java.util.Random;

/** Small random changes to a text, for tests that look for what a parser does not expect. */
public final class Mutations {
  private static final String ODD = "\0\t\n\r \",;:=%\\/?#&*.-+0129aZ~\u007f\u0080\u00e9\uffff";

  private Mutations() {}

  /** The text with one to four characters changed, removed, added, or cut off. */
  public static String of(String text, Random random) {
    StringBuilder out = new StringBuilder(text);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(out.length() + 1);
      switch (random.nextInt(5)) {
        case 0 -> out.insert(at, odd(random));
        case 1 -> out.setLength(at);
        case 2 -> out.append(out, at, out.length());
        case 3 -> out.delete(at, Math.min(out.length(), at + 1));
        default -> out.replace(at, Math.min(out.length(), at + 1), String.valueOf(odd(random)));
      }
    }
    return out.toString();
  }

  private static char odd(Random random) {
    return ODD.charAt(random.nextInt(ODD.length()));
  }
}
