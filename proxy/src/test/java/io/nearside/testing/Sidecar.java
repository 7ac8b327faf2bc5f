package io.nearside.testing;

import io.nearside.Nearside;
import io.nearside.config.ConfigLoader;
import io.nearside.config.InvalidConfig;
import io.nearside.config.Overrides;
import io.nearside.config.Settings;
import io.nearside.exchange.ExchangeListener;
import io.nearside.exchange.ForwardReason;
import io.nearside.exchange.ProxyRequest;
import io.nearside.exchange.UpstreamFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A whole sidecar on free ports of 127.0.0.1, configured with HOCON as a user would. */
public final class Sidecar implements AutoCloseable {
  static {
    // What a test waits for is here within a millisecond or two, as a rule.
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultPollInterval(Duration.ofMillis(3));
  }

  private final Nearside nearside;
  private final Events events;

  private Sidecar(Nearside nearside, Events events) {
    this.nearside = nearside;
    this.events = events;
    ports().forEach(port -> Wire.spokenAt(port, Wire.current()));
  }

  /**
   * Starts one.
   *
   * @param upstreamPort where the backend listens on 127.0.0.1
   * @param conf what stands within {@code nearside { }}
   */
  public static Sidecar start(int upstreamPort, String... conf) {
    Events events = new Events();
    return start(upstreamPort, events, events, conf);
  }

  /** Starts one whose {@code listen} is what the configuration says. */
  public static Sidecar listening(int upstreamPort, String... conf) {
    Events events = new Events();
    return start("", "http://127.0.0.1:" + upstreamPort, events, events, conf);
  }

  /** Starts one whose backend is at this URL. */
  public static Sidecar at(String upstream, String... conf) {
    Events events = new Events();
    return start("127.0.0.1:0", upstream, events, events, conf);
  }

  /** Starts one that tells this listener what happens, and has no {@link #events()}. */
  public static Sidecar heardBy(ExchangeListener listener, int upstreamPort, String... conf) {
    return start(upstreamPort, listener, new Events(), conf);
  }

  /** Starts one in front of several backends on 127.0.0.1, as one upstream. */
  public static Sidecar balancing(List<Integer> upstreamPorts, String... conf) {
    Events events = new Events();
    String urls =
        upstreamPorts.stream()
            .map(port -> "\"http://127.0.0.1:" + port + "\"")
            .collect(Collectors.joining(", ", "upstream.urls = [", "]"));
    String[] all = Stream.concat(Stream.of(urls), Stream.of(conf)).toArray(String[]::new);
    return start("127.0.0.1:0", "", events, events, all);
  }

  private static Sidecar start(
      int upstreamPort, ExchangeListener listener, Events events, String... conf) {
    return start("127.0.0.1:0", "http://127.0.0.1:" + upstreamPort, listener, events, conf);
  }

  private static Sidecar start(
      String listen, String upstream, ExchangeListener listener, Events events, String... conf) {
    try {
      Path file = Files.createTempFile("nearside-test", ".conf");
      try {
        Files.writeString(
            file,
            "nearside {\n" + Wire.current().conf() + "\n" + String.join("\n", conf) + "\n}\n");
        Overrides overrides =
            new Overrides(noneIfEmpty(listen), noneIfEmpty(upstream), null, "127.0.0.1:0");
        Settings settings = ConfigLoader.load(file, overrides).settings();
        return new Sidecar(Nearside.start(settings, listener), events);
      } finally {
        Files.delete(file);
      }
    } catch (InvalidConfig invalid) {
      throw new AssertionError(invalid.getMessage(), invalid);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String noneIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }

  private Stream<Integer> ports() {
    return nearside.addresses().stream()
        .filter(InetSocketAddress.class::isInstance)
        .map(address -> ((InetSocketAddress) address).getPort());
  }

  /** The port for clients. */
  public int port() {
    return nearside.address().getPort();
  }

  /** The port of one of several listeners, in their order. */
  public int port(int listener) {
    return ((InetSocketAddress) nearside.addresses().get(listener)).getPort();
  }

  /** The admin port. */
  public int adminPort() {
    return nearside.adminAddress().getPort();
  }

  /** What happened to requests, in the order in which it happened. */
  public Events events() {
    return events;
  }

  /** Returns as soon as Redis is connected and its log read; without Redis it never is. */
  public Sidecar awaitRedis() {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(this::hasRedis);
    return this;
  }

  private boolean hasRedis() throws IOException {
    try (RawClient admin = RawClient.connect(adminPort())) {
      String details = admin.get("/readyz").text();
      return details.contains("\"redis\":\"up\"") && details.contains("\"purges\":\"followed\"");
    }
  }

  @Override
  public void close() {
    ports().forEach(Wire::spokenNoMoreAt);
    nearside.close();
  }

  /** Writes down what happens, as words such as {@code "stored /x"}. */
  public static final class Events implements ExchangeListener {
    private final List<String> all = new CopyOnWriteArrayList<>();

    /** Everything so far. */
    public List<String> all() {
      return List.copyOf(all);
    }

    /** How many events begin with this word. */
    public long count(String word) {
      return all.stream().filter(event -> event.startsWith(word)).count();
    }

    @Override
    public void hit(ProxyRequest request, boolean stale) {
      all.add((stale ? "stale-hit " : "hit ") + request.target());
    }

    @Override
    public void forwarded(ProxyRequest request, ForwardReason reason) {
      all.add("forwarded " + reason.text() + " " + request.target());
    }

    @Override
    public void collapsed(ProxyRequest request) {
      all.add("collapsed " + request.target());
    }

    @Override
    public void stored(ProxyRequest request, long bytes) {
      all.add("stored " + request.target());
    }

    @Override
    public void notStored(ProxyRequest request, String reason) {
      all.add("not-stored " + reason + " " + request.target());
    }

    @Override
    public void failed(ProxyRequest request, UpstreamFailure failure) {
      all.add("failed " + failure.text() + " " + request.target());
    }

    @Override
    public void switched(ProxyRequest request) {
      all.add("switched " + request.target());
    }

    @Override
    public void purged(ProxyRequest request, int tags, boolean appended) {
      all.add("purged " + request.target());
    }

    @Override
    public void purgedApart(int tags, boolean appended) {
      all.add("apart-purged " + tags);
    }
  }
}
