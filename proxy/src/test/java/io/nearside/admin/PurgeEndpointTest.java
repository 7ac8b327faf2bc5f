package io.nearside.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.nearside.caching.PurgeTags;
import io.nearside.caching.PurgeTargets;
import io.nearside.caching.Routes;
import io.nearside.config.Suggestion;
import io.nearside.exchange.ExchangeListener;
import io.nearside.store.PurgeLog;
import io.nearside.store.StoredResponse;
import io.nearside.store.memory.MemoryPurgeLog;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Configs;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(BufferLeaks.class)
class PurgeEndpointTest {
  private static final String ALL = "{\"everything\":true}";

  private final RecordingLog log = new RecordingLog();
  private final Queue<AdminServer> servers = new ArrayDeque<>();

  static Purging purging(PurgeLog log, long maxLagMillis) {
    Routes routes = new Routes(List.of(Configs.everything(1 << 20)));
    return new Purging(
        log,
        new PurgeTargets(routes, Map.of(), Suggestion::of),
        maxLagMillis,
        ExchangeListener.NONE);
  }

  private int start(AdminConfig config, long maxLagMillis) throws IOException {
    AdminServer server = new AdminServer(config, new Fine(), purging(log, maxLagMillis));
    servers.add(server);
    return server.start().getPort();
  }

  private int start() throws IOException {
    return start(new AdminConfig("127.0.0.1", 0), 0);
  }

  @AfterEach
  void stop() {
    servers.forEach(AdminServer::close);
  }

