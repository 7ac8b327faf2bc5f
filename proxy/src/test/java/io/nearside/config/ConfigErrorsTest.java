package io.nearside.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigErrorsTest {
  private static final String DURATION = "a number with ms, s, m, h or d, e.g. 30s";
  private static final String SIZE = "a number of bytes, or one with K, M or G, e.g. 64M";
  private static final String LISTEN = "HOST:PORT, :PORT or [IPV6]:PORT, e.g. 0.0.0.0:8080";
  private static final String URL =
      "http://HOST[:PORT], https://HOST[:PORT] or unix:/PATH, e.g. http://127.0.0.1:8000";
  private static final String REDIS =
      "redis://[[USER]:PASSWORD@]HOST[:PORT][/DB], rediss:// for TLS, redis://HOST,HOST for a"
          + " cluster, redis-sentinel://HOST,HOST[/DB]#MASTER, or"
          + " redis-socket:///PATH[?database=DB]";
  private static final String PURGE =
      "\"/path\" with all its queries, \"/path/**\" and everything below, or \"tag:NAME\"";
  private static final String PATTERN =
      "a path such as /catalog/** or /**/*.css, where * is one segment or a part of one, ** the rest,"
          + " {name} one segment";

  private static final String STATUS =
      "a status from 200 to 599, or a class: \"2xx\", \"3xx\", \"4xx\", \"5xx\"";

  @TempDir private Path directory;

  /** A line that stands third in a file, and what is said of it. */
  static Stream<Arguments> lines() {
    return Stream.of(
        arguments(
            "timeouts.header = 5 minuts",
            "timeouts.header = \"5 minuts\": not a duration; accepted: " + DURATION),
        arguments("timeouts.header = 30", "timeouts.header = 30: no unit; accepted: " + DURATION),
        arguments(
            "timeouts.header = 0s", "timeouts.header = \"0s\": too short; accepted: 1ms to 1d"),
        arguments(
            "timeouts.header = -1s", "timeouts.header = \"-1s\": too short; accepted: 1ms to 1d"),
        arguments("timeouts.drain = 2h", "timeouts.drain = \"2h\": too long; accepted: 0s to 1h"),
        arguments("timeouts.idle = null", "timeouts.idle = null: no value; accepted: " + DURATION),
        arguments(
            "timeouts.idle = [1s]", "timeouts.idle = [\"1s\"]: a list; accepted: " + DURATION),
        arguments(
            "timeouts.idle { a = 1 }", "timeouts.idle = { ... }: a block; accepted: " + DURATION),
        arguments(
            "timeouts = 5s",
            "timeouts = \"5s\": not a block; accepted: { ... } with header, body, idle, total,"
                + " half-closed, stream, drain, connect, response, upstream-idle"),
        arguments("near.max-size = 64X", "near.max-size = \"64X\": not a size; accepted: " + SIZE),
        arguments("near.max-size = -1", "near.max-size = -1: too small; accepted: 0 to 1024G"),
        arguments(
            "cache.max-object-size = 2G",
            "cache.max-object-size = \"2G\": too large; accepted: 1 to 1G"),
        arguments(
            "cache.max-variants = many",
            "cache.max-variants = \"many\": not a whole number; accepted: 1 to 1024"),
        arguments("cache.max-tags = 0", "cache.max-tags = 0: out of range; accepted: 1 to 1024"),
        arguments(
            "cache.set-cookie = keep",
            "cache.set-cookie = \"keep\": unknown word; accepted: store or refuse"),
        arguments(
            "cache.client-cache-control = on",
            "cache.client-cache-control = \"on\": unknown word; accepted: obey or ignore"),
        arguments(
            "cache.key.query.sort = maybe",
            "cache.key.query.sort = \"maybe\": not a switch; accepted: on or off"),
        arguments("listen = 8080", "listen = 8080: not HOST:PORT; accepted: " + LISTEN),
        arguments(
            "listen = \"::1:8080\"", "listen = \"::1:8080\": not HOST:PORT; accepted: " + LISTEN),
        arguments(
            "listen = \"[x]:8080\"",
            "listen = \"[x]:8080\": not an IPv6 address in the brackets; accepted: " + LISTEN),
        arguments(
            "admin.listen = \":65536\"",
            "admin.listen = \":65536\": no such port; accepted: 0 (a free one) to 65535"),
        arguments(
            "upstream.url = \"unix:a\"",
            "upstream.url = \"unix:a\": not the absolute path of a socket; accepted: " + URL),
        arguments(
            "upstream.url = \"a:8000\"",
            "upstream.url = \"a:8000\": not an http URL; accepted: " + URL),
        arguments(
            "upstream.url = \"http://a/b\"",
            "upstream.url = \"http://a/b\": a path in the upstream's URL is not supported yet;"
                + " accepted: "
                + URL),
        arguments(
            "upstream.url = \"http://u:secret@a\"",
            "upstream.url = \"http://***@a\": a user in the upstream's URL is not supported;"
                + " accepted: "
                + URL),
        arguments(
            "upstream.url = \"http://a?b\"",
            "upstream.url = \"http://a?b\": a query or fragment has no meaning here; accepted: "
                + URL),
        arguments(
            "upstream.url = \"http://a:0\"",
            "upstream.url = \"http://a:0\": no such port; accepted: 1 to 65535"),
        arguments(
            "upstream.url = \"http://\"", "upstream.url = \"http://\": no host; accepted: " + URL),
        arguments(
            "redis.uri = \"http://:secret@a\"",
            "redis.uri = \"http://***@a\": not a redis URI; accepted: " + REDIS),
        arguments(
            "redis.uri = \"redis://:sec@ret@a\"",
            "redis.uri = \"redis://***@a\": an @ in a password is written %40; accepted: " + REDIS),
        arguments(
            "redis.uri = \"redis://:sec ret@a\"",
            "redis.uri = \"redis://***@a\": not a URI (characters such as / and # in a password"
                + " are written %2F and %23); accepted: "
                + REDIS),
        arguments(
            "redis.uri = \"redis://a:70000\"",
            "redis.uri = \"redis://a:70000\": no such port, they are 1 to 65535; accepted: "
                + REDIS),
        arguments(
            "redis.namespace = \"a{b}\"",
            "redis.namespace = \"a{b}\": not a namespace; accepted: 1 to 64 letters, digits, ., _"
                + " and -"),
        arguments(
            "trusted-proxies = [\"10.0.0.0/33\"]",
            "trusted-proxies[0] = \"10.0.0.0/33\": not a prefix length; accepted: /0 to /32"),
        arguments(
            "trusted-proxies = [\"::1\", localhost]",
            "trusted-proxies[1] = \"localhost\": not an address; accepted: an address or CIDR,"
                + " e.g. 10.0.0.0/8 or ::1"),
        arguments(
            "trusted-proxies = \"::1\"",
            "trusted-proxies = \"::1\": not a list; accepted: [ ... ] of an address or CIDR, e.g."
                + " 10.0.0.0/8 or ::1; \"unix:\" for clients of Unix domain sockets"),
        arguments(
            "authority.aliases { www.a = b }",
            "authority.aliases.www = { ... }: a block; accepted: \"HOST\" = \"HOST\", a name with"
                + " dots in double quotes"),
        arguments(
            "authority.aliases { \"w.a\" = \"b/c\" }",
            "authority.aliases.\"w.a\" = \"b/c\": not an authority; accepted: HOST or HOST:PORT,"
                + " e.g. \"example.com\""),
        arguments(
            "authority.aliases { a = b, b = c }",
            "authority.aliases.a = \"b\": is an alias itself; accepted: what it stands for"),
        arguments(
            "routes = { match = \"/a\" }",
            "routes = { ... }: not a list; accepted: [ { match = \"/path/**\", ... } ]"),
        // Unknown keys. Their values are never printed.
        arguments("lisen = \"secret\"", "lisen: unknown key; did you mean \"listen\"?"),
        arguments("redis.timeot = 5s", "redis.timeot: unknown key; did you mean \"timeout\"?"),
        arguments(
            "redis.maxObjectSize = 1",
            "redis.maxObjectSize: unknown key; did you mean \"max-object-size\"?"),
        arguments(
            "redis.pwd = secret",
            "redis.pwd: unknown key; known here: max-object-size, uri, namespace, release, timeout,"
                + " append-timeout, cluster, user, password, sentinel-user, sentinel-password,"
                + " tls"),
        arguments("purge.alow = []", "purge.alow: unknown key; did you mean \"allow\"?"),
        arguments(
            "purge.allow = [\"10.0.0.0/33\"]",
            "purge.allow[0] = \"10.0.0.0/33\": not a prefix length; accepted: /0 to /32"),
        arguments(
            "admin.token = \"a secret\"",
            "admin.token = ***: not a token; accepted: letters, digits and ._~+/- without spaces"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void aWrongLineIsToldWithFileLineKeyValueAndWhatIsAccepted(String line, String error) {
    assertThat(ConfigText.of(directory, "nearside {", "", line, "}").errors())
        .containsExactly("nearside.conf:3: nearside." + error);
  }

  /** What a route says in the fourth line of a file, and what is said of it. */
  static Stream<Arguments> routes() {
    return Stream.of(
        arguments(
            "",
            "match: missing; accepted: a path such as \"/catalog/**\", or { path, host,"
                + " methods }"),
        arguments(
            "match = \"/a%zz/**\"",
            "match = \"/a%zz/**\": % must be followed by two hex digits; accepted: " + PATTERN),
        arguments(
            "match = \"/x/../y\"",
            "match = \"/x/../y\": a dot segment stands in no normalized path; accepted: "
                + PATTERN),
        arguments("match = catalog", "match = \"catalog\": not a path; accepted: " + PATTERN),
        arguments(
            "match = \"/a/**/b/c\"",
            "match = \"/a/**/b/c\": ** stands for the rest: only one segment may come behind it;"
                + " accepted: "
                + PATTERN),
        arguments(
            "match = \"/a**\"",
            "match = \"/a**\": ** must be a whole segment; accepted: " + PATTERN),
        arguments(
            "match = \"/x{id}\"",
            "match = \"/x{id}\": {name} must be a whole segment; accepted: " + PATTERN),
        arguments(
            "match = \"/{a}/{a}\"",
            "match = \"/{a}/{a}\": {a} stands there twice; accepted: " + PATTERN),
        arguments(
            "match = \"/{}\"", "match = \"/{}\": not a name in the braces; accepted: " + PATTERN),
        arguments(
            "match = \"/a?b\"",
            "match = \"/a?b\": a query has no meaning in a pattern; accepted: " + PATTERN),
        arguments(
            "match { methods = [GET] }",
            "match = { ... }: no path; accepted: { path, host, methods }"),
        arguments(
            "match { path = \"/a\", methods = [get] }",
            "match.methods[0] = \"get\": not a method; accepted: a method in upper case, e.g. GET"),
        arguments(
            "match { pth = \"/a\", host = a }", "match.pth: unknown key; did you mean \"path\"?"),
        arguments("match = \"/a\", ttl = 0s", "ttl = \"0s\": too short; accepted: 1ms to 3650d"),
        arguments(
            "match = \"/a\", ttl-override = forever",
            "ttl-override = \"forever\": not a duration; accepted: " + DURATION),
        arguments("match = \"/a\", keep = -1s", "keep = \"-1s\": too short; accepted: 0s to 3650d"),
        arguments(
            "match = \"/a\", ttl-by-status = 10s",
            "ttl-by-status = \"10s\": not a block; accepted: { \"404\" = 10s, \"5xx\" = 1s }"),
        arguments(
            "match = \"/a\", ttl-by-status { \"40x\" = 10s }",
            "ttl-by-status.40x: not a status; accepted: " + STATUS),
        arguments(
            "match = \"/a\", ttl-by-status { 199 = 10s }",
            "ttl-by-status.199: not a status; accepted: " + STATUS),
        arguments(
            "match = \"/a\", ttl-by-status { 404 = soon }",
            "ttl-by-status.404 = \"soon\": not a duration; accepted: " + DURATION),
        arguments(
            "match = \"/a\", ttl-by-status { 4xx = null }",
            "ttl-by-status.4xx = null: no value; accepted: " + DURATION),
        arguments(
            "match = \"/a\", heuristic-freshness = 10%",
            "heuristic-freshness = \"10%\": not a switch and not a fraction; accepted: off, on"
                + " (0.1), or a fraction above 0 and up to 1, e.g. 0.05"),
        arguments(
            "match = \"/a\", heuristic-freshness = 0",
            "heuristic-freshness = 0: not a switch and not a fraction; accepted: off, on (0.1), or"
                + " a fraction above 0 and up to 1, e.g. 0.05"),
        arguments(
            "match = \"/a\", jitter = 1.5",
            "jitter = 1.5: out of range; accepted: a fraction from 0 to 1, e.g. 0.1"),
        arguments(
            "match = \"/a\", jitter = 10%",
            "jitter = \"10%\": not a fraction; accepted: a fraction from 0 to 1, e.g. 0.1"),
        arguments(
            "match = \"/a\", targeted-fields = [\"a b\"]",
            "targeted-fields[0] = \"a b\": not a field name; accepted: the name of a header field,"
                + " e.g. X-Tenant"),
        arguments(
            "match = \"/a\", targeted-fields = CDN-Cache-Control",
            "targeted-fields = \"CDN-Cache-Control\": not a list; accepted: [ ... ] of the name of a"
                + " header field, e.g. X-Tenant"),
        arguments(
            "match = \"/a\", stale-if-eror = 1d",
            "stale-if-eror: unknown key; did you mean \"stale-if-error\"?"),
        arguments(
            "match = \"/a\", key.qurey.sort = on",
            "key.qurey: unknown key; did you mean \"query\"?"),
        arguments(
            "match = \"/a\", key.query { keep = [a], drop = [b] }",
            "key.query.keep: key.query.drop is there too; accepted: one of the two, as keep drops"
                + " all others"),
        arguments(
            "match = \"/a\", key.query.drop = [\"a=b\"]",
            "key.query.drop[0] = \"a=b\": not a parameter name; accepted: the name of a query"
                + " parameter, with * for any characters, e.g. utm_*"),
        arguments(
            "match = \"/a\", key.headers = [Authorization]",
            "key.headers[0] = \"Authorization\": a secret; accepted: key.principal { header ="
                + " \"Authorization\" }, which keeps a digest"),
        arguments(
            "match = \"/a\", key.headers = [cookie]",
            "key.headers[0] = \"cookie\": holds all cookies; accepted: key.cookies = [\"NAME\"]"),
        arguments(
            "match = \"/a\", key.cookies = [\"a b\"]",
            "key.cookies[0] = \"a b\": not a cookie name; accepted: the name of a cookie"),
        arguments(
            "match = \"/a\", key.principal = Authorization",
            "key.principal = \"Authorization\": not a block; accepted: { ... } with header,"
                + " cookie, client-certificate"),
        arguments(
            "match = \"/a\", key.principal {}",
            "key.principal = { ... }: not one name; accepted: { header = NAME }, { cookie = NAME }"
                + " or { client-certificate = subject }"),
        arguments(
            "match = \"/a\", key.principal { header = a, cookie = b }",
            "key.principal = { ... }: not one name; accepted: { header = NAME }, { cookie = NAME }"
                + " or { client-certificate = subject }"),
        arguments(
            "match = \"/a\", tags = [\"a b\"]",
            "tags[0] = \"a b\": not a tag; accepted: a tag without spaces and commas, e.g."
                + " catalog"),
        arguments(
            "match = \"/{id}\", tags = [\"a-{ix}\"]",
            "tags[0] = \"a-{ix}\": {ix} is not in the route's match; accepted: {id}"),
        arguments(
            "match = \"/{id}\", tags = [\"a-{id\"]",
            "tags[0] = \"a-{id\": braces that do not pair; accepted: {id}"),
        arguments(
            "match = \"/a\", on-write.purge = [\"/a*\"]",
            "on-write.purge[0] = \"/a*\": * can only be a last /**; accepted: " + PURGE),
        arguments(
            "match = \"/a\", on-write.purge = [\"/ok\", \"a/**\"]",
            "on-write.purge[1] = \"a/**\": neither a path nor a tag; accepted: " + PURGE),
        arguments(
            "match = \"/a\", on-write.purge = [\"/a%2\"]",
            "on-write.purge[0] = \"/a%2\": % must be followed by two hex digits; accepted: "
                + PURGE),
        arguments(
            "match = \"/a\", on-write.purge = [\"/a?b\"]",
            "on-write.purge[0] = \"/a?b\": not a path; accepted: " + PURGE),
        arguments(
            "match = \"/a\", on-write.purge = [\"/a/{id}\"]",
            "on-write.purge[0] = \"/a/{id}\": {id} is not in the route's match; accepted: no"
                + " names, or a match that captures one, e.g. /items/{id}"));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void aWrongRouteIsToldWithItsIndex(String route, String error) {
    assertThat(
            ConfigText.of(
                    directory,
                    "nearside.routes = [",
                    "  { match = \"/first\" }",
                    "",
                    "  { " + route + " }",
                    "]")
                .errors())
        .containsExactly("nearside.conf:4: nearside.routes[1]." + error);
  }

  @Test
  void allErrorsAreToldAtOnceInTheOrderOfTheFile() {
    assertThat(
            ConfigText.of(
                    directory,
                    "nearside {",
                    "  routes = [",
                    "    { match = \"/a\"",
                    "      ttl = soon",
                    "      tag = [a] }",
                    "    { match = \"/b\", ttl = later }",
                    "  ]",
                    "  cache.ttl = never",
                    "  nearr { }",
                    "}")
                .errors(new Overrides("127.0.0.1:abc", null, "redis://u:secret@", null)))
        .containsExactly(
            "--listen 127.0.0.1:abc: not HOST:PORT; accepted: " + LISTEN,
            "--redis redis://***@: no host; accepted: " + REDIS,
            "nearside.conf:4: nearside.routes[0].ttl = \"soon\": not a duration; accepted: "
                + DURATION,
            "nearside.conf:5: nearside.routes[0].tag: unknown key; did you mean \"tags\"?",
            "nearside.conf:6: nearside.routes[1].ttl = \"later\": not a duration; accepted: "
                + DURATION,
            "nearside.conf:8: nearside.cache.ttl = \"never\": not a duration; accepted: "
                + DURATION,
            "nearside.conf:9: nearside.nearr: unknown key; did you mean \"near\"?",
            "nearside.conf: nearside.upstream.url: missing; accepted: upstream.url ="
                + " \"http://127.0.0.1:8000\" in the file, or --upstream http://127.0.0.1:8000");
  }

  @Test
  void aKeyBesideNearsideIsUnknown() {
    assertThat(ConfigText.of(directory, "# one", "listen = \":80\"").errors())
        .containsExactly(
            "nearside.conf:2: listen: unknown key; everything stands in nearside { ... }");
    assertThat(ConfigText.of(directory, "nearsid { }").errors())
        .containsExactly("nearside.conf:1: nearsid: unknown key; did you mean \"nearside\"?");
  }

  @Test
  void theDefaultsOfRoutesAreNoBlockOfTheFile() {
    assertThat(ConfigText.of(directory, "route { cache = off }").errors())
        .containsExactly(
            "nearside.conf:1: route: unknown key; everything stands in nearside { ... }");
  }

  @Test
  void aFlagDoesNotHideAnErrorOfTheFile() {
    assertThat(
            ConfigText.of(directory, "nearside.listen = \"x\"")
                .errors(new Overrides(":1", "http://a", null, null)))
        .containsExactly(
            "nearside.conf:1: nearside.listen = \"x\": not HOST:PORT; accepted: " + LISTEN);
  }

  @Test
  void withoutFileAMissingUpstreamShowsBothWaysToGiveIt() {
    assertThat(errorsWithoutFile(Overrides.NONE))
        .containsExactly(
            "nearside.upstream.url: missing; accepted: upstream.url = \"http://127.0.0.1:8000\" in"
                + " the file, or --upstream http://127.0.0.1:8000");
  }

  @Test
  void aWrongFlagIsToldByItsName() {
    assertThat(errorsWithoutFile(new Overrides(null, "unix:a", null, ":x")))
        .containsExactly(
            "--admin :x: not HOST:PORT; accepted: " + LISTEN,
            "--upstream unix:a: not the absolute path of a socket; accepted: " + URL);
  }

  private static List<String> errorsWithoutFile(Overrides overrides) {
    try {
      ConfigLoader.load(null, overrides);
      return List.of();
    } catch (InvalidConfig invalid) {
      return invalid.errors();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "127.1.2.3"})
  void anUpstreamThatIsTheAdminListenerIsRefused(String host) throws Exception {
    for (String admin : List.of("127.0.0.1:9090", "0.0.0.0:9090", "localhost:9090", "[::1]:9090")) {
      assertThat(upstreamAndAdmin("http://" + host + ":9090", admin))
          .singleElement()
          .asString()
          .contains("upstream.url: this is admin.listen");
    }
    assertThat(upstreamAndAdmin("http://" + host + ":8000", "127.0.0.1:9090")).isEmpty();
    assertThat(upstreamAndAdmin("http://10.0.0.1:9090", "127.0.0.1:9090")).isEmpty();
  }

  private static List<String> upstreamAndAdmin(String upstream, String admin) {
    try {
      ConfigLoader.load(null, new Overrides(null, upstream, null, admin));
      return List.of();
    } catch (InvalidConfig invalid) {
      return List.of(invalid.getMessage());
    }
  }
}
