package io.nearside.exchange;

import io.nearside.caching.CacheKey;
import io.nearside.store.FarStore;
import io.nearside.store.FarStore.LeaseAnswer;
import io.nearside.store.Lease;
import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.StoredResponse;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which of the sidecars fetches: one takes the lease of a key, the others wait for what it stores,
 * as long as it says that it is at it. Collapsed forwarding in the cluster.
 *
 * <p>The lease saves work and protects nothing: whoever is in doubt goes upstream. Lives on the
 * loop of its fetch.
 */
final class Turn {
  /** So soon the others are free when a holder dies. */
  private static final long LEASE_MILLIS = 1_000;

  private static final long RENEW_MILLIS = 300;
  private static final long FIRST_LOOK_MILLIS = 5;
  private static final long LAST_LOOK_MILLIS = 50;

  /** Who is told how it ended, once. */
  interface Owner {
    /** It is this sidecar's turn, or nobody can say whose. */
    void fetch();

    /** Whether what it fetches is purged by now. */
    boolean isPurged();

    /** Another sidecar has stored it. */
    void found(StoredResponse response);

    /** Another sidecar is at it; told in place of waiting to who need not wait. */
    void takenByAnother();
  }

  private enum State {
    ASKING,
    WAITING,
    MINE,
    OVER
  }

  private final CacheEngine engine;
  private final FarStore far;
  private final ProxyRequest request;

  /** Once a rule of the resource is known, that of the request's variant. */
  private CacheKey key;

  private final long holder = ThreadLocalRandom.current().nextLong();

  /** As it was asked for last: from that place in the log on the fetch is good. */
  private Lease lease;

  private final long[] tags;
  private final EventExecutor loop;
  private final boolean waits;
  private final Owner owner;

  private State state = State.ASKING;
  private long pauseMillis = FIRST_LOOK_MILLIS;
  private long waitedMillis;
  private @Nullable Future<?> timer;

  /** What the store said of the lease in this look, until it has said what is stored. */
  private LeaseAnswer seen = LeaseAnswer.UNKNOWN;

  private boolean stored;

  private Turn(
      CacheEngine engine,
      FarStore far,
      ProxyRequest request,
      Mark mark,
      long[] tags,
      EventExecutor loop,
      boolean waits,
      Owner owner) {
    this.engine = engine;
    this.far = far;
    this.request = request;
    this.key = request.bestKey();
    this.lease = lease(mark);
    this.tags = tags;
    this.loop = loop;
    this.waits = waits;
    this.owner = owner;
  }

  /**
   * A turn, or null where the sidecars do not share the work.
   *
   * @param mark where in the purge log the fetch begins
   * @param tags what is known to purge the response
   * @param waits whether to wait for another who is at it
   */
  static @Nullable Turn of(
      CacheEngine engine,
      ProxyRequest request,
      Mark mark,
      long[] tags,
      EventExecutor loop,
      boolean waits,
      Owner owner) {
    FarStore far = engine.far();
    if (far == null || !request.route().sharing().collapse() || engine.isStoreAway(request)) {
      return null;
    }
    return new Turn(engine, far, request, mark, tags, loop, waits, owner);
  }

  /** Whether it waits for another sidecar. */
  boolean isWaiting() {
    return state == State.ASKING || state == State.WAITING;
  }

  void begin() {
    state = State.ASKING;
    key = request.bestKey();
    lease = lease(engine.log().mark());
    far.acquire(rules(), key, lease, LEASE_MILLIS, loop, this::asked);
  }

  private Lease lease(Mark mark) {
    return new Lease(holder, mark.epoch(), mark.position(), false);
  }

  private String rules() {
    return request.route().fingerprint();
  }

  private void asked(LeaseAnswer answer) {
    if (state == State.OVER) {
      if (answer.state() == FarStore.LeaseState.MINE) {
        far.release(rules(), key);
      }
      return;
    }
    switch (answer.state()) {
      case MINE -> {
        state = State.MINE;
        renewLater();
        owner.fetch();
      }
      case TAKEN -> taken(answer.holder());
      case FREE, UNKNOWN -> goWithout();
    }
  }

  /** Nobody waits for this fetch, and it waits for nobody. */
  private void goWithout() {
    state = State.OVER;
    owner.fetch();
  }

  private void taken(@Nullable Lease other) {
    // Who need not wait leaves it to the one who tried in vain just now.
    boolean unshareable = other != null && other.unshareable() && waits;
    if (other == null || unshareable || isPurged(other) || isTooLate()) {
      goWithout();
    } else if (!waits) {
      state = State.OVER;
      owner.takenByAnother();
    } else {
      state = State.WAITING;
      timer = loop.schedule(this::look, pauseMillis, TimeUnit.MILLISECONDS);
      waitedMillis += pauseMillis;
      pauseMillis = Math.min(2 * pauseMillis, LAST_LOOK_MILLIS);
    }
  }

  /** What that holder gets is purged already. */
  private boolean isPurged(Lease other) {
    Mark began = new Mark(other.epoch(), other.position());
    return engine.log().purgedSince(began, tags) || engine.log().softlyPurgedSince(began, tags);
  }

  private boolean isTooLate() {
    return waitedMillis >= engine.config().collapseTimeoutMillis();
  }

  private void look() {
    if (state == State.OVER) {
      return;
    }
    // In this order: where the lease is free then, what its holder stored is there.
    far.holder(rules(), key, loop, answer -> seen = answer);
    new FarLookup(engine, far, request, loop, this::looked).start();
  }

  private void looked(@Nullable StoredResponse response) {
    if (state == State.OVER) {
      return;
    }
    if (response != null) {
      state = State.OVER;
      owner.found(response);
      return;
    }
    LeaseAnswer answer = seen;
    seen = LeaseAnswer.UNKNOWN;
    switch (answer.state()) {
      case TAKEN -> taken(answer.holder());
      case FREE -> begin();
      case MINE, UNKNOWN -> goWithout();
    }
  }

  private void renewLater() {
    timer = loop.schedule(this::renew, RENEW_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void renew() {
    if (state != State.MINE) {
      return;
    }
    if (owner.isPurged()) {
      unshareable();
      return;
    }
    far.hold(rules(), key, lease, LEASE_MILLIS);
    renewLater();
  }

  /** What was fetched is in the far store, or on its way there. */
  void stored() {
    stored = true;
  }

  /** The others cannot have what is fetched: they are not to wait for it. */
  void unshareable() {
    if (state == State.MINE) {
      // Said for so long that each of them hears it, not so long that the next one is kept from it.
      far.hold(rules(), key, lease.asUnshareable(), LEASE_MILLIS);
    }
    over();
  }

  /** The fetch is over. */
  void end() {
    if (state == State.MINE && stored) {
      far.release(rules(), key);
      over();
    } else {
      unshareable();
    }
  }

  private void over() {
    state = State.OVER;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
