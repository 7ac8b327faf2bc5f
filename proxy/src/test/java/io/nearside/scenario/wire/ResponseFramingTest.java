package io.nearside.scenario.wire;

import static io.nearside.scenario.wire.ResponseScene.STORABLE;
import static io.nearside.scenario.wire.ResponseScene.get;
import static io.nearside.scenario.wire.ResponseScene.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.wire.ResponseScene.Then;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where a response's body ends: told in one way, or not at all.
 *
 * <p>https://www.rfc-editor.org/rfc/rfc9112#section-6
 */
@ExtendWith(BufferLeaks.class)
class ResponseFramingTest {
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";
  private static final String ONE_CHUNK = "4\r\nevil\r\n0\r\n\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 14",
        "Transfer-Encoding: chunked\r\nContent-Length: 0",
        "Content-Length: 14\r\nTransfer-Encoding: identity",
        "Content-Length : 14\r\nTransfer-Encoding : chunked"
      })
  void bothLengthAndTransferCodingAreRefused(String lines) throws IOException {
    get(STORABLE + lines + "\r\n\r\n" + ONE_CHUNK).isRefused();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 200 OK\r\n", "HTTP/1.1 304 Not Modified\r\n"})
  void bothAreRefusedWhereNoBodyFollowsToo(String start) throws IOException {
    String both = "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n";
    head(start + both).isRefused();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\nContent-Length: 5",
        "Content-Length: 4\r\nContent-Length: 4",
        "Content-Length: 4\r\nX: y\r\ncontent-length: 4",
        "Content-Length: 4, 4",
        "Content-Length: 4,",
        "Content-Length: -4",
        "Content-Length: +4",
        "Content-Length: 0x4",
        "Content-Length: 4.0",
        "Content-Length: 4 4",
        "Content-Length: 4;",
        "Content-Length: four",
        "Content-Length:",
        "Content-Length: 9223372036854775808",
        "Content-Length: 99999999999999999999999",
        "Content-Length:\r\n 4\r\n 4",
        "Content-Length 4",
        "Content-Length X: 4"
      })
  void aLengthThatIsNotOneNumberIsRefused(String lines) throws IOException {
    get(STORABLE + lines + "\r\n\r\nevil").isRefused();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\nContent-Length: 5",
        "Content-Length: 4\r\nContent-Length: 4",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 4"
      })
  void http10IsReadNoLessStrictly(String lines) throws IOException {
    String start = "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nCache-Control: max-age=60\r\n";
    get(start + lines + "\r\n\r\nevil").isRefused();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "gzip, chunked",
        "chunked, gzip",
        "chunked, chunked",
        "chunked\r\nTransfer-Encoding: chunked",
        "chunked\r\nTransfer-Encoding: identity",
        "identity",
        "xchunked",
        "chunked;q=1",
        "\"chunked\"",
        "chunked,",
        "",
        "\u000bchunked",
        "\r\n chunked",
        "chunked\r\n , identity"
      })
  void aTransferCodingOtherThanChunkedIsRefused(String coding) throws IOException {
    get(STORABLE + "Transfer-Encoding: " + coding + "\r\n\r\n" + ONE_CHUNK).isRefused();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xyz\r\n",
        "0x4\r\ngood\r\n0\r\n\r\n",
        "+4\r\ngood\r\n0\r\n\r\n",
        "-4\r\ngood\r\n0\r\n\r\n",
        " 4\r\ngood\r\n0\r\n\r\n",
        "4 \r\ngood\r\n0\r\n\r\n",
        "\r\ngood\r\n0\r\n\r\n",
        ";a\r\ngood\r\n0\r\n\r\n",
        "4\ngood\r\n0\r\n\r\n",
        "4_\r\ngood\r\n0\r\n\r\n",
        "80000000\r\ngood\r\n0\r\n\r\n",
        "100000004\r\ngood\r\n0\r\n\r\n",
        "10000000000000004\r\ngood\r\n0\r\n\r\n"
      })
  void aBadChunkSizeCutsTheResponse(String chunks) throws IOException {
    get(STORABLE + CHUNKED + "4\r\ngood\r\n" + chunks).isCut();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4\r\ngood0\r\n\r\n",
        "4\r\ngoodXX0\r\n\r\n",
        "4\r\ngood\n0\r\n\r\n",
        "4\r\ngood\r0\r\n\r\n",
        "4\r\ngoodness\r\n0\r\n\r\n"
      })
  void aChunkThatEndsElsewhereCutsTheResponse(String chunks) throws IOException {
    get(STORABLE + CHUNKED + chunks).isCut();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4;a\nb\r\ngood\r\n0\r\n\r\n",
        "4;a=\"b\nc\"\r\ngood\r\n0\r\n\r\n",
        "4;a\rb\r\ngood\r\n0\r\n\r\n",
        "4;a=\"b\r\ngood\r\n0\r\n\r\n"
      })
  void aBadChunkExtensionCutsTheResponse(String chunks) throws IOException {
    get(STORABLE + CHUNKED + chunks).isCut();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bad Name: x",
        "No-Colon",
        "No-Colon ",
        "Nul: a\u0000b",
        ": x",
        "B(d: x",
        "Content-Length x: 4",
        "Cr: a\rb",
        "X: y\nZ: y"
      })
  void aBadTrailerCutsTheResponse(String trailer) throws IOException {
    get(STORABLE + CHUNKED + "4\r\ngood\r\n0\r\n" + trailer + "\r\n\r\n").isCut();
  }

  @Test
  void tooManyOrTooLargeTrailersCutTheResponse() throws IOException {
    String start = STORABLE + CHUNKED + "4\r\ngood\r\n0\r\n";
    get(start + "X: y\r\n".repeat(257) + "\r\n").isCut();
    get(start + ("X: " + "y".repeat(70_000)) + "\r\n\r\n").isCut();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\n\r\ngood",
        "Content-Length: 0004\r\n\r\ngood",
        "Transfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n",
        "transfer-encoding: Chunked\r\n\r\n0004\r\ngood\r\n000\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n1\r\ng\r\n2\r\noo\r\n1\r\nd\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n4;a=b;c=\"d\"\r\ngood\r\n0;e\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\nX-Sum: 1\r\nContent-Length: 9\r\n\r\n"
      })
  void oneClearEndIsTakenAndFramedAnew(String rest) throws IOException {
    Response answered = get(STORABLE + rest).passes(true, true);
    assertThat(answered.text()).isEqualTo("good");
    assertThat(answered.headers("Content-Length")).isSubsetOf("4");
    assertThat(answered.headers("Transfer-Encoding")).isSubsetOf("chunked");
    assertThat(answered.trailers()).isEmpty();
  }

  /**
   * The end of a connection is also what a backend's end looks like: nobody can say whether the
   * body is whole, so it is passed on and not stored.
   */
  @Test
  void aBodyUntilCloseIsPassedOnAndNotStored() throws IOException {
    Response answered = get(STORABLE + "\r\ngood", Then.CLOSE).passes(false, false);
    assertThat(answered.text()).isEqualTo("good");
    assertThat(answered.header("Transfer-Encoding")).isEqualTo("chunked");
  }

  @Test
  void aBodyUntilCloseThatEndsWithAResetIsCut() throws IOException {
    get(STORABLE + "\r\nhalf", Then.RESET).isCut();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 9\r\n\r\nhalf",
        "Content-Length: 9\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n9\r\nhalf",
        "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf",
        "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0",
        "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n",
        "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\nX: y\r\n"
      })
  void aBodyWhoseEndDoesNotComeIsCut(String rest) throws IOException {
    get(STORABLE + rest, Then.CLOSE).isCut();
    get(STORABLE + rest, Then.RESET).isCut();
  }

  @Test
  void http10EndsWithTheConnectionUnlessItSaysOtherwise() throws IOException {
    String start = "HTTP/1.0 200 OK\r\nCache-Control: max-age=60\r\n";
    Response plain = get(start + "\r\ngood", Then.CLOSE).passes(false, false);
    assertThat(plain.text()).isEqualTo("good");
    String length = "Content-Length: 4\r\n\r\ngood";
    assertThat(get(start + length).passes(true, false).text()).isEqualTo("good");
    Response kept = get(start + "Connection: keep-alive\r\n" + length).passes(true, true);
    assertThat(kept.version()).isEqualTo("HTTP/1.1");
    assertThat(kept.header("Connection")).isNull();
  }
}
