package io.nearside.store;

import java.util.List;

/** Stored responses for tests of the stores. */
public final class Responses {
  private Responses() {}

  public static StoredResponse response(PurgeLog.Mark mark, long... tags) {
    return builder(mark, tags).build();
  }

  /** Fetched at time 1000, fresh for a minute, gone after two. */
  public static StoredResponse.Builder builder(PurgeLog.Mark mark, long... tags) {
    return new StoredResponse.Builder()
        .status(200)
        .times(1000, 61_000, 61_000, 61_000, 121_000)
        .mark(mark)
        .tags(tags)
        .head("HTTP/1.1 200 OK\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
        .body(List.of(new byte[] {'h', 'i'}));
  }

  public static StoredResponse ofBodySize(PurgeLog.Mark mark, int bytes) {
    return builder(mark, 1).body(List.of(new byte[bytes])).build();
  }
}
