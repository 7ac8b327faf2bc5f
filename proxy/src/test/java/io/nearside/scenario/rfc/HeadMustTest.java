package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * HEAD and what a GET stored.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2
 */
@InEachTier
class HeadMustTest {
  private final Tier tier;

  HeadMustTest(Tier tier) {
    this.tier = tier;
  }

  @Test
  void aHeadIsAnsweredWithTheFieldsOfTheGetAndNoContent() throws IOException {
    try (Rig rig = tier.answering(Origin.of("hello", ETAG, HOUR, "X-A: 1"))) {
      Eventually.stored(rig, 1, "/a");
      RawClient client = rig.client();
      for (int i = 0; i < 3; i++) {
        Response head = client.request("HEAD", "/a").readResponse(true);
        assertHit(head);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.headers("Content-Length")).containsExactly("5");
        assertThat(head.headers("ETag")).containsExactly("\"1\"");
        assertThat(head.headers("X-A")).containsExactly("1");
        assertThat(head.headers("Age")).hasSize(1);
      }
      assertThat(client.get("/a").text()).isEqualTo("hello");
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @Test
  void theAnswerToAHeadIsNeverTheContentOfAGet() throws IOException {
    try (Rig rig = tier.answering(Origin.of("hello", ETAG, HOUR))) {
      for (int i = 0; i < 2; i++) {
        Response head = rig.send("HEAD", "/a");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.headers("Content-Length")).containsExactly("5");
      }
      Response get = Eventually.stored(rig, 1, "/a");

      assertThat(get.text()).isEqualTo("hello");
      Response hit = rig.get("/a");
      assertHit(hit);
      assertThat(hit.text()).isEqualTo("hello");
    }
  }

  /** 9110 14.2: a range has no meaning for HEAD. */
  @Test
  void aRangeIsIgnored() throws IOException {
    try (Rig rig = tier.answering(Origin.of("hello", ETAG, HOUR))) {
      Eventually.stored(rig, 1, "/a");
      Response head = rig.send("HEAD", "/a", "Range: bytes=0-1");

      assertThat(head.status()).isEqualTo(200);
      assertThat(head.headers("Content-Length")).containsExactly("5");
      assertThat(head.headers("Content-Range")).isEmpty();
    }
  }
}
