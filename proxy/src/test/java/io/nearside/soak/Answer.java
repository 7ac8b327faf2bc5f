package io.nearside.soak;

import java.io.IOException;

/**
 * An answer, read and compared with what its resource's bytes are.
 *
 * @param version that its entity tag names, or -1
 * @param position of the body's first byte in the resource
 * @param length how many bytes of the body came
 * @param complete whether the body came to its end
 * @param right whether these bytes are the resource's
 */
record Answer(
    Head head, long version, long position, long length, boolean complete, boolean right) {

  /** Reads the answer to a request of this method. */
  static Answer read(Wire wire, String method, Resource resource) throws IOException {
    return read(wire, method, resource, Wire.Taker.NONE);
  }

  /**
   * Reads it at the speed of one who takes its pieces.
   *
   * @throws IOException when the connection ends before the answer's head has come
   */
  static Answer read(Wire wire, String method, Resource resource, Wire.Taker also)
      throws IOException {
    Head head = wire.readFinalHead();
    if (head == null) {
      throw new IOException("closed without an answer");
    }
    long version = resource.version(head.field("etag"));
    long position = head.status() == 206 ? firstByte(head.field("content-range")) : 0;
    Filling filling = resource.filling(Math.max(0, version));
    long[] length = {0};
    boolean[] right = {true};
    boolean complete =
        !head.hasBody(method)
            || wire.readBody(
                head,
                (bytes, offset, count) -> {
                  right[0] &= filling.matches(bytes, offset, count, position + length[0]);
                  length[0] += count;
                  also.take(bytes, offset, count);
                });
    return new Answer(head, version, position, length[0], complete, right[0]);
  }

  private static long firstByte(String contentRange) {
    return Long.parseLong(contentRange.substring("bytes ".length(), contentRange.indexOf('-')));
  }

  int status() {
    return head.status();
  }

  boolean isHit() {
    return head.says("cache-status", "hit");
  }

  /** Whether the connection may be used again. */
  boolean keepsAlive() {
    return complete
        && !head.says("connection", "close")
        && (head.first().startsWith("HTTP/1.1") || head.says("connection", "keep-alive"));
  }

  /** It is the resource, whole. */
  void expectWhole(Resource resource) {
    expectStatus(200, resource);
    expectBytes(resource.size(), resource);
  }

  /** So many bytes came, and they are the resource's. */
  void expectBytes(long expected, Resource resource) {
    if (version < 0) {
      throw new Wrong(resource.path() + ": the entity tag of another: " + this);
    }
    if (!complete || length != expected) {
      throw new Wrong(resource.path() + ": " + expected + " bytes expected: " + this);
    }
    if (!right) {
      throw new Wrong(resource.path() + ": other bytes than its own: " + this);
    }
  }

  void expectStatus(int status, Resource resource) {
    if (status() != status) {
      throw new Wrong(resource.path() + ": " + status + " expected: " + this);
    }
  }
}
