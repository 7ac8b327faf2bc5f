package io.nearside.scenario.rewrite;

import static io.nearside.scenario.caching.Rig.assertHit;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several backends behind one sidecar. */
@ExtendWith(BufferLeaks.class)
class NamedUpstreamsTest {

  private static String standard(Request request) {
    return ScriptedUpstream.response(200, "default", "Cache-Control: max-age=3600");
  }

  private static String api(Request request) {
    return ScriptedUpstream.response(200, "api", "Cache-Control: max-age=3600");
  }

  private static String conf(ScriptedUpstream api) {
    return "upstreams.api.urls = [\"%s\"]\nroutes = [ { match = \"/api/**\", upstream = api } ]"
        .formatted(api.url());
  }

  @Test
  void aRouteGoesToTheUpstreamThatItNames() throws IOException {
    try (ScriptedUpstream api = ScriptedUpstream.answering(NamedUpstreamsTest::api);
        Rig rig = Rig.answering(NamedUpstreamsTest::standard, conf(api))) {
      assertThat(rig.get("/api/x").text()).isEqualTo("api");
      assertThat(rig.get("/x").text()).isEqualTo("default");
      assertThat(rig.send("POST", "/api/y", "Content-Length: 0").text()).isEqualTo("api");
      assertHit(rig.get("/api/x"));
      assertHit(rig.get("/x"));

      assertThat(api.requests()).extracting(Request::target).containsExactly("/api/x", "/api/y");
      assertThat(rig.upstream().requests()).extracting(Request::target).containsExactly("/x");
    }
  }

  @Test
  void oneThatIsDownTakesNoOtherWithIt() throws IOException {
    try (ScriptedUpstream api = ScriptedUpstream.answering(NamedUpstreamsTest::api);
        Rig rig = Rig.answering(NamedUpstreamsTest::standard, conf(api))) {
      api.refuse();

      assertThat(rig.get("/api/x").status()).isEqualTo(502);
      assertThat(rig.get("/x").text()).isEqualTo("default");
    }
  }
}
