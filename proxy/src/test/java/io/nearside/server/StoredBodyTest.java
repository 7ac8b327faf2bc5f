package io.nearside.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoredBodyTest {
  private static final int PIECE = 64 * 1024;

  private final List<ByteBuf> written = new ArrayList<>();
  private boolean tight;
  private int room;
  private int ended;

  private StoredBody body(Slice... slices) {
    return new StoredBody(
        List.of(slices),
        () -> room > 0,
        () -> tight,
        piece -> {
          room--;
          written.add(piece);
        },
        () -> ended++);
  }

  private byte[] bytes() {
    byte[] all = new byte[written.stream().mapToInt(ByteBuf::readableBytes).sum()];
    int at = 0;
    for (ByteBuf piece : written) {
      int length = piece.readableBytes();
      piece.getBytes(0, all, at, length);
      at += length;
    }
    return all;
  }

  @Test
  void writesNoMoreThanTheClientTakes() {
    byte[] large = new byte[3 * PIECE + 1];
    new Random(7).nextBytes(large);
    StoredBody body = body(new Slice(large, 0, large.length));

    body.writable();
    assertThat(written).isEmpty();
    for (int pieces = 1; pieces <= 4; pieces++) {
      assertThat(ended).isZero();
      room = 1;
      body.writable();
      assertThat(written).hasSize(pieces);
    }

    assertThat(ended).isEqualTo(1);
    assertThat(bytes()).isEqualTo(large);
    assertThat(written).allMatch(piece -> piece.readableBytes() <= PIECE);
  }

  @Test
  void goesThroughItsSlicesInOrder() {
    byte[] bytes = "0123456789".getBytes(StandardCharsets.US_ASCII);
    StoredBody body =
        body(
            Slice.of("<"),
            new Slice(bytes, 7, 2),
            Slice.of("|"),
            new Slice(bytes, 0, 3),
            Slice.of(">"));

    room = 2;
    body.writable();
    assertThat(new String(bytes(), StandardCharsets.US_ASCII)).isEqualTo("<78");
    room = 100;
    body.writable();

    assertThat(new String(bytes(), StandardCharsets.US_ASCII)).isEqualTo("<78|012>");
    assertThat(ended).isEqualTo(1);
  }

  @Test
  void endsOnce() {
    StoredBody body = body(Slice.of("x"));
    room = 9;

    body.writable();
    body.writable();

    assertThat(ended).isEqualTo(1);
    assertThat(written).hasSize(1);
  }

  @Test
  void whileMemoryIsTightPiecesAreSmall() {
    tight = true;
    room = 100;
    body(new Slice(new byte[100_000], 0, 100_000)).writable();
    assertThat(written).allMatch(piece -> piece.readableBytes() <= 8 * 1024);
    assertThat(written.stream().mapToInt(ByteBuf::readableBytes).sum()).isEqualTo(100_000);
  }
}
