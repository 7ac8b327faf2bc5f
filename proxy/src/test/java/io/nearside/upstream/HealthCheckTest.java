package io.nearside.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.exchange.Upstream;
import io.nearside.exchange.UpstreamFailure;
import io.nearside.upstream.BalanceConfig.Health;
import io.nearside.upstream.BalanceConfig.Statuses;
import io.nearside.wire.Address;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthCheckTest {
  private static final Health RULES =
      new Health("/healthz", 5_000, 2_000, 2, 3, List.of(new Statuses(200, 399)), null);

  private final EndpointScene scene = new EndpointScene();
  private final List<Boolean> told = new ArrayList<>();
  private final List<HttpRequest> asked = new ArrayList<>();
  private final HealthCheck check =
      new HealthCheck(RULES, new Address.Inet("10.0.0.1", 80), scene.loop(), this::ask, told::add);
  private Upstream.Listener listener;
  private int cancelled;

  private Upstream.Call ask(HttpRequest request, Upstream.Listener hears) {
    asked.add(request);
    listener = hears;
    return new Upstream.Call() {
      @Override
      public void cancel() {
        cancelled++;
      }

      @Override
      public void send(HttpContent piece) {}

      @Override
      public boolean isWritable() {
        return true;
      }

      @Override
      public void reading(boolean on) {}
    };
  }

  private void answer(int status) {
    listener.head(
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status)));
  }

  /** To where the next question has been asked. */
  private void nextRound() {
    int before = asked.size();
    for (int i = 0; asked.size() == before; i++) {
      assertThat(i).isLessThan(60);
      scene.pass(100);
    }
  }

  private void rounds(int... statuses) {
    for (int status : statuses) {
      nextRound();
      answer(status);
    }
  }

  @Test
  void theFirstQuestionComesWithinASecondAndNamesTheAddress() {
    check.begin();
    scene.pass(1_000);
    assertThat(asked).hasSize(1);
    assertThat(asked.get(0).uri()).isEqualTo("/healthz");
    assertThat(asked.get(0).headers().get("Host")).isEqualTo("10.0.0.1:80");
  }

  @Test
  void theNextComesAfterTheIntervalMoreOrLess() {
    check.begin();
    rounds(200);
    scene.pass(4_400);
    assertThat(asked).hasSize(1);
    scene.pass(1_200);
    assertThat(asked).hasSize(2);
  }

  @Test
  void itTakesSoManyBadAnswersInARow() {
    check.begin();
    rounds(500, 500, 200, 500, 500, 500);
    assertThat(told).containsExactly(true, true, true, true, true, false);
  }

  @Test
  void itTakesSoManyGoodAnswersInARowToComeBack() {
    check.begin();
    rounds(500, 500, 500, 204, 404, 200, 302);
    assertThat(told).endsWith(false, false, false, false, true);
  }

  @Test
  void noAnswerInTimeIsABadOne() {
    check.begin();
    for (int i = 0; i < 3; i++) {
      nextRound();
      scene.pass(2_000);
    }
    assertThat(told).containsExactly(true, true, false);
    assertThat(cancelled).isEqualTo(3);
  }

  @Test
  void noConnectionIsABadAnswer() {
    check.begin();
    for (int i = 0; i < 3; i++) {
      nextRound();
      listener.failed(UpstreamFailure.CONNECTION_REFUSED);
    }
    assertThat(told).containsExactly(true, true, false);
  }

  @Test
  void anAnswerThatComesTooLateIsNoneAnyMore() {
    check.begin();
    nextRound();
    scene.pass(2_000);
    answer(200);
    assertThat(told).hasSize(1);
  }

  @Test
  void eachQuestionIsGivenUpOnceItsStatusIsKnown() {
    check.begin();
    rounds(200, 500);
    assertThat(cancelled).isEqualTo(2);
  }

  @Test
  void nothingIsAskedOrToldOnceItHasEnded() {
    check.begin();
    nextRound();
    check.end();
    answer(200);
    scene.pass(60_000);
    assertThat(asked).hasSize(1);
    assertThat(told).isEmpty();
    assertThat(cancelled).isEqualTo(1);
  }
}
