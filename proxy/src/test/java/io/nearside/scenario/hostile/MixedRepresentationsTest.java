package io.nearside.scenario.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever backend and clients do, in any order: each answer is of one representation, as long as
 * it says, and not older than the last write that was answered before it was asked for.
 */
@OverEachWire
@ExtendWith(BufferLeaks.class)
final class MixedRepresentationsTest {
  private static final int CLIENTS = 3;
  private static final int BATCHES = 150;
  private static final int PATHS = 3;
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+)");
  private static final Pattern TAG = Pattern.compile("(?:W/)?\"(\\d+)-(gzip|plain)\"");

  /** The resources of the backend: each write, and now and then a read, makes a new version. */
  private static final class Backend {
    private final Random random;
    private final int[] versions = new int[PATHS];
    private final int[] written = new int[PATHS];

    Backend(long seed) {
      this.random = new Random(seed);
    }

    /** What was there when the last write was answered, or later. */
    synchronized int written(int path) {
      return written[path];
    }

    synchronized void written(int path, int version) {
      written[path] = Math.max(written[path], version);
    }

    private boolean oneIn(int n) {
      return random.nextInt(n) == 0;
    }

    synchronized byte[] answer(Request request) {
      int path = Integer.parseInt(request.target().substring(1));
      boolean write = request.method().equals("POST");
      if (write || oneIn(12)) {
        versions[path]++;
      }
      if (write) {
        return message(200, "X-Version: " + versions[path] + "\r\n", "", true);
      }
      boolean gzip = String.valueOf(request.header("Accept-Encoding")).contains("gzip");
      int version = versions[path];
      String tag = "\"" + version + "-" + (gzip ? "gzip" : "plain") + "\"";
      String sent = oneIn(6) ? "W/" + tag : tag;
      String content = content(version, gzip);
      String fields =
          "Vary: Accept-Encoding\r\nX-Of: "
              + random.nextInt(40)
              + "\r\n"
              + freshness()
              + "ETag: "
              + sent
              + "\r\n";
      boolean head = request.method().equals("HEAD");
      if (tag.equals(request.header("If-None-Match")) || (oneIn(30) && !head)) {
        return message(304, fields, "", true);
      }
      if (oneIn(25)) {
        return message(503, "", "sorry", true);
      }
      Matcher range =
          Pattern.compile("bytes=(\\d+)-(\\d+)").matcher(String.valueOf(request.header("Range")));
      String condition = request.header("If-Range");
      boolean holds = condition == null || condition.equals(sent);
      if (!head && range.matches() && holds && !oneIn(8)) {
        return part(range, content, fields);
      }
      if (head && oneIn(2)) {
        return message(200, fields + "Content-Length: " + content.length() + "\r\n", null, true);
      }
      return message(200, fields, head ? null : content, head || !oneIn(4));
    }

    private byte[] part(Matcher range, String content, String fields) {
      int first = Integer.parseInt(range.group(1));
      int last = Math.min(content.length() - 1, Integer.parseInt(range.group(2)));
      if (oneIn(10)) {
        // Another part than was asked for, or less of it.
        first = Math.min(last, first + random.nextInt(5));
      }
      if (first > last) {
        return message(416, "Content-Range: bytes */" + content.length() + "\r\n", "", true);
      }
      String place = "Content-Range: bytes " + first + "-" + last + "/" + content.length();
      return message(206, fields + place + "\r\n", content.substring(first, last + 1), !oneIn(4));
    }

    private String freshness() {
      return switch (random.nextInt(6)) {
        case 0 -> "Cache-Control: max-age=60\r\n";
        case 1 -> "Cache-Control: max-age=0, stale-while-revalidate=60\r\n";
        case 2 -> "Cache-Control: no-cache\r\n";
        case 3 -> "Cache-Control: max-age=1, stale-if-error=60\r\n";
        case 4 -> "Cache-Control: max-age=60, private=\"x-of\"\r\n";
        default -> "Cache-Control: max-age=0\r\n";
      };
    }

    private static byte[] message(int status, String fields, String content, boolean sized) {
      StringBuilder out = new StringBuilder("HTTP/1.1 " + status + " X\r\n" + fields);
      if (status == 304) {
        out.append("\r\n");
      } else if (content == null) {
        out.append("\r\n");
      } else if (sized) {
        out.append("Content-Length: " + content.length() + "\r\n\r\n" + content);
      } else {
        String half = content.substring(0, content.length() / 2);
        String rest = content.substring(half.length());
        out.append("Transfer-Encoding: chunked\r\n\r\n");
        for (String chunk : List.of(half, rest)) {
          if (!chunk.isEmpty()) {
            out.append(Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n");
          }
        }
        out.append("0\r\n\r\n");
      }
      return out.toString().getBytes(ISO_8859_1);
    }
  }

  /** Each byte tells its place and which representation it is of. */
  private static String content(int version, boolean gzip) {
    StringBuilder out = new StringBuilder();
    int length = 150 + version % 3 * 20;
    for (int i = 0; i < length; i++) {
      out.append((char) ((gzip ? 'A' : 'a') + (version * 7 + i) % 26));
    }
    return out.toString();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyAnswerIsOfOneRepresentationAndNotOlderThanTheLastWrite(long seed) throws Exception {
    Backend backend = new Backend(seed);
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try (ScriptedUpstream upstream = ScriptedUpstream.answeringBytes(backend::answer);
        Sidecar sidecar = Sidecar.start(upstream.port())) {
      List<Future<Integer>> results = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Callable<Integer> client = client(backend, sidecar.port(), new Random(seed * 100 + i));
        results.add(threads.submit(client));
      }
      for (Future<Integer> result : results) {
        assertThat(result.get(60, TimeUnit.SECONDS)).isPositive();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Callable<Integer> client(Backend backend, int port, Random random) {
    return () -> {
      int checked = 0;
      try (RawClient client = RawClient.connect(port)) {
        for (int batch = 0; batch < BATCHES; batch++) {
          int path = random.nextInt(PATHS);
          if (random.nextInt(5) == 0) {
            Response response =
                client.request("POST", "/" + path, "Content-Length: 0").readResponse();
            backend.written(path, Integer.parseInt(response.header("X-Version")));
          } else {
            checked += askAtOnce(client, path, backend.written(path), random);
          }
        }
      }
      return checked;
    };
  }

  /**
   * Sends some requests one behind the other and checks their answers.
   *
   * @param atLeast the version of the last write that was answered
   */
  private static int askAtOnce(RawClient client, int path, int atLeast, Random random)
      throws IOException {
    int count = 1 + random.nextInt(4);
    List<Boolean> heads = new ArrayList<>();
    List<Boolean> gzips = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean head = random.nextInt(6) == 0;
      boolean gzip = random.nextBoolean();
      List<String> lines = new ArrayList<>();
      lines.add("Accept-Encoding: " + (gzip ? "gzip" : "identity"));
      if (random.nextInt(3) == 0) {
        lines.add("Cache-Control: no-cache");
      }
      if (random.nextInt(2) == 0) {
        lines.add("Range: bytes=" + ranges(random));
      }
      if (random.nextInt(6) == 0) {
        lines.add("If-None-Match: \"" + atLeast + "-" + (gzip ? "gzip" : "plain") + "\"");
      }
      client.request(head ? "HEAD" : "GET", "/" + path, lines.toArray(String[]::new));
      heads.add(head);
      gzips.add(gzip);
    }
    for (int i = 0; i < count; i++) {
      check(client.readResponse(heads.get(i)), heads.get(i), gzips.get(i), atLeast);
    }
    return count;
  }

  private static String ranges(Random random) {
    int first = random.nextInt(120);
    String one = first + "-" + (first + random.nextInt(80));
    return random.nextInt(5) > 0 ? one : one + ", " + (first + 100) + "-" + (first + 110);
  }

  private static void check(Response response, boolean head, boolean gzip, int atLeast) {
    byte[] body = response.body();
    assertThat(response.truncated()).as("%s", response).isFalse();
    if (response.status() != 200 && response.status() != 206) {
      return;
    }
    Matcher tag = TAG.matcher(String.valueOf(response.header("ETag")));
    assertThat(tag.matches()).as("%s", response).isTrue();
    assertThat(tag.group(2)).as("%s", response).isEqualTo(gzip ? "gzip" : "plain");
    int version = Integer.parseInt(tag.group(1));
    assertThat(version).as("%s", response).isGreaterThanOrEqualTo(atLeast);
    if (head) {
      return;
    }
    String content = content(version, gzip);
    String text = new String(body, ISO_8859_1);
    String type = response.header("Content-Type");
    if (response.status() == 200) {
      assertThat(text).as("%s", response).isEqualTo(content);
    } else if (type == null) {
      Matcher place = CONTENT_RANGE.matcher(String.valueOf(response.header("Content-Range")));
      assertThat(place.matches()).as("%s", response).isTrue();
      assertThat(text).as("%s", response).isEqualTo(cut(content, place));
    } else {
      checkParts(text, type.substring(type.indexOf("boundary=") + 9), content);
    }
  }

  private static String cut(String content, Matcher place) {
    assertThat(Integer.parseInt(place.group(3))).isEqualTo(content.length());
    return content.substring(
        Integer.parseInt(place.group(1)), Integer.parseInt(place.group(2)) + 1);
  }

  private static void checkParts(String text, String boundary, String content) {
    String[] parts = ("\r\n" + text).split("\r\n--" + boundary, -1);
    assertThat(parts[parts.length - 1]).isEqualTo("--\r\n");
    for (int i = 1; i < parts.length - 1; i++) {
      Matcher place = CONTENT_RANGE.matcher(parts[i]);
      assertThat(place.find()).isTrue();
      int at = parts[i].indexOf("\r\n\r\n");
      assertThat(parts[i].substring(at + 4)).isEqualTo(cut(content, place));
    }
  }
}
