package io.nearside.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.caching.Route;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
  @TempDir private Path directory;

  private String fingerprint(String rules) throws InvalidConfig {
    Route route =
        ConfigText.of(
                directory,
                "nearside.upstreams.api.url = \"http://api\"",
                "nearside.routes = [ { match = \"/a/{b}\"",
                rules,
                "} ]")
            .load()
            .settings()
            .routes()
            .get(0);
    return route.fingerprint();
  }

  @Test
  void isEightBytesOfHex() throws InvalidConfig {
    assertThat(fingerprint("")).matches("[0-9a-f]{16}");
  }

  @Test
  void everyRuleThatDecidesWhatIsStoredChangesIt() throws InvalidConfig {
    List<String> rules =
        List.of(
            "",
            "cache = off",
            "ttl = 1s",
            "ttl = 2s",
            "stale-while-revalidate = 1s",
            "stale-if-error = 1s",
            "ttl-by-status { 404 = 1s }",
            "ttl-by-status { 404 = 2s }",
            "ttl-by-status { 4xx = 1s }",
            "ttl-override = 1s",
            "keep = 1s",
            "heuristic-freshness = on",
            "heuristic-freshness = 0.2",
            "jitter = 0.1",
            "targeted-fields = []",
            "targeted-fields = [a, b]",
            "targeted-fields = [b, a]",
            "set-cookie = store",
            "client-cache-control = ignore",
            "max-object-size = 1",
            "max-variants = 1",
            "max-tags = 1",
            "tag-fields = [xkey]",
            "tags-to-clients = on",
            "ignore-cookies = on",
            "vary.normalize = off",
            "vary.accept-encoding = [br]",
            "vary.accept-encoding = [br, gzip]",
            "vary.accept-encoding = [gzip, br]",
            "vary.accept-language = [br]",
            "vary.accept = [\"text/html\"]",
            "key.query.sort = off",
            "key.query.empty-is-none = on",
            "key.query.keep = []",
            "key.query.keep = [a]",
            "key.query.drop = [a]",
            "key.query.drop = [a, b]",
            "key.query.drop = [\"a,b\"]",
            "key.headers = [a]",
            "key.cookies = [a]",
            "key.principal { header = a }",
            "key.principal { cookie = a }",
            "tags = [a]",
            "tags = [a, b]",
            "tags = [\"{b}\"]",
            "upstream = api",
            "strip-prefix = \"/a\"",
            "add-prefix = \"/a\"",
            "host = upstream",
            "host = a",
            "request-headers.remove = [a]",
            "request-headers.set { a = b }",
            "request-headers.set { a = [b, c] }",
            "request-headers.set { a = \"b, c\" }",
            "request-headers.add { a = b }",
            "response-headers.remove = [a]",
            "response-headers.set { a = b }",
            "response-headers.add { a = b }");
    Set<String> fingerprints = new LinkedHashSet<>();
    for (String rule : rules) {
      assertThat(fingerprints.add(fingerprint(rule))).as(rule).isTrue();
    }
  }

  @Test
  void theSameRulesInOtherWordsGiveTheSame() throws InvalidConfig {
    assertThat(fingerprint("ttl = 60s")).isEqualTo(fingerprint("ttl = 1m"));
    assertThat(fingerprint("heuristic-freshness = on"))
        .isEqualTo(fingerprint("heuristic-freshness = 0.10"));
    assertThat(fingerprint("cache = on")).isEqualTo(fingerprint(""));
    assertThat(fingerprint("tags = [a, b]")).isEqualTo(fingerprint("tags = [b, a, a]"));
    assertThat(fingerprint("key.headers = [A, b]")).isEqualTo(fingerprint("key.headers = [b, a]"));
    assertThat(fingerprint("upstream = default, host = preserve")).isEqualTo(fingerprint(""));
    assertThat(fingerprint("strip-prefix = \"/%61/\""))
        .isEqualTo(fingerprint("strip-prefix = \"/a\""));
    assertThat(fingerprint("request-headers.set { A = 1, b = 2 }"))
        .isEqualTo(fingerprint("request-headers.set { B = 2, a = 1 }"));
    assertThat(fingerprint("request-headers.remove = [A, b]"))
        .isEqualTo(fingerprint("request-headers.remove = [b, a]"));
  }

  @Test
  void whatAWritePurgesDoesNotChangeIt() throws InvalidConfig {
    assertThat(fingerprint("on-write.purge = [\"/a\"]")).isEqualTo(fingerprint(""));
  }

  @Test
  void isPinned() throws InvalidConfig {
    // If this fails, running sidecars will find nothing of what is in Redis: is that meant?
    assertThat(fingerprint("ttl = 1m")).isEqualTo("d688201dee171d47");
  }
}
