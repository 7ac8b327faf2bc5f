package io.nearside.soak;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Looks at a sidecar from the coming of a crowd to its end, and asks it as another client does. */
final class Watch {
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Scene scene;
  private final Measure before;
  private final long receivedBefore;
  private final Probe probe;
  private final long begin = System.nanoTime();
  private Measure most;

  /** One that begins now. */
  Watch(Scene scene) {
    this(scene, true);
  }

  /** One whose probe asks for misses too, or only for what is stored. */
  Watch(Scene scene, boolean misses) {
    this.scene = scene;
    before = scene.sidecar().measureCollected();
    receivedBefore = scene.backend().requests();
    most = before;
    probe = new Probe(scene.visitor(), misses);
  }

  void look() {
    Measure now = scene.sidecar().measure();
    most =
        new Measure(
            Math.max(most.heapBytes(), now.heapBytes()),
            Math.max(most.pinnedBytes(), now.pinnedBytes()),
            Math.max(most.directBytes(), now.directBytes()),
            Math.max(most.threads(), now.threads()),
            Math.max(most.rssBytes(), now.rssBytes()),
            Math.max(most.fds(), now.fds()),
            Math.max(most.clients(), now.clients()),
            Math.max(most.upstreams(), now.upstreams()));
  }

  /** What came of it, once the crowd has left and what it left behind is gone. */
  Bounds.Outcome outcome(Crowd crowd) {
    Duration lasted = Duration.ofNanos(System.nanoTime() - begin);
    probe.close();
    var outcomes = crowd.outcomes();
    long received = scene.backend().requests() - receivedBefore;
    crowd.close();
    return new Bounds.Outcome(
        before, most, afterwards(), outcomes, probe, lasted, received, scene.errors());
  }

  private Measure afterwards() {
    long since = System.nanoTime();
    Measure now = scene.sidecar().measureCollected();
    while ((now.upstreams() > 0 || now.clients() > 1) && System.nanoTime() - since < QUIET_NANOS) {
      BackendConnection.pause(500);
      now = scene.sidecar().measureCollected();
    }
    return now;
  }
}
