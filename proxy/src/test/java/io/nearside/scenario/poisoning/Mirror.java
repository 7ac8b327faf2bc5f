package io.nearside.scenario.poisoning;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;

/**
 * A backend as careless as can be: it writes all that it gets into a response that everybody may
 * keep for an hour. Attackers put {@link #EVIL} somewhere.
 */
final class Mirror {
  static final String EVIL = "evil.example";
  static final String HOUR = "Cache-Control: public, max-age=3600";

  private Mirror() {}

  static Rig rig(String... conf) throws IOException {
    return Rig.answering(Mirror::reflect, conf);
  }

  /** Method, target, every field line and the body. */
  static String reflect(Request request) {
    return ScriptedUpstream.response(200, image(request), HOUR, "Content-Type: text/html");
  }

  static String image(Request request) {
    return request.method()
        + " "
        + request.target()
        + "\n"
        + String.join("\n", request.lines())
        + "\n\n"
        + request.text();
  }

  /** The victim asks for the same, plainly, and gets nothing of the attacker's. */
  static Response assertSafe(Rig rig, String target) throws IOException {
    Response victims = rig.client().get(target);
    assertThat(victims.status()).as("%s", victims).isEqualTo(200);
    assertUntouched(victims);
    return victims;
  }

  static void assertUntouched(Response victims) {
    assertThat(victims.text()).doesNotContainIgnoringCase("evil");
    assertThat(victims.lines()).noneMatch(line -> line.contains("evil"));
  }
}
