package io.nearside.config;

import io.nearside.store.redis.RedisAddress;

/** The URI of a Redis. It is read again, in the same way, by what connects. */
final class RedisUri {
  private static final String ACCEPTED =
      "redis://[[USER]:PASSWORD@]HOST[:PORT][/DB], rediss:// for TLS, redis://HOST,HOST for a"
          + " cluster, redis-sentinel://HOST,HOST[/DB]#MASTER, or"
          + " redis-socket:///PATH[?database=DB]";

  static final Syntax<String> SYNTAX =
      new Syntax<>() {
        @Override
        public String parse(String text) throws NotAccepted {
          try {
            RedisAddress.of(text);
            return text;
          } catch (IllegalArgumentException unreadable) {
            throw new NotAccepted(String.valueOf(unreadable.getMessage()), ACCEPTED);
          }
        }

        @Override
        public String accepted() {
          return ACCEPTED;
        }
      };

  private RedisUri() {}
}
