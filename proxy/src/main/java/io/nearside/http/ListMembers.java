package io.nearside.http;

import java.util.ArrayList;
import java.util.List;

/**
 * The members of a comma-separated list of tokens, without the whitespace around them and without
 * empty ones.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1.2
 */
public final class ListMembers {
  private ListMembers() {}

  /** The members of one field line, in order. Does not look for quoted strings. */
  public static List<String> of(String line) {
    List<String> members = new ArrayList<>(4);
    int from = 0;
    while (from <= line.length()) {
      int comma = line.indexOf(',', from);
      int end = comma < 0 ? line.length() : comma;
      String member = trim(line, from, end);
      if (!member.isEmpty()) {
        members.add(member);
      }
      from = end + 1;
    }
    return members;
  }

  /** The members of all field lines, in order. */
  public static List<String> of(List<String> lines) {
    if (lines.size() == 1) {
      return of(lines.get(0));
    }
    List<String> members = new ArrayList<>();
    for (String line : lines) {
      members.addAll(of(line));
    }
    return members;
  }

  /** This part of the text without spaces and tabs at both ends. */
  static String trim(String text, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }
}
