package io.nearside.scenario.caching;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.caching.Rig.assertNotStored;
import static io.nearside.scenario.caching.Rig.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OnlyH1;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a first answer and a repeated one look like on the wire. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class HitAndMissTest {
  private static final String HOUR = "Cache-Control: max-age=3600";

  @Test
  void theSecondGetIsAnsweredWithoutTheUpstream() throws IOException {
    try (Rig rig = Rig.counting(HOUR)) {
      Response miss = rig.get("/a");
      Response hit = rig.get("/a");

      assertThat(miss.text()).isEqualTo("1");
      assertThat(hit.text()).isEqualTo("1");
      assertThat(rig.seen()).isEqualTo(1);
      assertThat(rig.events().all())
          .containsExactly("forwarded uri-miss /a", "stored /a", "hit /a");
    }
  }

  @Test
  void cacheStatusSaysWhatHappened() throws IOException {
    try (Rig rig = Rig.counting(HOUR)) {
      assertThat(status(rig.get("/a")))
          .matches("nearside; fwd=uri-miss; fwd-status=200; stored; ttl=3(600|59\\d)");
      assertThat(status(rig.get("/a"))).matches("nearside; hit; ttl=3(600|59\\d)");
      assertThat(status(rig.send("POST", "/a", "Content-Length: 0")))
          .isEqualTo("nearside; fwd=method; fwd-status=200");
      assertThat(status(rig.get("/a", "Cache-Control: no-cache")))
          .matches("nearside; fwd=(uri-miss|request); fwd-status=200; stored; ttl=3(600|59\\d)");
    }
  }

  @Test
  void cacheStatusOfTheUpstreamStaysInFront() throws IOException {
    try (Rig rig =
        Rig.answering(
            request -> ScriptedUpstream.response(200, "x", HOUR, "Cache-Status: Origin; hit"))) {
      for (int i = 0; i < 2; i++) {
        Response response = rig.get("/a");

        assertThat(response.headers("Cache-Status")).hasSize(2);
        assertThat(response.header("Cache-Status")).isEqualTo("Origin; hit");
        assertThat(status(response)).startsWith("nearside; ");
      }
    }
  }

  @Test
  void ageCountsFromWhatTheUpstreamSaid() throws IOException {
    try (Rig rig =
        Rig.answering(request -> ScriptedUpstream.response(200, "x", HOUR, "Age: 600"))) {
      Response miss = rig.get("/a");
      Response hit = rig.get("/a");

      assertThat(miss.headers("Age")).containsExactly("600");
      assertThat(hit.headers("Age")).hasSize(1);
      assertThat(Integer.parseInt(hit.header("Age"))).isBetween(600, 630);
      assertThat(status(hit)).matches("nearside; hit; ttl=(3000|29\\d\\d)");
    }
  }

  @Test
  void aFreshHitHasAnAgeOfItsOwn() throws IOException {
    try (Rig rig = Rig.counting(HOUR)) {
      rig.get("/a");

      assertThat(Integer.parseInt(rig.get("/a").header("Age"))).isBetween(0, 30);
    }
  }

  @Test
  void theUpstreamsDateIsKept() throws IOException {
    String date = "Tue, 15 Nov 1994 08:12:31 GMT";
    try (Rig rig =
        Rig.answering(
            request ->
                ScriptedUpstream.response(
                    200, "x", "Cache-Control: max-age=2000000000", "Date: " + date))) {
      assertThat(rig.get("/a").headers("Date")).containsExactly(date);
      Response hit = rig.get("/a");

      assertHit(hit);
      assertThat(hit.headers("Date")).containsExactly(date);
    }
  }

  @Test
  void aDateIsMadeWhereTheUpstreamHasNoneAndThenStays() throws IOException {
    try (Rig rig = Rig.counting(HOUR)) {
      Response miss = rig.get("/a");
      Response hit = rig.get("/a");

      assertThat(miss.headers("Date")).hasSize(1);
      assertThat(hit.headers("Date")).isEqualTo(miss.headers("Date"));
    }
  }

  @OnlyH1("Via says the version")
  void viaIsOnTheRequestAndOnEveryAnswer() throws IOException {
    try (Rig rig = Rig.answering(r -> ScriptedUpstream.response(200, "x", HOUR, "Via: 1.0 deep"))) {
      Response miss = rig.get("/a", "Via: 1.1 edge");
      Response hit = rig.get("/a");

      assertThat(rig.upstream().requests().get(0).headers("Via"))
          .containsExactly("1.1 edge", "1.1 nearside");
      assertThat(miss.headers("Via")).containsExactly("1.0 deep", "1.1 nearside");
      assertThat(hit.headers("Via")).containsExactly("1.0 deep", "1.1 nearside");
    }
  }

  @Test
  void aHeadIsAnsweredFromTheEntryOfAGet() throws IOException {
    try (Rig rig = Rig.answering(request -> ScriptedUpstream.response(200, "hello", HOUR))) {
      rig.get("/a");
      Response head = rig.send("HEAD", "/a");

      assertHit(head);
      assertThat(head.header("Content-Length")).isEqualTo("5");
      assertThat(rig.get("/a").text()).isEqualTo("hello");
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @Test
  void aHeadThatCameFirstIsNotTakenForAGet() throws IOException {
    try (Rig rig =
        Rig.answering(
            request ->
                request.method().equals("HEAD")
                    ? "HTTP/1.1 200 OK\r\n" + HOUR + "\r\nContent-Length: 5\r\n\r\n"
                    : ScriptedUpstream.response(200, "hello", HOUR))) {
      assertForwarded(rig.send("HEAD", "/a"));
      assertThat(rig.get("/a").text()).isEqualTo("hello");
      assertThat(rig.get("/a").text()).isEqualTo("hello");
      assertThat(rig.seen()).isEqualTo(2);
    }
  }

  @Test
  void anUnsafeMethodIsNeverAnsweredFromTheCache() throws IOException {
    try (Rig rig = Rig.counting(HOUR)) {
      rig.get("/a");
      for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH", "FROB"}) {
        assertForwarded(rig.send(method, "/a", "Content-Length: 0"));
      }
      assertThat(rig.seen()).isEqualTo(6);
    }
  }

  @Test
  void theAnswerToAPostIsNoEntryForAGet() throws IOException {
    try (Rig rig = Rig.counting(HOUR)) {
      rig.send("POST", "/a", "Content-Length: 0");

      assertThat(rig.get("/a").text()).isEqualTo("2");
    }
  }

  @Test
  void aGetWithABodyKeepsOutOfTheCache() throws IOException {
    try (Rig rig = Rig.counting(HOUR)) {
      Response fat = rig.client().send(fatGet("one")).readResponse();
      assertNotStored(fat, "request-body");
      assertThat(rig.get("/a").text()).isEqualTo("2");
      assertThat(rig.get("/a").text()).isEqualTo("2");
      assertThat(rig.client().send(fatGet("two")).readResponse().text()).isEqualTo("3");
      assertThat(rig.upstream().requests().get(2).text()).isEqualTo("two");
    }
  }

  private static String fatGet(String body) {
    return "GET /a HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\n" + body;
  }

  @Test
  void aRouteMayTurnTheCacheOff() throws IOException {
    try (Rig rig = Rig.counting(HOUR, "routes = [{ match = \"/off/**\", cache = off }]")) {
      assertNotStored(rig.get("/off/a"), "route-off");
      assertNotStored(rig.get("/off/a"), "route-off");
      assertThat(rig.seen()).isEqualTo(2);
    }
  }

  @Test
  void fieldsOfTheUpstreamsConnectionAreNotStored() throws IOException {
    try (Rig rig =
        Rig.answering(
            request ->
                ScriptedUpstream.response(
                    200, "x", HOUR, "Connection: X-Hop", "X-Hop: 1", "Keep-Alive: timeout=5"))) {
      for (int i = 0; i < 2; i++) {
        Response response = rig.get("/a");

        assertThat(response.header("X-Hop")).isNull();
        assertThat(response.header("Keep-Alive")).isNull();
        assertThat(response.header("Connection")).isNull();
      }
    }
  }
}