  private static RawClient post(RawClient client, String body, String... lines) throws IOException {
    String more = lines.length == 0 ? "" : String.join("\r\n", lines) + "\r\n";
    return client.send(
        "POST /purge HTTP/1.1\r\nHost: x\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(more, body.length(), body));
  }

  private static Response post(int port, String body, String... lines) throws IOException {
    try (RawClient client = RawClient.connect(port)) {
      return post(client, body, lines).readResponse();
    }
  }

  @Test
  void aPurgeIsAnsweredWithItsPosition() throws IOException {
    log.position = (1_700_000_000_000L << 21) | 5;
    Response response = post(start(), "{\"tags\":[\"a\",\"b\"],\"urls\":[\"http://t/a\"]}");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Content-Type")).isEqualTo("application/json");
    assertThat(response.header("Cache-Control")).isEqualTo("no-store");
    assertThat(response.text())
        .isEqualTo(
            "{\"appended\":true,\"position\":\"1700000000000-5\",\"tags\":3,\"max-lag-ms\":0}\n");
    assertThat(log.purged)
        .singleElement()
        .satisfies(
            purged -> {
              assertThat(purged.tags)
                  .containsExactlyInAnyOrder(
                      PurgeTags.surrogate("a"), PurgeTags.surrogate("b"), PurgeTags.url("t", "/a"));
              assertThat(purged.soft).isFalse();
            });
  }

  @Test
  void aPurgeMayBeSoft() throws IOException {
    post(start(), "{\"everything\":true,\"soft\":true}");

    assertThat(log.purged).singleElement().matches(purged -> purged.soft);
  }

  @Test
  void whatIsNotAppendedInTimeIsAccepted() throws IOException {
    log.appends = false;
    Response response =
        post(start(new AdminConfig("127.0.0.1", 0), 2_000), "{\"everything\":true,\"wait\":true}");

    assertThat(response.status()).isEqualTo(202);
    assertThat(response.text())
        .startsWith(
            "{\"appended\":false,\"tags\":1,\"max-lag-ms\":2000,\"detail\":\"Redis did not");
  }

  @Test
  void whoWaitsIsAnsweredWhenEverySidecarHasIt() throws IOException {
    int port = start(new AdminConfig("127.0.0.1", 0), 300);
    long before = System.nanoTime();
    Response waited = post(port, "{\"everything\":true,\"wait\":true}");

    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(300_000_000);
    assertThat(waited.text()).contains("\"appended\":true", "\"max-lag-ms\":300");
  }

  @Test
  void whoWaitsLongerThanTheTimeForARequestIsNotCutOff() throws IOException {
    Purging slow = purging(log, 400);
    AdminServer server = new AdminServer(new AdminConfig("127.0.0.1", 0), new Fine(), slow, 100);
    servers.add(server);

    assertThat(post(server.start().getPort(), "{\"everything\":true,\"wait\":true}").status())
        .isEqualTo(200);
  }

  @Test
  void answersComeInTheOrderOfTheRequests() throws IOException {
    int port = start(new AdminConfig("127.0.0.1", 0), 100);
    try (RawClient client = RawClient.connect(port)) {
      post(client, "{\"everything\":true,\"wait\":true}");
      client.request("GET", "/healthz");
      post(client, "{}");
      post(client, ALL);
      client.request("GET", "/healthz");

      assertThat(client.readResponse().text()).contains("\"appended\":true");
      assertThat(client.readResponse().text()).isEqualTo("ok\n");
      assertThat(client.readResponse().status()).isEqualTo(400);
      assertThat(client.readResponse().text()).contains("\"appended\":true");
      assertThat(client.readResponse().text()).isEqualTo("ok\n");
    }
  }

  @Test
  void manyRequestsAtOnceAreAllAnswered() throws IOException {
    try (RawClient client = RawClient.connect(start())) {
      StringBuilder many = new StringBuilder();
      for (int i = 0; i < 2_000; i++) {
        many.append("POST /purge HTTP/1.1\r\nHost: x\r\nOrigin: x\r\n\r\n");
      }
      client.send("POST /purge HTTP/1.1\r\nHost: x\r\nContent-Length: 19\r\n\r\n" + ALL + many);
      assertThat(client.readResponse().status()).isEqualTo(200);
      for (int i = 0; i < 2_000; i++) {
        assertThat(client.readResponse().status()).isEqualTo(403);
      }
    }
  }

  @Test
  void aClientThatLeavesDoesNotMatter() throws IOException {
    int port = start(new AdminConfig("127.0.0.1", 0), 200);
    RawClient client = RawClient.connect(port);
    post(client, "{\"everything\":true,\"wait\":true}");
    client.request("GET", "/healthz").reset();

    assertThat(post(port, ALL).status()).isEqualTo(200);
  }

  @Test
  void aPurgeThatEndsAfterTheListenerWasClosedTroublesNobody() throws IOException {
    log.acknowledges = false;
    RawClient client = RawClient.connect(start());
    post(client, ALL);
    await().until(() -> log.unacknowledged.size() == 1);
    stop();

    assertThatCode(() -> log.unacknowledged.remove().run()).doesNotThrowAnyException();
    client.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "no", "{\"urls\":[\"/a\"]}", "{\"routes\":[\"/nowhere\"]}"})
  void whatIsWrongPurgesNothingAndIsSaid(String body) throws IOException {
    Response response = post(start(), body);

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.header("Content-Type")).isEqualTo("application/json");
    assertThat(response.text()).startsWith("{\"error\":\"").contains("accepted: ");
    assertThat(log.purged).isEmpty();
  }

  @Test
  void formsAreNotTaken() throws IOException {
    int port = start();
    for (String type : List.of("application/x-www-form-urlencoded", "Multipart/Form-Data; b=1")) {
      assertThat(post(port, ALL, "Content-Type: " + type).status()).isEqualTo(415);
    }
    assertThat(log.purged).isEmpty();
    assertThat(post(port, ALL, "Content-Type: application/json").status()).isEqualTo(200);
  }

  @Test
  void otherMethodsAreToldWhichIsAllowed() throws IOException {
    try (RawClient client = RawClient.connect(start())) {
      Response response = client.get("/purge");
      assertThat(response.status()).isEqualTo(405);
      assertThat(response.header("Allow")).isEqualTo("POST");
    }
  }

  @Test
  void aBodyMayBeUpToAMebibyte() throws IOException {
    int port = start();
    String blanks = " ".repeat(AdminBody.MAX_PURGE_BYTES - ALL.length());

    assertThat(post(port, ALL + blanks).status()).isEqualTo(200);
    assertThat(post(port, ALL + blanks + " ").status()).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://evil.test",
        "Origin: null",
        "Origin: http://127.0.0.1:9090",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site"
      })
  void pagesInBrowsersMayNotPurge(String line) throws IOException {
    Response response = post(start(), ALL, line);

    assertThat(response.status()).isEqualTo(403);
    assertThat(response.headers("Access-Control-Allow-Origin")).isEmpty();
    assertThat(log.purged).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:9090", "127.0.0.1.evil.example", "a.b."})
  void aNameThatSomebodyGaveOurAddressIsRefused(String host) throws IOException {
    int port = start();
    try (RawClient client = RawClient.connect(port)) {
      client
          .request("POST", "/purge", "Host: " + host, "Content-Length: " + ALL.length())
          .send(ALL);
      assertThat(client.readResponse().status()).isEqualTo(421);
    }
    assertThat(log.purged).isEmpty();
    try (RawClient client = RawClient.connect(port)) {
      assertThat(client.get("/readyz", "Host: " + host).status()).isEqualTo(421);
      assertThat(client.get("/healthz", "Host: a", "Host: b").status()).isEqualTo(421);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:9090",
        "127.0.0.1:9090",
        "[::1]:9090",
        "sidecar",
        "a.localhost"
      })
  void addressesAndOwnNamesAreOurs(String host) throws IOException {
    try (RawClient client = RawClient.connect(start())) {
      client
          .request("POST", "/purge", "Host: " + host, "Content-Length: " + ALL.length())
          .send(ALL);
      assertThat(client.readResponse().status()).isEqualTo(200);
    }
  }

  @Test
  void whereOthersReachItEveryNameWillDo() throws IOException {
    int port = start(new AdminConfig("0.0.0.0", 0, "s3cret"), 0);

    try (RawClient client = RawClient.connect(port)) {
      assertThat(client.get("/readyz", "Host: a.b.example").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Authorization: Bearer s3cret, 200",
    "authorization: bearer   s3cret, 200",
    "Authorization: Bearer s3cre, 401",
    "Authorization: Bearer s3crett, 401",
    "Authorization: Bearer, 401",
    "Authorization: Basic s3cret, 401",
    "X-Token: s3cret, 401",
  })
  void aTokenIsNeededWhereOneIsSet(String line, int status) throws IOException {
    int port = start(new AdminConfig("127.0.0.1", 0, "s3cret"), 0);
    Response response = post(port, ALL, line);

    assertThat(response.status()).isEqualTo(status);
    assertThat(log.purged).hasSize(status == 200 ? 1 : 0);
    if (status == 401) {
      assertThat(response.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"nearside\"");
    }
  }

  @Test
  void healthNeedsNoToken() throws IOException {
    try (RawClient client =
        RawClient.connect(start(new AdminConfig("127.0.0.1", 0, "s3cret"), 0))) {
      assertThat(client.get("/healthz").status()).isEqualTo(200);
      assertThat(client.get("/readyz").status()).isEqualTo(200);
    }
  }

  @Test
  void whereOthersReachItATokenMustBeSet() throws IOException {
    int port = start(new AdminConfig("0.0.0.0", 0), 0);
    Response response = post(port, ALL);

    assertThat(response.status()).isEqualTo(403);
    assertThat(response.text()).contains("set admin.token");
    assertThat(log.purged).isEmpty();
    try (RawClient client = RawClient.connect(port)) {
      assertThat(client.get("/healthz").status()).isEqualTo(200);
    }
  }

  @Test
  void whereOthersReachItTheTokenIsEnough() throws IOException {
    int port = start(new AdminConfig("0.0.0.0", 0, "s3cret"), 0);

    assertThat(post(port, ALL, "Authorization: Bearer s3cret").status()).isEqualTo(200);
  }

  @Test
  void theTokenIsNotPrinted() {
    assertThat(new AdminConfig("h", 1, "s3cret").toString()).doesNotContain("s3cret");
    assertThat(new AdminAccess("s3cret", true, "h").toString()).doesNotContain("s3cret");
  }

  private record Purged(long[] tags, boolean soft) {}

  /** Remembers what is purged. */
  private static final class RecordingLog implements PurgeLog {
    private final MemoryPurgeLog inner = new MemoryPurgeLog();
    private final Queue<Purged> purged = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> unacknowledged = new ConcurrentLinkedQueue<>();
    volatile boolean acknowledges = true;
    volatile boolean appends = true;
    volatile long position = 1;

    @Override
    public long softPurgedAtMillis(StoredResponse response) {
      return Long.MAX_VALUE;
    }

    @Override
    public void purge(long[] tags, boolean soft, Consumer<Outcome> done) {
      purged.add(new Purged(tags, soft));
      Outcome outcome = appends ? new Outcome(true, position) : new Outcome(false, 0);
      if (acknowledges) {
        done.accept(outcome);
      } else {
        unacknowledged.add(() -> done.accept(outcome));
      }
    }

    @Override
    public long nowMillis() {
      return inner.nowMillis();
    }

    @Override
    public boolean isFollowed() {
      return true;
    }

    @Override
    public Mark mark() {
      return inner.mark();
    }

    @Override
    public Standing standing(StoredResponse response) {
      return inner.standing(response);
    }

    @Override
    public boolean trusts(long fetchBeganMillis) {
      return true;
    }

    @Override
    public boolean purgedSince(Mark mark, long[] tags) {
      return false;
    }

    @Override
    public boolean softlyPurgedSince(Mark mark, long[] tags) {
      return false;
    }

    @Override
    public void purgeAround(
        long[] tags, long[] kept, Mark since, Consumer<Outcome> done, Consumer<Mark> mark) {
      throw new AssertionError("nothing is kept here");
    }

    @Override
    public void close() {}
  }

  private static final class Fine implements Health {
    @Override
    public boolean live() {
      return true;
    }

    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public Map<String, String> details() {
      return Map.of();
    }
  }
}
