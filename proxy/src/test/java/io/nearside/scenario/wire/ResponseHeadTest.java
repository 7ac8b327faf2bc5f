package io.nearside.scenario.wire;

import static io.nearside.scenario.wire.ResponseScene.STORABLE;
import static io.nearside.scenario.wire.ResponseScene.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.wire.ResponseScene.Then;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Status lines and field lines of the upstream.
 *
 * <p>https://www.rfc-editor.org/rfc/rfc9112#section-4 and
 * https://www.rfc-editor.org/rfc/rfc9112#section-5
 */
@ExtendWith(BufferLeaks.class)
class ResponseHeadTest {
  private static final String REST =
      "\r\nCache-Control: max-age=60\r\nContent-Length: 4\r\n\r\nevil";
  private static final String BODY = "Content-Length: 4\r\n\r\ngood";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "200 OK",
        "OK",
        "HTTP/1.1200 OK",
        "HTTP/2.0 200 OK",
        "HTTP/2 200 OK",
        "HTTP/0.9 200 OK",
        "HTTP/11 200 OK",
        "HTTP/1.10 200 OK",
        "http/1.1 200 OK",
        "HTTPS/1.1 200 OK",
        "ICY 200 OK",
        " HTTP/1.1 200 OK",
        "\r\nHTTP/1.1 200 OK",
        "\u0000HTTP/1.1 200 OK",
        "HTTP/1.1  200 OK",
        "HTTP/1.1\t200 OK",
        "HTTP/1.1\u000b200 OK",
        "HTTP/1.1\r200 OK",
        "HTTP/1.1 99 OK",
        "HTTP/1.1 099 OK",
        "HTTP/1.1 000 OK",
        "HTTP/1.1 600 OK",
        "HTTP/1.1 999 OK",
        "HTTP/1.1 1000 OK",
        "HTTP/1.1 2000 OK",
        "HTTP/1.1 20 OK",
        "HTTP/1.1 +20 OK",
        "HTTP/1.1 -20 OK",
        "HTTP/1.1 abc OK",
        "HTTP/1.1 2x0 OK",
        "HTTP/1.1 200OK",
        "HTTP/1.1 200\tOK",
        "HTTP/1.1 200\rOK",
        "HTTP/1.1 200 O\rK",
        "HTTP/1.1 200 OK\r",
        "HTTP/1.1 200 OK\nX: y",
        "HTTP/1.1 200 OK\u0000",
        "GET / HTTP/1.1"
      })
  void aStatusLineInAnotherFormIsRefused(String line) throws IOException {
    get(line + REST).isRefused();
  }

  @Test
  void aBodyWithoutAHeadIsRefused() throws IOException {
    get("<html>hello</html>", Then.CLOSE).isRefused();
  }

  @Test
  void aHugeReasonIsRefused() throws IOException {
    get("HTTP/1.1 200 " + "x".repeat(9000) + REST).isRefused();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK",
        "HTTP/1.1 200 ",
        "HTTP/1.1 200",
        "HTTP/1.1 200 Everything's \u00e9 fine \u007f",
        "HTTP/1.1 200 a\u0000b\u001b[2J",
        "HTTP/1.2 200 OK"
      })
  void theReasonIsOurOwnWhateverTheUpstreams(String line) throws IOException {
    Response answered = get(line + "\r\nCache-Control: max-age=60\r\n" + BODY).passes(true, true);
    assertThat(answered.version()).isEqualTo("HTTP/1.1");
    assertThat(answered.reason()).isEqualTo("OK");
    assertThat(answered.text()).isEqualTo("good");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bad Name: x",
        "Bad\tName: x",
        "Cache-Control x: y",
        "No-Colon",
        "No-Colon ",
        "No Colon",
        ": x",
        "B(d: x",
        "B\u0000d: x",
        "B\u0001d: x",
        "B\u00e9d: x",
        "B\rd: x",
        "Nul: a\u0000b",
        "Cr: a\rb",
        "Vt: a\u000bb",
        "Esc: \u001b[2J",
        "Del: a\u007fb",
        "Lf: a\nb: c",
        "Ends: with LF\nX: y"
      })
  void aFieldThatIsNotOneIsRefused(String line) throws IOException {
    get(STORABLE + "X-Long-Before: this: is: a: line: with: colons\r\n" + line + "\r\n" + BODY)
        .isRefused();
  }

  @ParameterizedTest
  @ValueSource(strings = {" X: y", "\tX: y", " ", "  folded"})
  void whitespaceBeforeTheFirstFieldIsRefused(String line) throws IOException {
    get("HTTP/1.1 200 OK\r\n" + line + "\r\nCache-Control: max-age=60\r\n" + BODY).isRefused();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "X-Odd: a|a",
        "X-Odd:a|a",
        "X-Odd: \t a \t |a",
        "X-Odd : a|a",
        "X-Odd \t : a|a",
        "X-Odd: a\\r\\n b|a b",
        "X-Odd: a\\r\\n\t b\\r\\n  c|a b c",
        "X-Odd: a\\r\\n Evil: b|a Evil: b",
        "X-Odd: \u00e9|\u00e9"
      })
  void whatAProxyHasToPutRightIsPutRight(String line, String value) throws IOException {
    String lines = line.replace("\\r\\n", "\r\n") + "\r\n";
    Response answered = get(STORABLE + lines + BODY).passes(true, true);
    assertThat(answered.headers("X-Odd")).containsExactly(value);
    assertThat(answered.header("Evil")).isNull();
  }

  @Test
  void theNumberOfFieldsIsBounded() throws IOException {
    get(STORABLE + "X: y\r\n".repeat(254) + BODY).passes(true, true);
    get(STORABLE + "X: y\r\n".repeat(255) + BODY).isRefused();
  }

  @Test
  void theSizeOfAllFieldsIsBounded() throws IOException {
    get(STORABLE + "X: " + "y".repeat(60_000) + "\r\n" + BODY).passes(true, true);
    get(STORABLE + "X: " + "y".repeat(66_000) + "\r\n" + BODY).isRefused();
    get(STORABLE + ("X: " + "y".repeat(1000) + "\r\n").repeat(70) + BODY).isRefused();
    get(STORABLE + "X: y" + "\r\n y".repeat(40_000) + "\r\n" + BODY).isRefused();
  }

  @Test
  void theConnectionsFieldsAndThoseItNamesGoNoFurther() throws IOException {
    String lines =
        "Connection: X-Private, keep-alive\r\nX-Private: 1\r\nKeep-Alive: timeout=9\r\n"
            + "Proxy-Connection: keep-alive\r\nProxy-Authenticate: Basic\r\nTE: trailers\r\n"
            + "Trailer: X-Sum\r\nUpgrade: h2c\r\nX-Kept: 1\r\n";
    Response answered = get(STORABLE + lines + BODY).passes(true, true);
    assertThat(answered.header("X-Kept")).isEqualTo("1");
    for (String name :
        new String[] {
          "Connection",
          "X-Private",
          "Keep-Alive",
          "Proxy-Connection",
          "Proxy-Authenticate",
          "TE",
          "Trailer",
          "Upgrade"
        }) {
      assertThat(answered.header(name)).as(name).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Cache-Control", "Content-Length", "Set-Cookie, close", "Vary"})
  void aConnectionThatNamesWhatIsForAllIsNotStored(String options) throws IOException {
    String lines = "Connection: " + options + "\r\nVary: X\r\nSet-Cookie: a=b\r\n";
    Response answered = get(STORABLE + lines + BODY).passes(false, !options.contains("close"));
    assertThat(answered.text()).isEqualTo("good");
  }

  @ParameterizedTest
  @ValueSource(strings = {"H", "HTTP/1.1", "HTTP/1.1 200", "HTTP/1.1 200 OK"})
  void aConnectionThatEndsInTheStatusLineIsAnError(String beginning) throws IOException {
    get(beginning, Then.CLOSE).isRefused("connection_terminated");
    get(beginning, Then.RESET).isRefused("connection_terminated");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Content-Length: 4", "Content-Length: 4\r\n"})
  void aConnectionThatEndsInTheFieldsIsAnError(String beginning) throws IOException {
    get(STORABLE + beginning, Then.CLOSE).isRefused("http_protocol_error");
  }
}
