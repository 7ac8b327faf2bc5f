package io.nearside.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.upstream.DecodedAnswers.Reading;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever comes in one read means what it means when it comes in several, on a connection that has
 * seen answers before as on a new one.
 */
class WholeAnswerComparisonTest {
  private static final long SEED = 20260;
  private static final int CONNECTIONS = 1500;
  private static final int MOST_ANSWERS = 12;
  private static final int MOST_SINGLE_BYTES = 3000;

  private static final List<String> ODD_TEXTS =
      List.of(
          "\r\n",
          "\n",
          "\r",
          " ",
          "\t",
          ":",
          "\0",
          "\u007f",
          "\u00e9",
          ",",
          "0",
          "1",
          "5",
          " :",
          "\r\n ",
          "\r\n\r\n",
          "Content-Length: 5\r\n",
          "content-length: 5\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Upgrade: h2c\r\n",
          "Connection: close\r\n",
          "X:\r\n",
          "Date: \r\n",
          "Vary:a\r\n",
          ": x\r\n",
          "X y: z\r\n",
          "HTTP/1.1 100 Continue\r\n\r\n");

  private static final List<String> STATUS_LINES =
      List.of(
          "HTTP/1.1 200 OK",
          "HTTP/1.1 200 Fine",
          "HTTP/1.1 404 Not Found",
          "HTTP/1.1 200 ",
          "HTTP/1.1 299 ",
          "HTTP/1.1 204 No Content",
          "HTTP/1.1 304 Not Modified",
          "HTTP/1.0 200 OK",
          "HTTP/1.1 600 Many",
          "HTTP/1.1 205 Reset",
          "HTTP/1.1 200");

  private static final List<String> LINES =
      List.of(
          "Date: Tue, 03 Mar 2026 10:00:00 GMT",
          "Date: Tue, 03 Mar 2026 10:00:01 GMT",
          "Server: uvicorn",
          "server: uvicorn",
          "Content-Type: text/plain",
          "Vary: Accept",
          "Vary: Accept-Encoding",
          "Vary:Accept",
          "Vary:  Accept \t",
          "ETag: \"1\"",
          "X:",
          "X: ",
          "Set-Cookie: a=b",
          "Set-Cookie: c=d",
          "X-Long: " + "v".repeat(250),
          "X-Caf\u00e9: 1",
          "X-Name: Caf\u00e9",
          "X-Longer: " + "w".repeat(1100));

  private final Random random = new Random(SEED);
  private int withoutCopy;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The same is seen of each, on one connection after the other. */
  private int compare(String method, List<String> answers) {
    DecodedAnswers atOnce = new DecodedAnswers(Reading.AT_ONCE);
    DecodedAnswers inTwo = new DecodedAnswers(Reading.FIRST_BYTE_ALONE);
    DecodedAnswers inBytes = new DecodedAnswers(Reading.BYTE_BY_BYTE);
    boolean small = answers.stream().allMatch(answer -> answer.length() <= MOST_SINGLE_BYTES);
    for (String answer : answers) {
      byte[] bytes = bytes(answer);
      List<String> seen = atOnce.next(method, bytes);
      assertThat(seen).as(answer).isEqualTo(inTwo.next(method, bytes));
      if (small) {
        assertThat(withoutCauses(seen)).as(answer).isEqualTo(inBytes.next(method, bytes));
      }
      if (!atOnce.isUsable()) {
        break;
      }
    }
    atOnce.close();
    inTwo.close();
    inBytes.close();
    assertThat(inTwo.withoutCopy()).isZero();
    withoutCopy += atOnce.withoutCopy();
    return atOnce.withoutCopy();
  }

  private static List<String> withoutCauses(List<String> seen) {
    return seen.stream().map(line -> line.startsWith("failure ") ? "failure" : line).toList();
  }

  private int compare(String... answers) {
    return compare("GET", List.of(answers));
  }

