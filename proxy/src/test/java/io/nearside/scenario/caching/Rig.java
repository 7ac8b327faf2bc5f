package io.nearside.scenario.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A backend, a sidecar in front of it, and clients. Everything ends with it. */
public final class Rig implements AutoCloseable {
  private final ScriptedUpstream upstream;
  private final Sidecar sidecar;
  private final RawClient first;
  private final List<RawClient> clients = new ArrayList<>();

  private Rig(ScriptedUpstream upstream, String... conf) throws IOException {
    this.upstream = upstream;
    this.sidecar = Sidecar.start(upstream.port(), conf);
    this.first = client();
  }

  /** With a backend that answers each request with these bytes. */
  public static Rig answering(Function<Request, String> answer, String... conf) throws IOException {
    return new Rig(ScriptedUpstream.answering(answer), conf);
  }

  /** With a backend that runs this script for each connection. */
  public static Rig serving(ScriptedUpstream.Script script, String... conf) throws IOException {
    return new Rig(ScriptedUpstream.serving(script), conf);
  }

  /** With a backend whose n-th answer is a 200 with the body {@code n} and these lines. */
  public static Rig counting(String line, String... conf) throws IOException {
    return answering(counted(line), conf);
  }

  /** The n-th answer is a 200 with the body {@code n} and these lines. */
  public static Function<Request, String> counted(String... lines) {
    AtomicInteger count = new AtomicInteger();
    return request ->
        ScriptedUpstream.response(200, Integer.toString(count.incrementAndGet()), lines);
  }

  /** A further connection to the sidecar. */
  public RawClient client() throws IOException {
    RawClient client = RawClient.connect(sidecar.port());
    clients.add(client);
    return client;
  }

  /** A GET and its answer, on the first connection. */
  public Response get(String target, String... lines) throws IOException {
    return first.get(target, lines);
  }

  /** A request without a body and its answer, on the first connection. */
  public Response send(String method, String target, String... lines) throws IOException {
    return first.request(method, target, lines).readResponse(method.equals("HEAD"));
  }

  /** Returns as soon as Redis is connected; without Redis configured it never is. */
  public Rig awaitRedis() {
    await()
        .until(
            () -> {
              try (RawClient admin = RawClient.connect(sidecar.adminPort())) {
                String details = admin.get("/readyz").text();
                return details.contains("\"redis\":\"up\"")
                    && details.contains("\"purges\":\"followed\"");
              }
            });
    return this;
  }

  public ScriptedUpstream upstream() {
    return upstream;
  }

  public Sidecar sidecar() {
    return sidecar;
  }

  public Sidecar.Events events() {
    return sidecar.events();
  }

  /** How many requests the backend saw. */
  public int seen() {
    return upstream.requestCount();
  }

  /** What our cache says of an answer: the last {@code Cache-Status}. */
  public static String status(Response response) {
    List<String> all = response.headers("Cache-Status");
    assertThat(all).as("Cache-Status of %s", response).isNotEmpty();
    return all.get(all.size() - 1);
  }

  public static void assertHit(Response response) {
    assertThat(status(response)).as("%s", response).startsWith("nearside; hit; ttl=");
  }

  public static void assertForwarded(Response response) {
    assertThat(status(response)).as("%s", response).startsWith("nearside; fwd=");
  }

  /** It was forwarded and not stored, for this reason. */
  public static void assertNotStored(Response response, String reason) {
    assertThat(status(response))
        .as("%s", response)
        .startsWith("nearside; fwd=")
        .doesNotContain("stored;")
        .endsWith("; detail=" + reason);
  }

  public static void assertStored(Response response) {
    assertThat(status(response)).as("%s", response).contains("; stored; ttl=");
  }

  @Override
  public void close() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    sidecar.close();
    upstream.close();
  }
}
