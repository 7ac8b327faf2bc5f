package io.nearside.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.Test;

class PendingInputTest {
  private final PendingInput pending = new PendingInput();

  private static HttpRequest head(int bytes) {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    request.headers().set("X", "x".repeat(bytes));
    return request;
  }

  @Test
  void whatCameFirstGoesFirst() {
    HttpRequest first = head(1);
    pending.add(first);
    pending.add(LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(pending.poll()).isSameAs(first);
    assertThat(pending.poll()).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(pending.poll()).isNull();
  }

  @Test
  void aFewLargeHeadsLeaveNoRoomUntilTheyAreTaken() {
    for (int i = 0; i < 5; i++) {
      pending.add(head(30_000));
    }
    assertThat(pending.hasRoom()).isFalse();
    pending.poll();
    assertThat(pending.hasRoom()).isTrue();
  }

  @Test
  void aLargeBodyLeavesNoRoomAndIsReleased() {
    ByteBuf body = Unpooled.buffer(200_000).writeZero(200_000);
    pending.add(new DefaultHttpContent(body));
    assertThat(pending.hasRoom()).isFalse();
    pending.release();
    assertThat(body.refCnt()).isZero();
    assertThat(pending.hasRoom()).isTrue();
    assertThat(pending.isEmpty()).isTrue();
  }

  @Test
  void manySmallRequestsLeaveNoRoom() {
    for (int i = 0; i < 65; i++) {
      pending.add(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    assertThat(pending.hasRoom()).isFalse();
  }
}