  private static String answer(String lines, String body) {
    return "HTTP/1.1 200 OK\r\n" + lines + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 299 Caf\u00e9 \t\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 404 Not Found\r\nA:\r\nB: \t c d\t \r\ncontent-LENGTH:2 \r\nA: 2\r\n\r\nab",
        "HTTP/1.1 500 No\r\nX-Name: Caf\u00e9 \u0080\u00ff\r\nContent-Length: 2\r\n\r\n\r\n",
        "HTTP/1.1 206 Part\r\nContent-Length: 2\r\nContent-Range: bytes 0-1/9\r\n\r\n\0\0",
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab",
      })
  void anOrdinaryAnswerIsTakenAsItIs(String answer) {
    assertThat(compare(answer, answer, answer)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 204 No\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 304 No\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 304 No\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 100 Continue\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 101 Other\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 199 Early\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 600 Many\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 099 Few\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.2 200 OK\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1  200 OK\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nab",
        "\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 O\rK\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 O\u0001K\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\rab",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\r\n\r\nab",
        "HTTP/1.1 200 OK\r\n X: y\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nX: y\r\n z\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nX: y\r\n\tz\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length:\r\n 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nX : y\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\n: y\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nX\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nX y: z\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nX@: z\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nX: \0\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nX: \u000b1\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 02\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 00\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 2;\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 999999999999999999\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 4294967298\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551618\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\ncontent-length: 3\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX: y\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX y: y\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: gzip\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding:\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nUpgrade: h2c\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nX: y\r\n\r\nab",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2",
        "HTTP/1.1 200 OK\r",
        "HTTP/1.1 200 OK",
        "HTTP/1.1 200",
        "H",
      })
  void anythingElseIsDecoded(String answer) {
    String ordinary = answer("X: y\r\n", "ab");
    assertThat(compare(answer, answer)).isZero();
    assertThat(compare(ordinary, answer, ordinary)).isLessThanOrEqualTo(2);
    assertThat(compare(ordinary, ordinary, answer)).isEqualTo(2);
  }

  @Test
  void anEmptyBodyIsTheSame() {
    compare(answer("", ""), answer("", "ab"), answer("", ""));
  }

  @Test
  void whatAnswersAHeadIsDecoded() {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
    assertThat(compare("HEAD", List.of(answer, answer))).isZero();
    assertThat(compare("HEAD", List.of(answer + "ab"))).isZero();
  }

  @Test
  void eachByteMeansTheSameInEachPlace() {
    List<String> around =
        List.of(
            "HTTP/1.1 200 %sK\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200 O%s\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 %s00 OK\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200%sOK\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\n%sX: y\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nX%s: y\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nX%sY: y\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nX:%sy\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nX: y%sz\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nX: y%s\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: 2%s\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r%s\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n%s\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r%sab");
    for (String each : around) {
      for (int b = 0; b < 256; b++) {
        compare(each.replace("%s", String.valueOf((char) b)));
      }
    }
    assertThat(withoutCopy).isGreaterThan(1000);
  }

  @Test
  void aHeadThatDiffersFromTheOneBeforeIsReadAnew() {
    String body = "0123456789";
    List<String> answers =
        List.of(
            answer("Date: 1\r\nVary: a\r\nServer: s\r\n", body),
            answer("Date: 1\r\nVary: a\r\nServer: s\r\n", body),
            answer("Date: 2\r\nVary: a\r\nServer: s\r\n", body),
            answer("Date: 22\r\nVary: a\r\nServer: s\r\n", body),
            answer("Date: 2\r\nVary: a\r\nServer: s\r\n", body),
            answer("date: 2\r\nVary: A\r\nServer: s\r\n", body),
            answer("date: 2\r\nServer: s\r\n", body),
            answer("date: 2\r\nX: y\r\nVary: A\r\nServer: s\r\n", body),
            answer("date: 2\r\nX: y\r\nX: y\r\nServer: s\r\n", body),
            answer("date: 2\r\nX: y\r\nX: y\r\nServer: s\r\n", body + body),
            answer("date: 2\r\nX: y\r\nX: y\r\nServer: s\r\n", "0"),
            answer("date: 2\r\n", "0"),
            answer("", "0"),
            answer("X-Long: " + "v".repeat(250) + "\r\n", "0"),
            answer("X-Long: " + "v".repeat(250) + "\r\nDate: 2\r\n", "0"),
            answer("X-Longer: " + "v".repeat(2000) + "\r\nDate: 2\r\n", "0"),
            answer("X-Longer: " + "v".repeat(2000) + "\r\nDate: 2\r\n", "0"),
            answer("Date: 2\r\nVary: a\r\nServer: s\r\n", body).replace("200 OK", "404 Not Found"),
            answer("Date: 2\r\nVary: a\r\nServer: s\r\n", body).replace("200 OK", "404 Not"),
            answer("Date: 2\r\nVary: a\r\nServer: s\r\n", body));
    assertThat(compare("GET", answers)).isEqualTo(answers.size());
  }

  @Test
  void aLineThatIsKnownIsNotTakenForItsBegin() {
    String ordinary = answer("X: y\r\n", "ab");
    for (int i = 0; i < ordinary.length(); i++) {
      assertThat(compare(ordinary, ordinary, ordinary.substring(0, i))).isEqualTo(2);
      compare(ordinary, ordinary.substring(0, i) + ordinary.substring(i + 1), ordinary);
    }
  }

  @Test
  void aLengthThatIsKnownCountsEachTime() {
    String ordinary = answer("X: y\r\n", "ab");
    assertThat(compare(ordinary, ordinary + "c")).isEqualTo(1);
    assertThat(compare(ordinary, ordinary.replace("X: y", "Content-Length: 2"))).isEqualTo(1);
    assertThat(compare(ordinary, ordinary.replace("X: y", "Content-Length: 2"), ordinary))
        .isEqualTo(1);
  }

  @Test
  void whatIsMoreThanUsualIsDecodedOrTakenAlike() {
    for (int lines : new int[] {15, 16, 17, 63, 64, 255, 256}) {
      String many = answer("X-Many: y\r\n".repeat(lines), "ab");
      assertThat(compare(many, many)).isEqualTo(lines < 64 ? 2 : 0);
    }
    for (int bytes : new int[] {900, 970, 980, 985, 990, 1000, 1024, 8000, 8200, 9000, 70_000}) {
      String large = answer("X-Large: " + "v".repeat(bytes) + "\r\n", "ab");
      assertThat(compare(large, large)).isEqualTo(bytes <= 8000 ? 2 : 0);
    }
    String body = "b".repeat(100_000);
    compare(answer("X: y\r\n", body), answer("X: y\r\n", body + body));
  }

  @Test
  void headsEndAnywhereWithinWhatIsLookedAtFirst() {
    for (int bytes = 940; bytes < 1030; bytes++) {
      String answer = answer("X: " + "v".repeat(bytes) + "\r\nDate: 1\r\n", "ab");
      String later = answer.replace("Date: 1", "Date: 2");
      assertThat(compare(answer, answer, later, answer)).isEqualTo(4);
    }
  }

  @Test
  void anythingMadeOfOrdinaryAnswersMeansTheSame() {
    for (int i = 0; i < CONNECTIONS; i++) {
      List<String> answers = new ArrayList<>();
      String before = ordinary();
      for (int n = random.nextInt(MOST_ANSWERS); n >= 0; n--) {
        before = random.nextInt(4) == 0 ? ordinary() : before;
        answers.add(random.nextInt(4) == 0 ? changed(before) : before);
      }
      compare(random.nextInt(20) == 0 ? "HEAD" : "GET", answers);
    }
    // Else hardly anything was compared.
    assertThat(withoutCopy).isGreaterThan(CONNECTIONS);
  }

  private String ordinary() {
    List<String> head = new ArrayList<>();
    for (int n = random.nextInt(8); n > 0; n--) {
      head.add(any(LINES));
    }
    int length = random.nextInt(12);
    head.add(random.nextInt(head.size() + 1), "Content-Length: " + length);
    String lines = String.join("\r\n", head);
    String statusLine = random.nextInt(5) == 0 ? any(STATUS_LINES) : STATUS_LINES.get(0);
    return statusLine + "\r\n" + lines + "\r\n\r\n" + "b".repeat(length);
  }

  private String changed(String answer) {
    int from = random.nextInt(answer.length());
    String begin = answer.substring(0, from);
    String rest = answer.substring(from);
    return switch (random.nextInt(6)) {
      case 0 -> begin;
      case 1 -> begin + rest.substring(1);
      case 2 -> begin + (char) random.nextInt(256) + rest.substring(1);
      case 3 -> answer + any(ODD_TEXTS);
      case 4 -> {
        // At the begin of a line.
        List<String> lines = new ArrayList<>(Arrays.asList(answer.split("\r\n", -1)));
        lines.add(1 + random.nextInt(lines.size() - 1), any(LINES) + any(ODD_TEXTS));
        yield String.join("\r\n", lines);
      }
      default -> begin + any(ODD_TEXTS) + rest;
    };
  }

  private String any(List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }
}
