package io.nearside.scenario;

import static io.nearside.scenario.WireScene.cacheable;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection whose heads are known but for their targets means by each what a new one does. */
@ExtendWith(BufferLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepeatedHeadTest {
  private static final String FIELDS = " HTTP/1.1\r\nHost: test\r\nX-Tenant: a\r\n\r\n";

  private WireScene scene;

  @BeforeAll
  void start() throws IOException {
    scene = WireScene.answering(RepeatedHeadTest::answer);
  }

  @AfterAll
  void stop() throws IOException {
    scene.close();
  }

  private static String answer(Request request) {
    String body = request.method() + " " + request.target() + " " + request.header("Accept");
    if (request.target().equals("/large")) {
      return cacheable("x".repeat(100_000));
    }
    if (request.target().equals("/host")) {
      return cacheable(request.header("Host"));
    }
    return request.target().equals("/vary")
        ? ScriptedUpstream.response(200, body, "Cache-Control: max-age=60", "Vary: Accept")
        : ScriptedUpstream.response(200, body, "Cache-Control: max-age=60", "ETag: \"1\"");
  }

  private static String get(String target) {
    return "GET " + target + FIELDS;
  }

  /** A client whose head is known by now. */
  private RawClient known() throws IOException {
    RawClient client = scene.client();
    for (int i = 0; i < 5; i++) {
      assertThat(client.send(get("/known")).readResponse().text()).isEqualTo("GET /known null");
    }
    return client;
  }

  static Stream<String> heads() {
    return Stream.of(
        get("/known"),
        get("/new?a=1"),
        get("/known?b=2&a=1"),
        get("/x/../known"),
        get("/%6Bnown"),
        get("/a%2Fb"),
        get("/large"),
        get("http://test/known"),
        get("http://other/known"),
        get("*"),
        get("known"),
        get("/a#b"),
        get("/a%zz"),
        get("/a%00"),
        get("/..%2Fknown"),
        get("/a\"b"),
        get("/a b"),
        get("/known "),
        get("/a\tb"),
        get("/a\u0000b"),
        get("/a\u007fb"),
        get("/a\u00e9b"),
        get("/a\rb"),
        get("/a\nb"),
        get(""),
        get(" /known"),
        get("/" + "a".repeat(1100)),
        get("/" + "a".repeat(9000)),
        "get /known" + FIELDS,
        "HEAD /known" + FIELDS,
        "POST /known" + FIELDS,
        "\r\n" + get("/known"),
        "\r\n\r\n\r\n\r\n\r\n\r\n" + get("/known"),
        "GET\t/known" + FIELDS,
        "GET /known HTTP/1.0\r\nHost: test\r\nX-Tenant: a\r\n\r\n",
        "GET /known HTTP/1.1\r\nHost: test\r\nX-Tenant: b\r\n\r\n",
        "GET /known HTTP/1.1\r\nHost: Test\r\nX-Tenant: a\r\n\r\n",
        "GET /known HTTP/1.1\nHost: test\r\nX-Tenant: a\r\n\r\n",
        "GET /known HTTP/1.1\r\nHost: test\r\nX-Tenant: a\r\n b\r\n\r\n",
        "GET /known HTTP/1.1\r\nHost: test\r\nX-Tenant: a\r\nHost: test\r\n\r\n",
        "GET /known HTTP/1.1\r\nHost: test\r\nX-Tenant: a\r\nContent-Length: 3\r\n\r\nabc",
        "GET /known HTTP/1.1\r\nHost: test\r\nX-Tenant: a\r\nConnection: close\r\n\r\n",
        "GET /known HTTP/1.1\r\nHost: test\r\nX-Tenant: a\r\nCache-Control: no-cache\r\n\r\n");
  }

  @ParameterizedTest
  @MethodSource("heads")
  void isReadLikeOneOfANewConnection(String head) throws IOException {
    boolean forHead = head.startsWith("HEAD");
    Response first = scene.client().send(head).readResponse(forHead);
    String expected = first.status() + first.text() + first.header("Connection");
    Response again = known().send(head).readResponse(forHead);
    assertThat(again.status() + again.text() + again.header("Connection")).isEqualTo(expected);
  }

  @Test
  void manyTargetsAreToldApart() throws IOException {
    RawClient client = known();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 20; i++) {
        String target = "/many/" + i + "?q=" + i % 3;
        Response answer = client.send(get(target)).readResponse();
        assertThat(answer.text()).isEqualTo("GET " + target + " null");
        assertThat(answer.header("Cache-Status")).contains(round == 0 ? "uri-miss" : "hit; ttl=");
      }
    }
  }

  @Test
  void whatFollowsInTheSameBytesIsAnsweredInOrder() throws IOException {
    RawClient client = known();
    client.send(get("/known") + get("/large") + get("/known") + get("/other") + get("/known"));
    assertThat(client.readResponse().text()).isEqualTo("GET /known null");
    assertThat(client.readResponse().body()).hasSize(100_000);
    assertThat(client.readResponse().text()).isEqualTo("GET /known null");
    assertThat(client.readResponse().text()).isEqualTo("GET /other null");
    assertThat(client.readResponse().text()).isEqualTo("GET /known null");
  }

  @Test
  void mayComeInPieces() throws IOException {
    RawClient client = known();
    for (int at = 1; at < get("/known").length(); at += 7) {
      client.send(get("/known") + get("/known").substring(0, at));
      assertThat(client.readResponse().text()).isEqualTo("GET /known null");
      client.send(get("/known").substring(at) + get("/known"));
      assertThat(client.readResponse().text()).isEqualTo("GET /known null");
      assertThat(client.readResponse().text()).isEqualTo("GET /known null");
    }
  }

  @Test
  void conditionsAreEvaluatedEachTime() throws IOException {
    RawClient client = scene.client();
    client.get("/conditional");
    for (int i = 0; i < 5; i++) {
      assertThat(client.get("/conditional", "If-None-Match: \"1\"").status()).isEqualTo(304);
    }
    assertThat(client.get("/large", "If-None-Match: \"1\"").status()).isEqualTo(200);
  }

  @Test
  void variantsAreSelectedByTheFields() throws IOException {
    RawClient client = scene.client();
    for (int i = 0; i < 5; i++) {
      assertThat(client.get("/vary", "Accept: a").text()).isEqualTo("GET /vary a");
      assertThat(client.get("/known", "Accept: a").text()).startsWith("GET /known");
    }
    for (int i = 0; i < 5; i++) {
      assertThat(client.get("/vary", "Accept: b").text()).isEqualTo("GET /vary b");
    }
  }

  private static String getFor(String target, String accept) {
    return "GET " + target + " HTTP/1.1\r\nHost: test\r\nAccept: " + accept + "\r\n\r\n";
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void isNotTakenForOneThatWaitedBehindAnother(int hitsBefore) throws IOException {
    RawClient before = scene.client();
    before.send(getFor("/vary", "c")).readResponse();
    before.send(getFor("/vary", "d")).readResponse();
    RawClient client = scene.client();
    for (int i = 0; i < hitsBefore; i++) {
      client.send(getFor("/vary", "d")).readResponse();
    }
    String miss = getFor("/waited-for/" + hitsBefore, "c");
    client.send(miss + getFor("/vary", "c") + getFor("/vary", "d"));
    client.readResponse();
    assertThat(client.readResponse().text()).isEqualTo("GET /vary c");
    assertThat(client.readResponse().text()).isEqualTo("GET /vary d");
    for (int i = 0; i < 3; i++) {
      assertThat(client.send(getFor("/vary", "d")).readResponse().text()).isEqualTo("GET /vary d");
    }
  }

  @Test
  void theHostOfAnAbsoluteFormIsNotThatOfWhatFollows() throws IOException {
    RawClient client = scene.client();
    for (int i = 0; i < 5; i++) {
      assertThat(client.send(get("http://other/host")).readResponse().text()).isEqualTo("other");
    }
    assertThat(client.send(get("/host")).readResponse().text()).isEqualTo("test");
    for (int i = 0; i < 5; i++) {
      assertThat(client.send(get("/host")).readResponse().text()).isEqualTo("test");
    }
    assertThat(client.send(get("http://other/host")).readResponse().text()).isEqualTo("other");
  }

  @Test
  void whatIsWrittenToIsNoHitAnyMore() throws IOException {
    RawClient client = known();
    client.send("POST /known HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n").readResponse();
    assertThat(client.send(get("/known")).readResponse().header("Cache-Status")).contains("fwd");
    assertThat(client.send(get("/known")).readResponse().header("Cache-Status")).contains("hit");
  }
}
