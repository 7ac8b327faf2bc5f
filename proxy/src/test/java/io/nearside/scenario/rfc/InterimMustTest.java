package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Gate;
import io.nearside.testing.OnlyH1;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Source: https://www.rfc-editor.org/rfc/rfc9110#section-15.2 */
@InEachTier
class InterimMustTest {
  private static final String PROCESSING =
      "HTTP/1.1 102 Processing\r\nX-Interim: processing\r\n\r\n";
  private static final String HINTS =
      "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\nX-Interim: hints\r\n"
          + "Cache-Control: no-store\r\n\r\n";
  private static final String MORE_HINTS =
      "HTTP/1.1 103 Early Hints\r\nLink: </script.js>; rel=preload\r\n\r\n";
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  private final Tier tier;

  InterimMustTest(Tier tier) {
    this.tier = tier;
  }

  private static Function<Request, String> hinting(String interim, String... lines) {
    Origin origin = Origin.of("one", lines);
    return request -> interim + origin.apply(request);
  }

  /** All responses up to the final one. */
  private static List<Response> all(RawClient client) {
    List<Response> all = new ArrayList<>();
    do {
      all.add(client.readResponse());
    } while (all.get(all.size() - 1).status() < 200);
    return all;
  }

  private static void assertFinal(Response answer) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("one");
    assertThat(answer.headers("Link")).isEmpty();
    assertThat(answer.headers("X-Interim")).isEmpty();
    assertThat(answer.headers("Cache-Control")).containsExactly("max-age=3600");
  }

  @Test
  void interimResponsesArePassedOnInOrder() throws IOException {
    try (Rig rig = tier.answering(hinting(CONTINUE + PROCESSING + HINTS + MORE_HINTS, HOUR))) {
      List<Response> all = all(rig.client().request("GET", "/a"));

      assertThat(all).extracting(Response::status).containsExactly(100, 102, 103, 103, 200);
      assertThat(all.get(1).headers("X-Interim")).containsExactly("processing");
      assertThat(all.get(2).headers("Link")).containsExactly("</style.css>; rel=preload");
      assertThat(all.get(3).headers("Link")).containsExactly("</script.js>; rel=preload");
      assertFinal(all.get(4));
    }
  }

  @Test
  void anInterimResponseComesBeforeTheFinalOneIsThere() throws IOException {
    Gate last = new Gate("the final answer");
    Origin origin = Origin.of("one", HOUR);
    try (Rig rig =
        tier.serving(
            connection -> {
              for (var next = connection.readRequest();
                  next != null;
                  next = connection.readRequest()) {
                connection.write(HINTS);
                last.await();
                connection.write(origin.apply(next));
              }
            })) {
      RawClient client = rig.client().request("GET", "/a");

      assertThat(client.readResponse().status()).isEqualTo(103);
      assertThat(last.isOpen()).isFalse();
      last.open();
      assertFinal(client.readResponse());
    }
  }

  @OnlyH1("HTTP/1.0")
  void aClientOfHttp10GetsNone() throws IOException {
    try (Rig rig =
        tier.answering(hinting(CONTINUE + PROCESSING + HINTS + MORE_HINTS, ETAG, HOUR))) {
      RawClient client = rig.client().send("GET /a HTTP/1.0\r\nHost: test\r\n\r\n");

      assertFinal(client.readResponse());
      client.expectClosed();
    }
  }

  @Test
  void nothingOfAnInterimResponseIsStored() throws IOException {
    try (Rig rig = tier.answering(hinting(HINTS + PROCESSING, ETAG, HOUR))) {
      all(rig.client().request("GET", "/a"));
      Tier.awaitStored(rig);
      for (int i = 0; i < 3; i++) {
        List<Response> hit = all(rig.client().request("GET", "/a"));
        assertThat(hit).hasSize(1);
        assertHit(hit.get(0));
        assertFinal(hit.get(0));
      }
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @Test
  void thoseWhoWaitGetTheFinalAnswerWithoutItsFields() throws IOException {
    Gate slow = new Gate("the answer");
    try (Rig rig =
        tier.answering(
            request -> {
              slow.await();
              return HINTS + PROCESSING + Origin.of("one", HOUR).apply(request);
            })) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        clients.add(rig.client().request("GET", "/a"));
      }
      await().until(() -> rig.events().count("collapsed") == 4);
      slow.open();

      for (RawClient client : clients) {
        List<Response> all = all(client);
        assertFinal(all.get(all.size() - 1));
      }
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @Test
  void anOldClientThatWaitsBehindANewOneGetsNone() throws IOException {
    Gate slow = new Gate("the answer");
    try (Rig rig =
        tier.answering(
            request -> {
              slow.await();
              return HINTS + Origin.of("one", HOUR).apply(request);
            })) {
      RawClient leader = rig.client().request("GET", "/a");
      slow.awaitArrival();
      RawClient old = rig.client().send("GET /a HTTP/1.0\r\nHost: test\r\n\r\n");
      await().until(() -> rig.events().count("collapsed") == 1);
      slow.open();

      assertFinal(old.readResponse());
      List<Response> all = all(leader);
      assertFinal(all.get(all.size() - 1));
    }
  }

  @Test
  void aValidationMayHaveInterimResponsesToo() throws IOException {
    Origin origin = Origin.of("one", ETAG, Origin.STALE).notModifiedSays(ETAG, HOUR);
    try (Rig rig =
        tier.answering(
            request ->
                (request.header("If-None-Match") == null ? "" : HINTS) + origin.apply(request))) {
      Eventually.stored(rig, 1, "/a");
      List<Response> all = all(rig.client().request("GET", "/a"));

      assertFinal(all.get(all.size() - 1));
      assertFinal(Eventually.hit(rig, "/a"));
    }
  }

  @Test
  void aWriteHasItsInterimResponses() throws IOException {
    try (Rig rig =
        tier.answering(request -> PROCESSING + HINTS + ScriptedUpstream.response(201, "made"))) {
      RawClient client =
          rig.client().send("POST /a HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\nhi");
      List<Response> all = all(client);

      assertThat(all).extracting(Response::status).containsExactly(102, 103, 201);
      assertThat(all.get(2).text()).isEqualTo("made");
      assertThat(all.get(2).headers("Link")).isEmpty();
    }
  }

  @Test
  void hopByHopFieldsOfAnInterimResponseStayOut() throws IOException {
    String hop = "HTTP/1.1 103 Early Hints\r\nConnection: X-Hop\r\nX-Hop: 1\r\nX-A: 1\r\n\r\n";
    try (Rig rig = tier.answering(hinting(hop, HOUR))) {
      List<Response> all = all(rig.client().request("GET", "/a"));

      assertThat(all.get(0).status()).isEqualTo(103);
      assertThat(all.get(0).headers("X-A")).containsExactly("1");
      assertThat(all.get(0).headers("X-Hop")).isEmpty();
      assertFinal(all.get(1));
    }
  }

  @Test
  void theConnectionGoesOn() throws IOException {
    try (Rig rig = tier.answering(hinting(PROCESSING + HINTS, "Cache-Control: no-store"))) {
      RawClient client = rig.client();
      for (int i = 0; i < 3; i++) {
        List<Response> all = all(client.request("GET", "/a"));
        assertThat(all).extracting(Response::status).containsExactly(102, 103, 200);
      }
    }
  }
}
