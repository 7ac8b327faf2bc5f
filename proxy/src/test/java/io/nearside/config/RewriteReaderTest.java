package io.nearside.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.caching.FieldRules;
import io.nearside.caching.FieldRules.Line;
import io.nearside.caching.PathRewrite;
import io.nearside.caching.Rewrite;
import io.nearside.caching.Rewrite.Backend;
import io.nearside.caching.Route;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewriteReaderTest {
  @TempDir private Path directory;

  private Route route(String... lines) throws InvalidConfig {
    return ConfigText.of(
            directory,
            "nearside.upstreams.api.urls = [\"http://api:80\", \"http://api:81\"]",
            "nearside.routes = [ { match = \"/a/**\"",
            String.join("\n", lines),
            "} ]")
        .load()
        .settings()
        .routes()
        .get(0);
  }

  @Test
  void aRouteThatSaysNothingRewritesNothing() throws InvalidConfig {
    assertThat(route().upstream()).isEqualTo("default");
    assertThat(route().rewrite()).isEqualTo(Rewrite.NONE);
    assertThat(route("host = preserve, upstream = api").rewrite()).isEqualTo(Rewrite.NONE);
  }

  @Test
  void prefixesAreNormalized() throws InvalidConfig {
    Rewrite rewrite = route("strip-prefix = \"/%61/\", add-prefix = \"/v1/%2f\"").rewrite();
    assertThat(rewrite.path()).isEqualTo(new PathRewrite("/a", "/v1/%2F"));
    assertThat(rewrite.backend()).isEqualTo(new Backend("http", List.of("127.0.0.1:8000")));
  }

  @Test
  void theHostMayBeTheUpstreamsFirstOrANameAndAllAreItsOwn() throws InvalidConfig {
    Rewrite own = route("upstream = api, host = upstream").rewrite();
    assertThat(own.host()).isEqualTo("api");
    assertThat(own.backend()).isEqualTo(new Backend("http", List.of("api", "api:81")));

    Rewrite named = route("upstream = api, host = \"In.Side:80\"").rewrite();
    assertThat(named.host()).isEqualTo("in.side:80");
    assertThat(named.backend().authorities()).containsExactly("api", "api:81", "in.side");
  }

  @Test
  void fieldRulesKeepTheirWordsAndComeByName() throws InvalidConfig {
    Rewrite rewrite =
        route(
                "request-headers { remove = [B, a, b], set { X-B = 1, X-A = [\"x, y\", z] } }",
                "response-headers.add { Set-Cookie = \"a=b; Path=/\", X-Empty = \"\" }")
            .rewrite();
    assertThat(rewrite.request())
        .isEqualTo(
            new FieldRules(
                List.of("a", "b"),
                List.of(new Line("X-A", "x, y"), new Line("X-A", "z"), new Line("X-B", "1")),
                List.of()));
    assertThat(rewrite.response().add())
        .containsExactly(new Line("Set-Cookie", "a=b; Path=/"), new Line("X-Empty", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          upstream = shop                                  | upstream = "shop": no such upstream; accepted: default or api
          upstream = defalt                                | upstream = "defalt": no such upstream; did you mean "default"?; accepted: default or api
          strip-prefix = api                               | strip-prefix = "api": not a path; accepted: a path such as /api
          strip-prefix = "/"                               | strip-prefix = "/": nothing between two slashes; accepted: a path such as /api
          strip-prefix = "/a//"                            | strip-prefix = "/a//": nothing between two slashes; accepted: a path such as /api
          strip-prefix = "/a/*"                            | strip-prefix = "/a/*": not a prefix, but a pattern; accepted: a path such as /api
          strip-prefix = "/a/../b"                         | strip-prefix = "/a/../b": a dot segment stands in no normalized path; accepted: a path such as /api
          strip-prefix = "/a?b"                            | strip-prefix = "/a?b": a query has no meaning in a pattern; accepted: a path such as /api
          add-prefix = "/a%0"                              | add-prefix = "/a%0": % must be followed by two hex digits; accepted: a path such as /api
          host = "a b"                                     | host = "a b": not a host; accepted: preserve, upstream, or HOST
          host = null                                      | host = null: no value; accepted: preserve, upstream, or HOST
          request-headers.set = [X]                        | request-headers.set: not a block; accepted: { X-Name = "value" }
          request-headers.sett { X = 1 }                   | request-headers.sett: unknown key; did you mean "set"?
          request-headers.remove = ["a b"]                 | request-headers.remove[0] = "a b": not a field name; accepted: the name of a header field
          request-headers.set { "a b" = 1 }                | request-headers.set."a b": not a field name; accepted: the name of a header field
          request-headers.set { ":path" = 1 }              | request-headers.set.":path": not a field name; accepted: the name of a header field
          request-headers.set { X = null }                 | request-headers.set.X: no value; accepted: printable ASCII without spaces at its ends
          request-headers.set { X = "a\\r\\nsecret" }  | request-headers.set.X: not a field value; accepted: printable ASCII without spaces at its ends
          request-headers.set { X = " a" }                 | request-headers.set.X: not a field value; accepted: printable ASCII without spaces at its ends
          request-headers.set { X = { a = b } }            | request-headers.set.X: a block; accepted: printable ASCII without spaces at its ends
          request-headers.set { X-A = 1, x-a = 2 }         | request-headers.set: a name is there in upper and in lower case
          request-headers.set { Host = a }                 | request-headers.set.Host: host has a key of its own in the route: host = "NAME"; accepted: other fields
          request-headers.remove = [Connection]            | request-headers.remove[0] = "Connection": connection is for one connection only; accepted: other fields
          request-headers.add { Transfer-Encoding = a }    | request-headers.add.Transfer-Encoding: transfer-encoding is for one connection only
          request-headers.add { If-None-Match = a }        | request-headers.add.If-None-Match: if-none-match decides what is asked for, which the cache does
          request-headers.remove = [Range]                 | request-headers.remove[0] = "Range": range decides what is asked for, which the cache does
          request-headers.set { Content-Length = 0 }       | request-headers.set.Content-Length: content-length speaks of the body, which stays as it is
          request-headers.remove = [Via]                   | request-headers.remove[0] = "Via": via is how loops are found
          request-headers.set { X-HTTP-Method-Override = DELETE } | request-headers.set.X-HTTP-Method-Override: x-http-method-override changes the method
          response-headers.set { ETag = a }                | response-headers.set.ETag: etag tells versions apart, and a constant does not; accepted: other fields
          response-headers.remove = [Age]                  | response-headers.remove[0] = "Age": age is counted; accepted: other fields
          response-headers.remove = [Cache-Status]         | response-headers.remove[0] = "Cache-Status": cache-status says what the caches did
          response-headers.remove = [Location]             | response-headers.remove[0] = "Location": location says what a write makes out of date
          response-headers.remove = [Content-Encoding]     | response-headers.remove[0] = "Content-Encoding": content-encoding speaks of the body
          """)
  void aWrongRuleIsToldWithItsLineAndNoSecret(String rule, String error) {
    assertThat(
            ConfigText.of(
                    directory,
                    "nearside.upstreams.api.url = \"http://api\"",
                    "nearside.routes = [ { match = \"/a\"",
                    rule,
                    "} ]")
                .errors())
        .singleElement()
        .asString()
        .startsWith("nearside.conf:3: nearside.routes[0]." + error)
        .doesNotContain("secret");
  }

  @Test
  void anEntityTagMayBeRemoved() throws InvalidConfig {
    assertThat(route("response-headers.remove = [ETag, Last-Modified]").rewrite().response())
        .isEqualTo(new FieldRules(List.of("etag", "last-modified"), List.of(), List.of()));
  }
}
