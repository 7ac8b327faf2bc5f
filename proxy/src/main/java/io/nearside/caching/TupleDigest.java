package io.nearside.caching;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A SHA-256 of a sequence of texts and numbers: no two different sequences have the same input,
 * because every text is preceded by its length. Begun and finished on one thread, one at a time.
 */
final class TupleDigest {
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(TupleDigest::create);

  private final MessageDigest sha = SHA_256.get();

  private TupleDigest() {}

  /** Begins one for this purpose; the label keeps digests of different purposes apart. */
  static TupleDigest of(String label) {
    TupleDigest digest = new TupleDigest();
    digest.sha.reset();
    return digest.text(label);
  }

  TupleDigest text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    sha.update(bytes);
    return this;
  }

  TupleDigest number(int number) {
    sha.update((byte) (number >>> 24));
    sha.update((byte) (number >>> 16));
    sha.update((byte) (number >>> 8));
    sha.update((byte) number);
    return this;
  }

  byte[] finish() {
    return sha.digest();
  }

  private static MessageDigest create() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
