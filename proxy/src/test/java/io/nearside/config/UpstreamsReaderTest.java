package io.nearside.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.upstream.UpstreamConfig;
import io.nearside.wire.Address;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamsReaderTest {
  @TempDir private Path directory;

  private List<UpstreamConfig> upstreams(Overrides overrides, String... lines)
      throws InvalidConfig {
    return ConfigText.of(directory, lines).load(overrides).settings().upstreams();
  }

  private static Address inet(String host, int port) {
    return new Address.Inet(host, port);
  }

  @Test
  void theDefaultOneMayHaveSeveralAddresses() throws InvalidConfig {
    List<UpstreamConfig> upstreams =
        upstreams(Overrides.NONE, "nearside.upstream.urls = [\"http://a:1\", \"http://b:2\"]");

    assertThat(upstreams).hasSize(1);
    assertThat(upstreams.get(0).name()).isEqualTo("default");
    assertThat(upstreams.get(0).addresses()).containsExactly(inet("a", 1), inet("b", 2));
  }

  @Test
  void theFlagReplacesAllOfThem() throws InvalidConfig {
    List<UpstreamConfig> upstreams =
        upstreams(
            ConfigText.UPSTREAM,
            "nearside.upstream.urls = [\"http://a:1\", \"http://b:2\"]",
            "nearside.upstreams.c.url = \"http://c:3\"");

    assertThat(upstreams.get(0).addresses()).containsExactly(inet("127.0.0.1", 8000));
    assertThat(upstreams.get(1).addresses()).containsExactly(inet("c", 3));
  }

  @Test
  void whatANamedOneDoesNotSayTheDefaultOneSaysButForItsAddresses() throws InvalidConfig {
    List<UpstreamConfig> upstreams =
        upstreams(
            Overrides.NONE,
            "nearside {",
            "  upstream { url = \"http://a:1\", max-requests = 7, queue = 8 }",
            "  upstreams {",
            "    two { urls = [\"http://c:3\"], queue = 9 }",
            "    one { url = \"http://b:2\" }",
            "  }",
            "}");

    assertThat(upstreams).extracting(UpstreamConfig::name).containsExactly("default", "one", "two");
    UpstreamConfig one = upstreams.get(1);
    assertThat(one.addresses()).containsExactly(inet("b", 2));
    assertThat(one.limits()).isEqualTo(upstreams.get(0).limits());
    assertThat(one.times()).isEqualTo(upstreams.get(0).times());
    assertThat(upstreams.get(2).limits().requests()).isEqualTo(7);
    assertThat(upstreams.get(2).limits().queue()).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          upstream.urls = []                                   | upstream.urls = []: no address; accepted: ["http://127.0.0.1:8000", ...]
          upstream.urls = ["http://a:1", "http://a:1"]         | upstream.urls = ["http://a:1","http://a:1"]: an address is there twice; accepted: each once
          upstream.urls = ["a"]                                | upstream.urls[0] = "a": not
          upstream.urls = "http://a"                           | upstream.urls = "http://a": not a list; accepted: [ ... ] of
          upstream { url = "http://a", urls = ["http://b"] }   | upstream.urls: url is there too; accepted: one of the two
          upstreams.a.url = "b"                                | upstreams.a.url = "b": not
          upstreams.a = "http://a"                             | upstreams.a = "http://a": not a block; accepted: { ... } with url, urls
          upstreams = "http://a"                               | upstreams = "http://a": not a block; accepted: { NAME { url = "http://127.0.0.1:8000" } }
          upstreams.a {}                                       | upstreams.a.url: missing; accepted: url = "http://127.0.0.1:8000"
          upstreams.a { url = null, queue = 1 }                | upstreams.a.url: missing; accepted: url = "http://127.0.0.1:8000"
          upstreams.a { url = "http://a", queu = 1 }           | upstreams.a.queu: unknown key; did you mean "queue"?
          upstreams.a { url = "http://a", queue = x }          | upstreams.a.queue = "x": not a whole number
          upstreams.A_b.url = "http://a"                       | upstreams.A_b: not a name; accepted: up to 64 lower-case letters, digits and -
          upstreams.default.url = "http://a"                   | upstreams.default: a name that is taken; accepted: upstream { ... }
          """)
  void aWrongOneIsToldWithItsLine(String line, String error) {
    assertThat(ConfigText.of(directory, "nearside {", "", line, "}").errors())
        .singleElement()
        .asString()
        .startsWith("nearside.conf:3: nearside." + error);
  }

  @Test
  void noneMayBeOurOwnAdminListener() {
    assertThat(
            ConfigText.of(
                    directory,
                    "nearside.admin.listen = \"127.0.0.1:9090\"",
                    "nearside.upstreams.a.urls = [\"http://b\", \"http://localhost:9090\"]")
                .errors())
        .singleElement()
        .asString()
        .contains("nearside.upstreams.a.url: this is admin.listen");
  }
}
