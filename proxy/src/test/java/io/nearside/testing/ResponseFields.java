package io.nearside.testing;

import static io.nearside.testing.ServerFrames.must;

import java.io.IOException;
import java.util.Set;

/** The rules for the fields of a response: RFC 9113, sections 8.1 to 8.3. */
final class ResponseFields {
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade", "te");

  private ResponseFields() {}

  static void check(Frame headers, boolean trailers) throws IOException {
    int pseudo = 0;
    boolean regular = false;
    for (Field field : headers.fields()) {
      if (field.name().startsWith(":")) {
        must(
            field.name().equals(":status") && !regular, "a pseudo-field that is wrong: " + headers);
        must(field.value().matches("[1-5][0-9][0-9]"), "a status that is wrong: " + headers);
        must(!field.value().equals("101"), "101: " + headers);
        pseudo++;
      } else {
        regular = true;
        checkRegular(field);
      }
    }
    must(pseudo == (trailers ? 0 : 1), (trailers ? "trailers: " : "a head: ") + headers);
  }

  private static void checkRegular(Field field) throws IOException {
    must(field.name().matches("[!#$%&'*+.^_`|~0-9a-z-]+"), "a name that is wrong: " + field);
    must(!OF_THE_CONNECTION.contains(field.name()), "a field of the connection: " + field);
    must(!field.value().matches("(?s).*[\0\r\n].*"), "a value that is wrong: " + field);
    must(field.value().strip().equals(field.value()), "white space around: " + field);
  }

  /** The status of a head. */
  static int status(Frame headers) {
    return headers.fields().stream()
        .filter(field -> field.name().equals(":status"))
        .mapToInt(field -> Integer.parseInt(field.value()))
        .findFirst()
        .orElse(0);
  }
}
