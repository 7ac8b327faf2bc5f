package io.nearside.store;

import org.jspecify.annotations.Nullable;

/** What stands under a key: a response, or the rule that says which variants there are. */
public sealed interface CacheValue permits StoredResponse, VaryRule {

  /** The value as it is kept in the far store. The array is shared: not to be written to. */
  byte[] encoded();

  /**
   * Reads a value as the far store gave it.
   *
   * @return null when anything about it is odd: another version, a wrong length, an offset outside
   */
  static @Nullable CacheValue decode(byte[] encoded) {
    if (encoded.length < 2) {
      return null;
    }
    return switch (encoded[0]) {
      case StoredFormat.MAGIC -> StoredResponse.decode(encoded);
      case VaryRule.MAGIC -> VaryRule.decode(encoded);
      default -> null;
    };
  }
}
