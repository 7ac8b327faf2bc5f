package io.nearside.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
  @TempDir private Path directory;

  @Test
  void saysWhatHoldsWithoutSecrets() throws InvalidConfig {
    Settings settings =
        ConfigText.of(
                directory,
                "nearside {",
                "  listen = \"[::]:80\"",
                "  redis.uri = \"redis://u:secret@r\"",
                "  routes = [",
                "    { match { path = \"/a\", methods = [GET] }, cache = off }",
                "    { match = \"/me\", ttl = 90s, key.principal { cookie = s } }",
                "    { match = \"/o\", ttl-override = 5m, ttl = 1m }",
                "    { match = \"/**/*.css\", ttl = 1h }",
                "    { match = \"/b/{c}\", on-write.purge = [\"/b\", \"/**\", \"tag:{c}\"] }",
                "  ]",
                "}")
            .load()
            .settings();

    assertThat(Summary.of(settings).lines())
        .containsExactly(
            "listen    [::]:80",
            "admin     127.0.0.1:9090",
            "upstream  http://127.0.0.1:8000",
            "near      64M",
            "redis     redis://***@r, namespace nearside",
            "routes    the first that matches wins",
            "   1. /a: GET; cache off",
            "   2. /me: ttl 90s where the upstream says nothing; per user",
            "   3. /o: ttl 5m whatever the upstream says",
            "   4. /**/*.css: ttl 1h where the upstream says nothing; only content of that kind",
            "   5. /b/{c}: as the upstream says; a write purges /b, /**, tag:{c}",
            "   6. everything else: as the upstream says");
  }

  @Test
  void saysWhereRoutesGoAndWhatIsRewritten() throws InvalidConfig {
    Settings settings =
        ConfigText.of(
                directory,
                "nearside {",
                "  upstreams.api.urls = [\"http://a:1\", \"http://b:2\"]",
                "  routes = [",
                "    { match = \"/a\", upstream = api, cache = off, strip-prefix = \"/a\" }",
                "    { match = \"/b\", strip-prefix = \"/b\", add-prefix = \"/c\", host = d",
                "      request-headers { set { Authorization = secret }, add { X = y } } }",
                "    { match = \"/c\", add-prefix = \"/e\"",
                "      response-headers { remove = [Server], set { A = [b, c] } } }",
                "  ]",
                "}")
            .load()
            .settings();

    assertThat(Summary.of(settings).lines())
        .contains(
            "upstream  http://127.0.0.1:8000",
            "upstream  api = http://a:1, http://b:2",
            "   1. /a: cache off; to api; without /a",
            "   2. /b: as the upstream says; /b becomes /c; host d; requests =Authorization +X",
            "   3. /c: as the upstream says; below /e; responses -server =A");
  }
}
