package io.nearside.exchange;

/**
 * Hears what happens to requests. Called on event loops: must neither block nor throw. Metrics,
 * access log and dashboard listen here.
 */
public interface ExchangeListener {

  /** Answered from the near cache or the far store, fresh or within an allowed staleness. */
  default void hit(ProxyRequest request, boolean stale) {}

  /** Goes to the upstream. */
  default void forwarded(ProxyRequest request, ForwardReason reason) {}

  /** Waits for another request's fetch instead of going to the upstream. */
  default void collapsed(ProxyRequest request) {}

  /** The upstream said that what is stored is still right. */
  default void revalidated(ProxyRequest request) {}

  /** A response was stored, with this many bytes in all. */
  default void stored(ProxyRequest request, long bytes) {}

  /** A response was not stored, for this reason. */
  default void notStored(ProxyRequest request, String reason) {}

  /** The upstream gave no complete response. */
  default void failed(ProxyRequest request, UpstreamFailure failure) {}

  /** The upstream agreed to another protocol: what follows is no longer HTTP. */
  default void switched(ProxyRequest request) {}

  /**
   * A write or a PURGE purged this many tags; {@code appended} tells whether the log has it
   * already.
   */
  default void purged(ProxyRequest request, int tags, boolean appended) {}

  /**
   * This many tags were purged without a request of a client: through the admin listener, or once
   * more after a write had settled. Called on any thread.
   */
  default void purgedApart(int tags, boolean appended) {}

  /** Nobody listens. */
  ExchangeListener NONE = new ExchangeListener() {};
}
