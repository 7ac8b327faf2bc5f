package io.nearside.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/**
 * Whether the content of some files has changed since it was looked at last. The content, for its
 * time says nothing where a link somewhere above is turned to another directory, as Kubernetes
 * does.
 */
final class FileWatch {
  private final List<String> files;
  private byte[] seen;

  FileWatch(List<String> files) {
    this.files = List.copyOf(files);
    this.seen = look();
  }

  boolean hasChanged() {
    byte[] now = look();
    boolean changed = !Arrays.equals(seen, now);
    seen = now;
    return changed;
  }

  private byte[] look() {
    MessageDigest digest = sha256();
    for (String file : files) {
      digest.update((byte) 0);
      try {
        digest.update(sha256().digest(Files.readAllBytes(Path.of(file))));
      } catch (IOException | InvalidPathException unreadable) {
        // Nothing in place of a digest: that it can be read again is a change too.
      }
    }
    return digest.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException noSha) {
      throw new IllegalStateException("every Java has SHA-256", noSha);
    }
  }
}
