package io.nearside.server;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What a client has sent ahead: it waits until the answers before it are written. */
final class PendingInput {
  private static final int MAX_OBJECTS = 64;
  private static final int MAX_BYTES = 128 * 1024;
  private static final int OBJECT_BYTES = 64;

  private final Queue<HttpObject> objects = new ArrayDeque<>();
  private long bytes;

  void add(HttpObject object) {
    objects.add(object);
    bytes += bytesOf(object);
  }

  @Nullable HttpObject poll() {
    HttpObject object = objects.poll();
    if (object != null) {
      bytes -= bytesOf(object);
    }
    return object;
  }

  boolean isEmpty() {
    return objects.isEmpty();
  }

  /** Whether there is the head of a request in it. */
  boolean hasRequest() {
    for (HttpObject object : objects) {
      if (object instanceof HttpRequest) {
        return true;
      }
    }
    return false;
  }

  /** Whether more may be read; one read may go above the bound. */
  boolean hasRoom() {
    return objects.size() <= MAX_OBJECTS && bytes <= MAX_BYTES;
  }

  void release() {
    HttpObject object;
    while ((object = poll()) != null) {
      ReferenceCountUtil.release(object);
    }
  }

  private static int bytesOf(HttpObject object) {
    if (object instanceof HttpContent piece) {
      return piece.content().readableBytes();
    }
    return object instanceof HttpRequest request ? headBytes(request) : 0;
  }

  /** About what a head takes: its characters, and what the objects around them take. */
  private static int headBytes(HttpRequest request) {
    int bytes = OBJECT_BYTES + request.uri().length();
    for (Map.Entry<String, String> line : request.headers()) {
      bytes += OBJECT_BYTES + line.getKey().length() + line.getValue().length();
    }
    return bytes;
  }
}
