package io.nearside.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Connection;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many clients at once with everything that can happen to a request, in random order: whatever
 * happens to one, each answer belongs to its request.
 */
@ExtendWith(BufferLeaks.class)
class MixedTrafficTest {
  private static final int CLIENTS = 12;
  private static final int ROUNDS = 60;
  private static final int RESOURCES = 20;

  /** What is asked for; the target tells the backend what to do. */
  private enum Kind {
    HIT,
    PASS,
    CHUNKED,
    UNTIL_CLOSE,
    CLOSE,
    ECHO,
    HEAD,
    FAT,
    DIE,
    CUT
  }

  @Test
  void eachAnswerBelongsToItsRequest() throws Exception {
    try (WireScene scene = WireScene.serving(MixedTrafficTest::backend)) {
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int seed = i;
        all.add(CompletableFuture.runAsync(() -> client(scene, seed), MixedTrafficTest::thread));
      }
      for (CompletableFuture<Void> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
      assertThat(scene.sidecar().events().count("hit")).isPositive();
    }
  }

  private static void thread(Runnable task) {
    Thread thread = new Thread(task, "client");
    thread.setDaemon(true);
    thread.start();
  }

  // The backend.

  private static void backend(Connection connection) throws IOException {
    for (Request next = connection.readRequest(); next != null; next = connection.readRequest()) {
      String body = body(next.target(), next.text());
      switch (Kind.valueOf(next.target().split("/")[1])) {
        case HIT -> connection.write(WireScene.cacheable(body));
        case PASS, ECHO, FAT -> connection.write(WireScene.plain(body));
        case HEAD -> connection.write("HTTP/1.1 200 OK\r\nX-Target: " + next.target() + "\r\n\r\n");
        case CHUNKED -> connection.write(chunked(body, "0\r\n\r\n"));
        case CLOSE -> connection.write(ScriptedUpstream.response(200, body, "Connection: close"));
        case CUT -> {
          connection.write(chunked(body, ""));
          return;
        }
        case UNTIL_CLOSE -> {
          connection.write("HTTP/1.1 200 OK\r\n\r\n" + body);
          return;
        }
        case DIE -> {
          return;
        }
      }
    }
  }

  /** What belongs to a request: some repetitions of its target, and the body that it had. */
  private static String body(String target, String sent) {
    return (target + ";").repeat(1 + Math.abs(target.hashCode() % 3000)) + sent;
  }

  private static String chunked(String body, String end) {
    return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        + Integer.toHexString(body.length())
        + "\r\n"
        + body
        + "\r\n"
        + end;
  }

  // A client.

  private static void client(WireScene scene, int seed) {
    Random random = new Random(seed);
    try {
      for (int i = 0; i < ROUNDS; i++) {
        try (RawClient client = RawClient.connect(scene.sidecar().port())) {
          round(client, random, seed + "-" + i);
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A connection with some pipelined requests; the last may be one that ends it. */
  private static void round(RawClient client, Random random, String token) throws IOException {
    List<Asked> asked = new ArrayList<>();
    StringBuilder out = new StringBuilder();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      Asked one = Asked.next(random, token + "-" + i, i == count - 1);
      asked.add(one);
      out.append(one.wire());
    }
    client.send(out.toString());
    if (random.nextInt(10) == 0) {
      client.reset();
      return;
    }
    asked.forEach(one -> one.expectAnswer(client));
  }

  private record Asked(Kind kind, String target, String sent) {

    static Asked next(Random random, String token, boolean last) {
      Kind[] kinds = Kind.values();
      Kind kind = kinds[random.nextInt(last ? kinds.length : Kind.CUT.ordinal())];
      String name = kind == Kind.HIT ? "" + random.nextInt(RESOURCES) : token;
      boolean sends = kind == Kind.ECHO || kind == Kind.FAT;
      String sent = sends ? ("sent " + token).repeat(random.nextInt(2000)) : "";
      return new Asked(kind, "/" + kind + "/" + name, sent);
    }

    String wire() {
      String method = kind == Kind.ECHO ? "POST" : kind == Kind.HEAD ? "HEAD" : "GET";
      String length = sent.isEmpty() ? "" : "Content-Length: " + sent.length() + "\r\n";
      return method + " " + target + " HTTP/1.1\r\nHost: t\r\n" + length + "\r\n" + sent;
    }

    void expectAnswer(RawClient client) {
      Response answer = client.readResponse(kind == Kind.HEAD);
      if (kind == Kind.DIE) {
        assertThat(answer.status()).isEqualTo(502);
        return;
      }
      assertThat(answer.status()).as(target).isEqualTo(200);
      if (kind == Kind.HEAD) {
        assertThat(answer.header("X-Target")).isEqualTo(target);
        return;
      }
      assertThat(answer.truncated()).as(target).isEqualTo(kind == Kind.CUT);
      assertThat(answer.text().equals(body(target, sent))).as("body of %s", target).isTrue();
    }
  }
}
