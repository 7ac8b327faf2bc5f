package io.nearside.store.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which node a key lies on. */
interface FarNodes extends AutoCloseable {

  /** The node of a key, or null while none is known. */
  @Nullable FarNode of(byte[] name);

  /** All of them. */
  List<FarNode> all();

  @Override
  void close();
}
