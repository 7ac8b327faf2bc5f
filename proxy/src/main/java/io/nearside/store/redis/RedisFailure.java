package io.nearside.store.redis;

import java.security.GeneralSecurityException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an error of Redis means for the connection that it came on. */
final class RedisFailure {
  /** Answers of a server that is not, or not any more, the primary that is looked for. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "MOVED",
          "ASK",
          "READONLY",
          "CLUSTERDOWN",
          "MASTERDOWN",
          "LOADING",
          // A blocked read on a primary that becomes a replica.
          "UNBLOCKED",
          "NOAUTH");

  private RedisFailure() {}

  /** Whether another server may have what this one has not. */
  static boolean isElsewhere(@Nullable Throwable failure) {
    return ELSEWHERE.contains(word(failure));
  }

  /** Whether the server is a node of a cluster and the key lies on another one. */
  static boolean isMoved(@Nullable Throwable failure) {
    return word(failure).equals("MOVED");
  }

  /** The error's first word, which is its kind. */
  private static String word(@Nullable Throwable failure) {
    Throwable innermost = innermost(failure);
    String message = innermost == null ? null : innermost.getMessage();
    return message == null ? "" : message.split(" ", 2)[0];
  }

  /** The cause of all causes, which says what is wrong. */
  static @Nullable Throwable innermost(@Nullable Throwable failure) {
    Throwable innermost = failure;
    while (innermost != null && innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return innermost;
  }

  /** For people, in one line. */
  static String text(@Nullable Throwable failure) {
    Throwable innermost = innermost(failure);
    if (innermost == null) {
      return "no reason given";
    }
    String message = innermost.getMessage();
    String name = innermost.getClass().getSimpleName();
    if (message == null || message.isEmpty()) {
      return name;
    }
    if (innermost instanceof GeneralSecurityException) {
      return "the server's certificate is refused: " + message;
    }
    return name.startsWith("Redis") || innermost instanceof IllegalStateException
        ? message
        : name + ": " + message;
  }
}
