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
}
