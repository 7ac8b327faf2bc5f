package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.exchange.EngineScene.Asking;
import io.nearside.testing.BufferLeaks;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Answers of which one part is stored and another comes. */
@ExtendWith(BufferLeaks.class)
class CompletingTest {
  private static final int COMPLETE = 190_000;
  private static final int STORED = 180_000;
  private static final String BODY = "0123456789".repeat(COMPLETE / 10);

  private final EngineScene scene = new EngineScene();

  @AfterEach
  void nothingIsUnderWay() {
    scene.end();
  }

  private void part(int index, int first, int last, String... more) {
    partBegins(index, first, last, more).body(BODY.substring(first, last + 1)).end();
  }

  private FakeUpstream.FakeCall partBegins(int index, int first, int last, String... more) {
    List<String> lines = new java.util.ArrayList<>(List.of(more));
    lines.add("ETag: \"1\"");
    lines.add("Content-Range: bytes " + first + "-" + last + "/" + COMPLETE);
    lines.add("Content-Length: " + (last - first + 1));
    return scene.call(index).head(206, lines.toArray(String[]::new));
  }

  private void storePart(int first, int last) {
    scene.get("Range: bytes=" + first + "-" + last);
    part(0, first, last, "Cache-Control: max-age=60");
  }

  private static int taken(Asking client) {
    return client.told().stream()
        .filter(word -> word.startsWith("body "))
        .mapToInt(word -> word.length() - "body ".length())
        .sum();
  }

  private static String body(Asking client) {
    StringBuilder body = new StringBuilder();
    client.told().stream()
        .filter(word -> word.startsWith("body "))
        .forEach(word -> body.append(word, 5, word.length()));
    return body.toString();
  }

  private static void takeAll(Asking client) {
    while (!client.told().contains("end")) {
      int before = client.told().size();
      client.client.writable = true;
      client.exchange.writable();
      assertThat(client.told()).hasSizeGreaterThan(before);
    }
  }

  @Test
  void aClientTakesWhatIsStoredInFrontOfItsPartPieceByPiece() {
    storePart(0, STORED - 1);
    Asking slow = scene.get("Range: bytes=0-" + (COMPLETE - 1));
    slow.client.takesPieceByPiece = true;
    part(1, STORED, COMPLETE - 1, "Cache-Control: max-age=60");

    assertThat(taken(slow)).isEqualTo(64 * 1024);
    assertThat(slow.told()).doesNotContain("end");
    takeAll(slow);
    assertThat(body(slow)).isEqualTo(BODY);
  }

  @Test
  void aClientTakesWhatIsStoredBehindItsPartPieceByPiece() {
    storePart(COMPLETE - STORED, COMPLETE - 1);
    Asking slow = scene.get("Range: bytes=0-" + (COMPLETE - 1));
    slow.client.takesPieceByPiece = true;
    part(1, 0, COMPLETE - STORED - 1, "Cache-Control: max-age=60");

    assertThat(taken(slow)).isLessThanOrEqualTo(64 * 1024);
    takeAll(slow);
    assertThat(body(slow)).isEqualTo(BODY);
  }

  @Test
  void aClientTakesACompletedResponsePieceByPiece() {
    storePart(0, STORED - 1);
    Asking slow = scene.get();
    slow.client.takesPieceByPiece = true;
    part(1, STORED, COMPLETE - 1, "Cache-Control: max-age=60");

    assertThat(taken(slow)).isEqualTo(64 * 1024);
    takeAll(slow);
    assertThat(body(slow)).isEqualTo(BODY);
  }

  @Test
  void aClientThatLeavesLeavesNothing() {
    storePart(0, STORED - 1);
    Asking slow = scene.get("Range: bytes=0-" + (COMPLETE - 1));
    slow.client.takesPieceByPiece = true;
    partBegins(1, STORED, COMPLETE - 1, "Cache-Control: max-age=60").body("0123");
    assertThat(scene.call(1).reading).isFalse();
    slow.exchange.clientGone();

    assertThat(scene.call(1).cancelled).isTrue();
    assertThat(slow.told()).doesNotContain("end", "cut");
  }

  @Test
  void anUpstreamThatFailsCutsThePart() {
    storePart(0, STORED - 1);
    Asking slow = scene.get("Range: bytes=0-" + (COMPLETE - 1));
    slow.client.takesPieceByPiece = true;
    partBegins(1, STORED, COMPLETE - 1, "Cache-Control: max-age=60").body("0123");
    scene.call(1).fail(UpstreamFailure.RESPONSE_INCOMPLETE);

    assertThat(slow.told()).endsWith("cut");
  }

  @Test
  void whatMayNotBeStoredIsNotMadeOfWhatIs() {
    storePart(0, STORED - 1);
    Asking user = scene.get("Range: bytes=0-" + (COMPLETE - 1), "Authorization: x");
    partBegins(1, STORED, COMPLETE - 1, "Cache-Control: max-age=60");
    assertThat(scene.call(1).cancelled).isTrue();
    part(2, 0, COMPLETE - 1);
    assertThat(scene.asked(2, "Range")).isEqualTo("bytes=0-" + (COMPLETE - 1));
    assertThat(body(user)).isEqualTo(BODY);

    Asking whole = scene.get("Authorization: x");
    partBegins(3, STORED, COMPLETE - 1, "Cache-Control: max-age=60");
    assertThat(scene.asked(4, "Range")).isEqualTo("null");
    scene.call(4).head(200, "Content-Length: " + COMPLETE).body(BODY).end();
    assertThat(body(whole)).isEqualTo(BODY);
  }
}
