package io.nearside.store.redis;

import io.lettuce.core.event.Event;
import io.lettuce.core.event.EventBus;
import reactor.core.publisher.Flux;

/**
 * The bus for Lettuce's events, which nobody listens to. Lettuce's own would load half of Reactor
 * for it and start a scheduler.
 */
final class NoEvents implements EventBus {
  @Override
  public Flux<Event> get() {
    return Flux.never();
  }

  @Override
  public void publish(Event event) {
    // To nobody.
  }
}
