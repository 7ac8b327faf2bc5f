package io.nearside.scenario.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a sidecar must not share while its Redis is away. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
final class WritesWithoutRedisTest {
  private static final String NO_REDIS = "redis.uri = \"redis://127.0.0.1:1\"";

  private final CountDownLatch goOn = new CountDownLatch(1);
  private final AtomicInteger gets = new AtomicInteger();

  @Test
  void aRequestAfterASecondWriteDoesNotJoinAFetchFromBeforeIt() throws Exception {
    try (ScriptedUpstream upstream = firstGetWaits();
        Sidecar sidecar = Sidecar.start(upstream.port(), NO_REDIS);
        RawClient writer = RawClient.connect(sidecar.port());
        RawClient before = RawClient.connect(sidecar.port());
        RawClient after = RawClient.connect(sidecar.port())) {
      writer.request("DELETE", "/x").readResponse();
      before.request("GET", "/x");
      upstream.awaitRequests(2);
      writer.request("DELETE", "/x").readResponse();
      assertThat(after.get("/x").text()).isEqualTo("2");
      goOn.countDown();
      assertThat(before.readResponse().text()).isEqualTo("1");
    }
  }

  @Test
  void aRequestDoesNotJoinAFetchThatBeganLongerAgoThanTheGreatestLag() throws Exception {
    try (ScriptedUpstream upstream = firstGetWaits();
        Sidecar sidecar = Sidecar.start(upstream.port(), NO_REDIS, "purge.max-lag = 300ms");
        RawClient before = RawClient.connect(sidecar.port());
        RawClient after = RawClient.connect(sidecar.port())) {
      before.request("GET", "/x");
      upstream.awaitRequests(1);
      long seen = System.nanoTime();
      await().until(() -> System.nanoTime() - seen > TimeUnit.MILLISECONDS.toNanos(400));
      assertThat(after.get("/x").text()).isEqualTo("2");
      goOn.countDown();
      assertThat(before.readResponse().text()).isEqualTo("1");
    }
  }

  /** Answers the n-th GET with n; the first of them when it may go on. */
  private ScriptedUpstream firstGetWaits() throws IOException {
    return ScriptedUpstream.answering(
        request -> {
          if (!request.method().equals("GET")) {
            return ScriptedUpstream.response(200, "");
          }
          int number = gets.incrementAndGet();
          if (number == 1) {
            awaitGoOn(request);
          }
          return ScriptedUpstream.response(
              200, Integer.toString(number), "Cache-Control: max-age=60");
        });
  }

  private void awaitGoOn(Request request) {
    try {
      assertThat(goOn.await(10, TimeUnit.SECONDS)).as("%s may go on", request).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
