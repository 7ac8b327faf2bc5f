package io.nearside.scenario.rfc;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a {@code multipart/byteranges} answer, read strictly.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-14.6,
 * https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1
 */
final class Multipart {
  private static final Pattern TYPE =
      Pattern.compile("multipart/byteranges;\\s*boundary=([0-9A-Za-z'()+_,./:=?-]{1,70})");

  private Multipart() {}

  /** One part: where it belongs, how its type was called, and its bytes. */
  record Part(String contentRange, String contentType, String content) {}

  /** Fails unless the answer is a whole, well-formed multipart answer. */
  static List<Part> parts(Response response) {
    assertThat(response.status()).isEqualTo(206);
    assertThat(response.headers("Content-Range")).isEmpty();
    assertThat(response.headers("Content-Type")).hasSize(1);
    Matcher type = TYPE.matcher(response.header("Content-Type"));
    assertThat(type.matches()).as(response.header("Content-Type")).isTrue();
    String text = response.text();
    if (response.header("Content-Length") != null) {
      assertThat(Integer.parseInt(response.header("Content-Length"))).isEqualTo(text.length());
    }
    return parts(text, "--" + type.group(1));
  }

  private static List<Part> parts(String text, String delimiter) {
    List<Part> parts = new ArrayList<>();
    int at = text.indexOf(delimiter);
    assertThat(at == 0 || text.substring(0, Math.max(at, 0)).isBlank()).isTrue();
    while (true) {
      at += delimiter.length();
      if (text.startsWith("--", at)) {
        assertThat(text.substring(at + 2)).isIn("", "\r\n");
        return parts;
      }
      assertThat(text.startsWith("\r\n", at)).isTrue();
      int content = text.indexOf("\r\n\r\n", at) + 4;
      int end = text.indexOf("\r\n" + delimiter, content);
      assertThat(end).as("the end of part %d", parts.size()).isGreaterThanOrEqualTo(content);
      String head = text.substring(at, content);
      parts.add(
          new Part(
              field(head, "content-range"),
              field(head, "content-type"),
              text.substring(content, end)));
      at = end + 2;
    }
  }

  private static String field(String head, String name) {
    for (String line : head.split("\r\n")) {
      if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
        return line.substring(name.length() + 1).strip();
      }
    }
    return null;
  }
}
