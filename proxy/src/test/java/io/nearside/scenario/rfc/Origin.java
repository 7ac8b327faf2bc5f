package io.nearside.scenario.rfc;

import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A backend with one representation, which answers as RFC 9110 says: a condition that is false with
 * 304, one byte range with 206, HEAD without content, an unsafe method with 200 and {@code done}.
 */
final class Origin implements Function<Request, String> {
  static final String HOUR = "Cache-Control: max-age=3600";

  /** Stale as soon as it arrives; kept all the same, for it has a validator. */
  static final String STALE = "Cache-Control: max-age=0";

  static final String ETAG = "ETag: \"1\"";
  static final String MODIFIED_AT = "Tue, 15 Nov 1994 08:12:31 GMT";
  static final String MODIFIED = "Last-Modified: " + MODIFIED_AT;

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");

  private record Representation(String body, List<String> lines) {}

  private volatile Representation current;
  private volatile List<String> notModifiedLines = List.of();

  private Origin(Representation current) {
    this.current = current;
  }

  /** With a body and field lines. */
  static Origin of(String body, String... lines) {
    return new Origin(new Representation(body, Arrays.asList(lines)));
  }

  /** From now on the representation is this. */
  void becomes(String body, String... lines) {
    current = new Representation(body, Arrays.asList(lines));
  }

  /** Each 304 has these lines beside its validators, instead of those of the representation. */
  Origin notModifiedSays(String... lines) {
    notModifiedLines = Arrays.asList(lines);
    return this;
  }

  /** {@code length} letters, of which no two neighbourhoods of 26 are alike in place. */
  static String letters(int length) {
    StringBuilder out = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      out.append((char) ('a' + (i + i / 26) % 26));
    }
    return out.toString();
  }

  @Override
  public String apply(Request request) {
    Representation now = current;
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return ScriptedUpstream.response(200, "done");
    }
    String[] lines = now.lines().toArray(String[]::new);
    if (isNotModified(request, now)) {
      return notModified(now);
    }
    if (request.method().equals("HEAD")) {
      return head(200, now.lines()) + "Content-Length: " + now.body().length() + "\r\n\r\n";
    }
    String range = request.header("Range");
    if (range == null || !isInRange(request, now)) {
      return ScriptedUpstream.response(200, now.body(), lines);
    }
    return partial(range, now);
  }

  private static boolean isNotModified(Request request, Representation now) {
    List<String> tags = request.headers("If-None-Match");
    if (!tags.isEmpty()) {
      String etag = field(now.lines(), "ETag");
      return etag != null && String.join(",", tags).contains(etag.replace("W/", ""));
    }
    String since = request.header("If-Modified-Since");
    return since != null && since.equals(field(now.lines(), "Last-Modified"));
  }

  private static boolean isInRange(Request request, Representation now) {
    String condition = request.header("If-Range");
    return condition == null
        || (condition.startsWith("\"") && condition.equals(field(now.lines(), "ETag")))
        || condition.equals(field(now.lines(), "Last-Modified"));
  }

  private String notModified(Representation now) {
    List<String> lines = notModifiedLines.isEmpty() ? now.lines() : notModifiedLines;
    String etag = field(now.lines(), "ETag");
    String out = head(304, lines);
    return (etag == null || field(lines, "ETag") != null ? out : out + "ETag: " + etag + "\r\n")
        + "\r\n";
  }

  private static String partial(String range, Representation now) {
    Matcher matcher = RANGE.matcher(range);
    int length = now.body().length();
    if (!matcher.matches()) {
      return ScriptedUpstream.response(200, now.body(), now.lines().toArray(String[]::new));
    }
    boolean suffix = matcher.group(1).isEmpty();
    int first =
        suffix
            ? Math.max(0, length - Integer.parseInt(matcher.group(2)))
            : Integer.parseInt(matcher.group(1));
    int last =
        suffix || matcher.group(2).isEmpty()
            ? length - 1
            : Math.min(length - 1, Integer.parseInt(matcher.group(2)));
    if (first >= length) {
      return ScriptedUpstream.response(416, "no", "Content-Range: bytes */" + length);
    }
    return part(now.body(), first, last, now.lines().toArray(String[]::new));
  }

  /** A 206 with the bytes from {@code first} to {@code last} of this body. */
  static String part(String body, int first, int last, String... lines) {
    String[] all = Arrays.copyOf(lines, lines.length + 1);
    all[lines.length] = "Content-Range: bytes " + first + "-" + last + "/" + body.length();
    return ScriptedUpstream.response(206, body.substring(first, last + 1), all);
  }

  /** A 304 with these lines. */
  static String notModified(String... lines) {
    return head(304, Arrays.asList(lines)) + "\r\n";
  }

  /** The head of an answer, without the line that ends it. */
  static String head(int status, List<String> lines) {
    StringBuilder out = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
    lines.forEach(line -> out.append(line).append("\r\n"));
    return out.toString();
  }

  private static String field(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse(null);
  }
}
