package io.nearside.jmh;

import io.nearside.caching.CacheKey;
import io.nearside.caching.CacheKeys;
import io.nearside.caching.PurgeTags;
import io.nearside.caching.ResourceUri;
import io.nearside.caching.Route;
import io.nearside.caching.Routes;
import io.nearside.config.ConfigLoader;
import io.nearside.config.InvalidConfig;
import io.nearside.config.Overrides;
import io.nearside.config.Settings;
import io.nearside.exchange.CacheEngine;
import io.nearside.exchange.ExchangeListener;
import io.nearside.http.Fields;
import io.nearside.store.PurgeLog;
import io.nearside.store.StoredResponse;
import io.nearside.store.memory.MemoryPurgeLog;
import io.nearside.store.memory.NearCache;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the benchmarks are about: one request, its answer, and an engine that has it stored. */
public final class Sample {
  public static final String HOST = "localhost:8080";
  public static final String PATH = "/item.json";
  public static final int BODY_BYTES = 1024;

  /** The fields that a load generator sends. */
  public static final List<String> FEW_FIELDS = List.of("Host: " + HOST);

  /** The fields that a browser sends. */
  public static final List<String> BROWSER_FIELDS =
      List.of(
          "Host: " + HOST,
          "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
              + " Chrome/142.0.0.0 Safari/537.36",
          "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
          "Accept-Language: en-GB,en;q=0.9,de;q=0.8",
          "Accept-Encoding: gzip, deflate, br, zstd",
          "Referer: http://localhost:8080/catalog",
          "sec-ch-ua-platform: \"Linux\"",
          "Sec-Fetch-Dest: empty",
          "Sec-Fetch-Mode: cors",
          "Sec-Fetch-Site: same-origin",
          "DNT: 1");

  /** The fields of the answer as the upstream sent it. */
  public static final List<String> ANSWER_FIELDS =
      List.of(
          "Server: nginx/1.22.1",
          "Date: Sat, 21 Nov 2026 10:00:00 GMT",
          "Content-Type: application/json",
          "Content-Length: " + BODY_BYTES,
          "Last-Modified: Sat, 21 Nov 2026 09:00:00 GMT",
          "ETag: \"69201234-400\"",
          "Cache-Control: public, max-age=3600",
          "Accept-Ranges: bytes");

  private static final long HOUR_MILLIS = 3_600_000;

  private Sample() {}

  /** What comes with no configuration file. */
  public static Settings settings() {
    try {
      return ConfigLoader.load(
              null, new Overrides("127.0.0.1:0", "http://127.0.0.1:9", null, "127.0.0.1:0"))
          .settings();
    } catch (InvalidConfig wrong) {
      throw new IllegalStateException(wrong);
    }
  }

  /** The rules of everything. */
  public static Route route(Settings settings) {
    return new Routes(settings.routes()).find("GET", HOST, PATH);
  }

  /** Field lines as a message of Netty's has them. */
  public static HttpHeaders headers(List<String> lines) {
    HttpHeaders headers = new DefaultHttpHeaders();
    for (String line : lines) {
      int colon = line.indexOf(": ");
      headers.add(line.substring(0, colon), line.substring(colon + 2));
    }
    return headers;
  }

  /** A request's head in HTTP/1.1. */
  public static byte[] request(String path, List<String> lines) {
    List<String> all = new ArrayList<>(List.of("GET " + path + " HTTP/1.1"));
    all.addAll(lines);
    return (String.join("\r\n", all) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The target of the request with this path. */
  public static ResourceUri uri(String path) {
    return Objects.requireNonNull(ResourceUri.parse("http", HOST, path, Map.of()));
  }

  /** The key of the request with this path. */
  public static CacheKey key(Route route, String path, Fields request) {
    return CacheKeys.of(uri(path), route.key(), request);
  }

  /** The answer, stored just now and fresh for an hour. */
  public static StoredResponse stored(PurgeLog log) {
    return builder(log).build();
  }

  /** The answer before it is encoded for the stores. */
  public static StoredResponse.Builder builder(PurgeLog log) {
    byte[] body = new byte[BODY_BYTES];
    Arrays.fill(body, (byte) 'x');
    long now = log.nowMillis();
    long until = now + HOUR_MILLIS;
    String head = "HTTP/1.1 200 OK\r\n" + String.join("\r\n", ANSWER_FIELDS) + "\r\n";
    return new StoredResponse.Builder()
        .status(200)
        .times(now, until, until, until, until + HOUR_MILLIS)
        .mark(log.mark())
        .tags(PurgeTags.everything())
        .head(head.getBytes(StandardCharsets.ISO_8859_1))
        .body(List.of(body));
  }

  /** An engine with so many answers in its near cache, of paths as {@link #path} names them. */
  public static CacheEngine engine(Settings settings, int answers) {
    PurgeLog log = new MemoryPurgeLog();
    NearCache near = new NearCache(settings.near());
    Route route = route(settings);
    Fields request = new NoFields();
    for (int i = 0; i < answers; i++) {
      near.put(key(route, path(i), request), stored(log));
    }
    near.put(key(route, PATH, request), stored(log));
    return new CacheEngine(
        settings.exchange(),
        new Routes(settings.routes()),
        settings.authorityAliases(),
        HOST,
        near,
        null,
        log,
        Map.of(),
        new ExchangeListener() {});
  }

  /** One of many paths. */
  public static String path(int number) {
    return "/k/" + number + ".json";
  }
}
