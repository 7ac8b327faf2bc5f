package io.nearside.fuzz;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** What a request is for, in one form for all that RFC 3986 says are equivalent. */
final class Targets {
  private Targets() {}

  /** Where the authority that begins there ends. */
  static int authorityEnd(String target, int from) {
    int end = from;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  /** The authority that the request asks for; empty when it names none. */
  static String authority(Message request) {
    String target = request.target();
    int from = target.indexOf("://");
    boolean absolute = !target.startsWith("/") && from >= 0;
    String said =
        absolute
            ? target.substring(from + 3, authorityEnd(target, from + 3))
            : request.first("Host");
    return said.toLowerCase(Locale.ROOT)
        .replaceFirst(":0+([0-9])", ":$1")
        .replaceFirst("(?::80|:)$", "");
  }

  /** Path and query in their one form. */
  static String pathAndQuery(Message request) {
    String target = request.target();
    if (!target.startsWith("/") && target.contains("://")) {
      target = target.substring(authorityEnd(target, target.indexOf("://") + 3));
      if (target.isEmpty() && request.method().equals("OPTIONS")) {
        return "*";
      }
      target = target.startsWith("/") ? target : "/" + target;
    }
    if (target.equals("*")) {
      return target;
    }
    int mark = target.indexOf('?');
    String path = withoutDots(decoded(mark < 0 ? target : target.substring(0, mark)));
    return mark < 0 ? path : path + decoded(target.substring(mark));
  }

  /** Unreserved characters plain, hex digits in upper case. */
  private static String decoded(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' && i + 2 < text.length()) {
        String digits = text.substring(i + 1, i + 3);
        char meant = (char) Integer.parseInt(digits, 16);
        out.append(
            Grammar.isUnreserved(meant) ? "" + meant : "%" + digits.toUpperCase(Locale.ROOT));
        i += 2;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc3986#section-5.2.4 */
  private static String withoutDots(String path) {
    Deque<String> segments = new ArrayDeque<>();
    String[] all = path.substring(1).split("/", -1);
    for (int i = 0; i < all.length; i++) {
      boolean last = i == all.length - 1;
      boolean up = all[i].equals("..");
      if (up) {
        segments.pollLast();
      }
      if (!up && !all[i].equals(".")) {
        segments.addLast(all[i]);
      } else if (last) {
        segments.addLast("");
      }
    }
    return "/" + String.join("/", segments);
  }
}
