package io.nearside.store.redis;

import io.lettuce.core.RedisURI;
import java.util.List;

/** A single server, or the primary that Sentinels know: all keys lie on it. */
final class OneFarNode implements FarNodes {
  private final FarNode node;

  OneFarNode(RedisURI uri, FarSurroundings with) {
    String address =
        uri.getSentinels().isEmpty()
            ? uri.getHost() + ":" + uri.getPort()
            : "primary " + uri.getSentinelMasterId();
    node = new FarNode(address, uri, with, (from, command, error) -> false);
    node.open();
  }

  @Override
  public FarNode of(byte[] name) {
    return node;
  }

  @Override
  public List<FarNode> all() {
    return List.of(node);
  }

  @Override
  public void close() {
    node.close();
  }
}
