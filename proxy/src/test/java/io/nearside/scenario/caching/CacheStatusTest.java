package io.nearside.scenario.caching;

import static io.nearside.scenario.caching.Rig.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.StructuredFields.Token;
import io.nearside.http.StructuredMembers;
import io.nearside.http.StructuredMembers.Member;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Wire;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What answers say of the cache: https://www.rfc-editor.org/rfc/rfc9211 */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class CacheStatusTest {
  private static final String HOUR = "Cache-Control: max-age=3600";

  private static List<Member> members(Response response) {
    return StructuredMembers.of(response.headers("Cache-Status").toArray(new String[0]));
  }

  @Test
  void ourMemberComesLastAndThoseOfOthersStay() throws IOException {
    try (Rig rig =
        Rig.answering(
            r ->
                ScriptedUpstream.response(
                    200, "x", HOUR, "Cache-Status: Inner; hit, \"Outer one\"; fwd=miss"))) {
      for (int i = 0; i < 2; i++) {
        assertThat(members(rig.get("/a")))
            .extracting("value")
            .containsExactly(new Token("Inner"), "Outer one", new Token("nearside"));
      }
    }
  }

  @Test
  void theKeyIsToldWhereThatIsAskedFor() throws IOException {
    try (Rig rig =
        Rig.counting(
            HOUR,
            "cache-status.key = on",
            "routes = [{ match = \"/**\", ttl = 1m, ignore-cookies = on",
            "key { headers = [X-Tenant], cookies = [session] } }]")) {
      String[] lines = {"X-Tenant: a\"b", "Cookie: session=hunter2"};
      Response miss = rig.get("/a?y\\&x", lines);
      Response hit = rig.get("/a?y\\&x", lines);

      for (Response response : List.of(miss, hit)) {
        String key = (String) members(response).get(0).parameters().get("key");
        assertThat(key)
            .startsWith(Wire.current().uri("http://test/a?x&y\\#h.x-tenant=a%22b#c.session="))
            .doesNotContain("hunter2");
      }
      assertThat(status(hit))
          .startsWith("nearside; hit; ttl=")
          .contains(Wire.current().uri("; key=\"http://test/a"));
      assertThat(status(rig.send("POST", "/a", "Content-Length: 0")))
          .as("there is no key")
          .isEqualTo("nearside; fwd=method; fwd-status=200");
    }
  }

  @Test
  void theKeyIsNotToldWhereNobodyAsks() throws IOException {
    try (Rig rig = Rig.counting(HOUR)) {
      assertThat(status(rig.get("/a"))).doesNotContain("key");
      assertThat(status(rig.get("/a"))).doesNotContain("key");
    }
  }
}
