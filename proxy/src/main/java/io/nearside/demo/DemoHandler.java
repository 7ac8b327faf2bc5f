package io.nearside.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The resources of the demo's backend. */
final class DemoHandler implements HttpHandler {
  private static final Pattern ITEM = Pattern.compile("/catalog/items/([0-9]{1,9})");
  private static final int MAX_BODY_BYTES = 8 * 1024;
  private static final String SHARED = "public, max-age=60";
  private static final String PRIVATE = "private";
  private static final String NO_STORE = "no-store";

  /** An answer; its value becomes JSON. */
  private record Answer(int status, @Nullable Object body, Map<String, String> fields) {
    static Answer cacheable(String cacheControl, Object body) {
      return new Answer(200, body, Map.of("Cache-Control", cacheControl));
    }

    static Answer written(int status, @Nullable Object body) {
      return new Answer(status, body, Map.of());
    }

    static Answer error(int status, String message) {
      return new Answer(status, Map.of("error", message), Map.of("Cache-Control", NO_STORE));
    }
  }

  private final Catalogue catalogue;
  private final AtomicInteger reads;
  private final Duration readDelay;

  DemoHandler(Catalogue catalogue, AtomicInteger reads, Duration readDelay) {
    this.catalogue = catalogue;
    this.reads = reads;
    this.readDelay = readDelay;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      write(exchange, answerOrRefusal(exchange));
    }
  }

  private Answer answerOrRefusal(HttpExchange exchange) throws IOException {
    try {
      return answer(exchange);
    } catch (IllegalArgumentException malformed) {
      return Answer.error(400, String.valueOf(malformed.getMessage()));
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    Matcher item = ITEM.matcher(path);
    if (item.matches()) {
      return item(exchange, Long.parseLong(item.group(1)));
    }
    return switch (path) {
      case "/catalog" -> isRead(exchange) ? list(exchange) : notAllowed("GET, HEAD");
      case "/catalog/items" -> isMethod(exchange, "POST") ? add(exchange) : notAllowed("POST");
      case "/me" -> isRead(exchange) ? me(exchange) : notAllowed("GET, HEAD");
      default -> Answer.error(404, "try /catalog, /catalog/items/1 or /me");
    };
  }

  private Answer item(HttpExchange exchange, long id) throws IOException {
    return switch (exchange.getRequestMethod()) {
      case "GET", "HEAD" -> read(id);
      case "PUT" -> replace(exchange, id);
      case "DELETE" ->
          catalogue.remove(id) ? Answer.written(204, null) : Answer.error(404, "no such item");
      default -> notAllowed("GET, HEAD, PUT, DELETE");
    };
  }

  private Answer list(HttpExchange exchange) throws IOException {
    countRead();
    String query = exchange.getRequestURI().getRawQuery();
    List<Product> found = catalogue.list(parameter(query, "category"), parameter(query, "sort"));
    return Answer.cacheable(SHARED, Map.of("items", found.stream().map(Product::members).toList()));
  }

  private Answer read(long id) throws IOException {
    countRead();
    return catalogue
        .find(id)
        .map(product -> Answer.cacheable(SHARED, product.members()))
        .orElseGet(() -> Answer.error(404, "no such item"));
  }

  private Answer me(HttpExchange exchange) throws IOException {
    countRead();
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization == null) {
      return new Answer(
          401,
          Map.of("error", "who are you?"),
          Map.of("Cache-Control", NO_STORE, "WWW-Authenticate", "Bearer"));
    }
    return Answer.cacheable(PRIVATE, Map.of("user", authorization.replaceFirst("^Bearer ", "")));
  }

  private Answer add(HttpExchange exchange) throws IOException {
    return catalogue
        .add(Product.fromJson(0, body(exchange)))
        .map(DemoHandler::created)
        .orElseGet(() -> Answer.error(409, "the catalogue is full"));
  }

  private static Answer created(Product product) {
    return new Answer(201, product.members(), Map.of("Location", "/catalog/items/" + product.id()));
  }

  private Answer replace(HttpExchange exchange, long id) throws IOException {
    return catalogue
        .replace(Product.fromJson(id, body(exchange)))
        .map(product -> Answer.written(200, product.members()))
        .orElseGet(() -> Answer.error(404, "no such item"));
  }

  /** Counts a read, and takes the time that a database would. */
  private void countRead() throws IOException {
    reads.incrementAndGet();
    try {
      Thread.sleep(readDelay.toMillis());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the demo ends");
    }
  }

  private static boolean isRead(HttpExchange exchange) {
    return isMethod(exchange, "GET") || isMethod(exchange, "HEAD");
  }

  private static boolean isMethod(HttpExchange exchange, String method) {
    return exchange.getRequestMethod().equals(method);
  }

  private static Answer notAllowed(String allowed) {
    return new Answer(
        405,
        Map.of("error", "method not allowed"),
        Map.of("Allow", allowed, "Cache-Control", NO_STORE));
  }

  private static @Nullable String parameter(@Nullable String query, String name) {
    if (query == null) {
      return null;
    }
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), UTF_8);
      }
    }
    return null;
  }

  private static String body(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      throw new IllegalArgumentException("a body of more than " + MAX_BODY_BYTES + " bytes");
    }
    return new String(body, UTF_8);
  }

  private void write(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body =
        answer.body() == null ? new byte[0] : (Product.json(answer.body()) + "\n").getBytes(UTF_8);
    var fields = exchange.getResponseHeaders();
    answer.fields().forEach(fields::set);
    fields.set("X-Backend-Reads", String.valueOf(reads.get()));
    if (body.length > 0) {
      fields.set("Content-Type", "application/json");
    }
    if (isMethod(exchange, "HEAD")) {
      fields.set("Content-Length", String.valueOf(body.length));
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
