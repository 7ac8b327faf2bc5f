package io.nearside.scenario.rfc;

import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static io.nearside.scenario.rfc.Origin.MODIFIED;
import static io.nearside.scenario.rfc.Origin.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A write ends what is stored even as a validator: a 304 could not tell what the write changed.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.4
 */
@InEachTier
class ValidationAndPurgeMustTest {
  private static final String EMPTY = "Content-Length: 0";

  private final Tier tier;

  ValidationAndPurgeMustTest(Tier tier) {
    this.tier = tier;
  }

  @ParameterizedTest
  @ValueSource(strings = {STALE, HOUR, "Cache-Control: no-cache"})
  void afterAWriteNoOldValidatorIsSent(String cacheControl) throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", ETAG, MODIFIED, cacheControl))) {
      Eventually.stored(rig, 1, "/a");
      rig.send("POST", "/a", EMPTY);
      Response answer = rig.get("/a");

      List<Request> requests = rig.upstream().requests();
      assertThat(requests).hasSize(3);
      assertThat(requests.get(2).headers("If-None-Match")).isEmpty();
      assertThat(requests.get(2).headers("If-Modified-Since")).isEmpty();
      assertThat(answer.text()).isEqualTo("one");
    }
  }

  /** Holds the first validation, and answers it as of before the write. */
  private static Function<Request, String> held(Origin origin, Gate gate) {
    AtomicBoolean first = new AtomicBoolean(true);
    return request -> {
      if (request.header("If-None-Match") != null && first.getAndSet(false)) {
        gate.await();
        return Origin.notModified(ETAG, HOUR);
      }
      return origin.apply(request);
    };
  }

  @Test
  void aWriteDuringAValidationWins() throws IOException {
    Gate validation = new Gate("the validation");
    Origin origin = Origin.of("one", ETAG, STALE);
    try (Rig rig = tier.answering(held(origin, validation))) {
      Eventually.stored(rig, 1, "/a");
      RawClient early = rig.client().request("GET", "/a");
      validation.awaitArrival();
      origin.becomes("two", "ETag: \"2\"", HOUR);
      rig.send("POST", "/a", EMPTY);
      assertThat(rig.get("/a").text()).isEqualTo("two");
      validation.open();

      assertThat(early.readResponse().status()).isEqualTo(200);
      for (int i = 0; i < 5; i++) {
        assertThat(rig.get("/a").text()).isEqualTo("two");
      }
    }
  }

  @Test
  void whoAskedAfterTheWriteDoesNotWaitForTheOldValidation() throws IOException {
    Gate validation = new Gate("the validation");
    Origin origin = Origin.of("one", ETAG, STALE);
    try (Rig rig = tier.answering(held(origin, validation))) {
      Eventually.stored(rig, 1, "/a");
      RawClient early = rig.client().request("GET", "/a");
      validation.awaitArrival();
      origin.becomes("two", "ETag: \"2\"", HOUR);
      rig.send("POST", "/a", EMPTY);
      validation.open();
      early.readResponse();

      for (int i = 0; i < 5; i++) {
        assertThat(rig.get("/a").text()).isEqualTo("two");
      }
    }
  }
}
