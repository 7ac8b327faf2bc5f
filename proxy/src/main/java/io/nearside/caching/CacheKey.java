package io.nearside.caching;

import org.jspecify.annotations.Nullable;

/**
 * The name under which a response is stored: the primary key of a resource, or one of its variant
 * slots. Two requests with equal keys ask for the same thing.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-2
 */
public final class CacheKey {
  /** The slot of a primary key. */
  public static final int PRIMARY = -1;

  private final String text;
  private final int slot;

  private CacheKey(String text, int slot) {
    this.text = text;
    this.slot = slot;
  }

  /** A primary key with this unambiguous, printable ASCII text. */
  public static CacheKey primary(String text) {
    return new CacheKey(text, PRIMARY);
  }

  /** The key of a variant slot of the same resource. */
  public CacheKey variant(int variantSlot) {
    return new CacheKey(text, variantSlot);
  }

  /** The unambiguous, printable ASCII text of the primary key. */
  public String text() {
    return text;
  }

  /** The variant slot, or {@link #PRIMARY}. */
  public int slot() {
    return slot;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CacheKey key && slot == key.slot && text.equals(key.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode() * 31 + slot;
  }

  @Override
  public String toString() {
    return slot == PRIMARY ? text : text + "#" + slot;
  }
}
