package io.nearside.scenario.wire;

import static io.nearside.scenario.wire.Row.passed;

import io.nearside.testing.BufferLeaks;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients say of another host, path, method or client than the request's own. */
@ExtendWith(BufferLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaimsWireTest {
  private WireTable untrusted;
  private WireTable trusted;

  @BeforeAll
  void start() throws IOException {
    untrusted = new WireTable();
    trusted = new WireTable("trusted-proxies = [\"127.0.0.1\"]");
  }

  @AfterAll
  void stop() throws IOException {
    untrusted.close();
    trusted.close();
  }

  private static Row get(String name, String... lines) {
    String fields = String.join("\r\n", lines);
    return passed(
        name, "GET /a HTTP/1.1", "GET /a HTTP/1.1\r\nHost: test\r\n" + fields + "\r\n\r\n");
  }

  static Stream<Row> claims() {
    return Stream.of(
            "Forwarded",
            "X-Forwarded-Prefix",
            "X-Forwarded-Port",
            "X-Forwarded-Server",
            "X-Forwarded-Anything",
            "X-Host",
            "X-HTTP-Host-Override",
            "X-Original-URL",
            "X-Original-Host",
            "X-Rewrite-URL",
            "X-HTTP-Path-Override",
            "X-HTTP-DestinationURL",
            "X-HTTP-Method",
            "X-HTTP-Method-Override",
            "X-Method-Override",
            "X-Real-IP",
            "X-Client-IP",
            "X-ProxyUser-Ip",
            "X-Azure-ClientIP",
            "True-Client-IP",
            "CF-Connecting-IP",
            "Fastly-Client-IP",
            "Front-End-Https",
            "X-Url-Scheme",
            "Proxy",
            "X_Mine",
            "X_Forwarded_Prefix",
            "Content_Length",
            "Transfer_Encoding")
        .map(name -> get(name, name + ": evil").without(name));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("claims")
  void ofAnybodyAreDropped(Row row) throws IOException {
    untrusted.check(row);
  }

  static Stream<Row> replaced() {
    return Stream.of(
        get("X-Forwarded-For", "X-Forwarded-For: 1.2.3.4").with("X-Forwarded-For: 127.0.0.1"),
        get("X-Forwarded-Host", "X-Forwarded-Host: evil").with("X-Forwarded-Host: test"),
        get("X-Forwarded-Proto", "X-Forwarded-Proto: https").with("X-Forwarded-Proto: http"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("replaced")
  void ofAnybodyAreReplaced(Row row) throws IOException {
    untrusted.check(row);
  }

  static Stream<Row> believed() {
    return Stream.of(
        get("X-Forwarded-For", "X-Forwarded-For: 1.2.3.4")
            .with("X-Forwarded-For: 1.2.3.4, 127.0.0.1"),
        get("X-Forwarded-Host", "X-Forwarded-Host: a").with("X-Forwarded-Host: a"),
        get("X-Original-URL", "X-Original-URL: /b").with("X-Original-URL: /b"),
        get("a name with an underscore", "My_Own: b").with("My_Own: b"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("believed")
  void ofATrustedProxyPass(Row row) throws IOException {
    trusted.check(row);
  }

  static Stream<Row> aliases() {
    return Stream.of(
            "Content_Length",
            "Transfer_Encoding",
            "Keep_Alive",
            "Cache_Control",
            "Accept_Encoding",
            "If_None_Match",
            "X_Forwarded_For",
            "X_HTTP_Method_Override",
            "Proxy")
        .map(name -> get(name.toLowerCase(Locale.ROOT), name + ": 1").without(name));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("aliases")
  void thatPassForOtherFieldsAreDroppedOfATrustedProxyToo(Row row) throws IOException {
    trusted.check(row);
  }
}
