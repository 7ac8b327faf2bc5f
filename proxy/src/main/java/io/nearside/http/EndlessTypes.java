package io.nearside.http;

import java.util.List;

/**
 * The media types of responses that go on as long as something happens: nobody may be made to wait
 * for their end.
 *
 * <p>Source: https://html.spec.whatwg.org/multipage/server-sent-events.html and
 * https://html.spec.whatwg.org/multipage/iana.html#multipart/x-mixed-replace
 */
public final class EndlessTypes {
  private static final List<String> TYPES =
      List.of("text/event-stream", "multipart/x-mixed-replace", "application/grpc");
  private static final int GRPC = 2;

  private EndlessTypes() {}

  /** Whether a {@code Content-Type} line is one of these; gRPC in each of its codings. */
  public static boolean include(String contentType) {
    int from = 0;
    while (from < contentType.length() && isBlank(contentType.charAt(from))) {
      from++;
    }
    for (int i = 0; i < TYPES.size(); i++) {
      String type = TYPES.get(i);
      if (contentType.regionMatches(true, from, type, 0, type.length())
          && endsAt(contentType, from + type.length(), i == GRPC)) {
        return true;
      }
    }
    return false;
  }

  private static boolean endsAt(String line, int at, boolean mayHaveCoding) {
    if (at == line.length()) {
      return true;
    }
    char next = line.charAt(at);
    return next == ';' || isBlank(next) || (mayHaveCoding && (next == '+' || next == '-'));
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
