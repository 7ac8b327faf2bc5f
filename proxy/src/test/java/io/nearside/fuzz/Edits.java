package io.nearside.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes to the text of a message. */
final class Edits {
  private Edits() {}

  interface Lines {
    void change(List<String> lines, int at);
  }

  static String pick(String[] of, Random random) {
    return of[random.nextInt(of.length)];
  }

  static char odd(Random random) {
    return Dictionary.ODD.charAt(random.nextInt(Dictionary.ODD.length()));
  }

  static int place(String text, Random random) {
    return random.nextInt(text.length() + 1);
  }

  /** Changes the lines of the head, or of one of the heads. */
  static String lines(String text, Random random, Lines change) {
    int from = random.nextInt(4) == 0 ? Math.max(0, text.indexOf("\r\n\r\n")) : 0;
    from = from > 0 && from + 4 < text.length() ? from + 4 : 0;
    int end = text.indexOf("\r\n\r\n", from);
    if (end < 0) {
      return text;
    }
    List<String> lines = new ArrayList<>(List.of(text.substring(from, end).split("\r\n", -1)));
    change.change(lines, random.nextInt(lines.size()));
    return text.substring(0, from) + String.join("\r\n", lines) + text.substring(end);
  }

  static String recased(String line, Random random) {
    boolean upper = random.nextBoolean();
    StringBuilder out = new StringBuilder();
    for (char c : line.toCharArray()) {
      boolean flips = Grammar.isAlpha(c) && (c < 'a') != upper;
      out.append(flips ? (char) (c ^ 0x20) : c);
    }
    return out.toString();
  }

  static String inserted(String text, Random random, String piece) {
    int at = place(text, random);
    return text.substring(0, at) + piece + text.substring(at);
  }

  /** A piece of the text once more at another place. */
  static String moved(String text, Random random) {
    int from = place(text, random);
    String piece = text.substring(from, Math.min(text.length(), from + random.nextInt(60)));
    return inserted(text, random, piece);
  }

  static String dropped(String text, Random random) {
    int at = place(text, random);
    return text.substring(0, at) + text.substring(Math.min(text.length(), at + 1));
  }

  static String changed(String text, Random random) {
    int at = place(text, random);
    return text.substring(0, at) + odd(random) + text.substring(Math.min(text.length(), at + 1));
  }

  static String replacedAt(String text, String what, Random random, String by) {
    int at = text.indexOf(what, place(text, random));
    return at < 0 ? text : text.substring(0, at) + by + text.substring(at + what.length());
  }

  /** Replaces one of the three parts of the start line. */
  static String start(String text, int part, String by) {
    int end = text.indexOf("\r\n");
    if (end < 0) {
      return text;
    }
    String[] parts = text.substring(0, end).split(" ", 3);
    if (part < parts.length) {
      parts[part] = by;
    }
    return String.join(" ", parts) + text.substring(end);
  }

  static String digit(String text, Random random) {
    for (int at = place(text, random); at < text.length(); at++) {
      if (Grammar.isDigit(text.charAt(at))) {
        return text.substring(0, at) + random.nextInt(10) + text.substring(at + 1);
      }
    }
    return text;
  }

  /** Replaces a line behind the head, which may be a chunk's. */
  static String chunk(String text, Random random) {
    int head = text.indexOf("\r\n\r\n");
    if (head < 0) {
      return text;
    }
    int from = head + 4;
    for (int i = random.nextInt(3) * 2; i > 0; i--) {
      int next = text.indexOf("\r\n", from);
      from = next < 0 ? from : next + 2;
    }
    int end = text.indexOf("\r\n", from);
    return end < 0
        ? text
        : text.substring(0, from) + pick(Dictionary.CHUNK_LINES, random) + text.substring(end);
  }
}
