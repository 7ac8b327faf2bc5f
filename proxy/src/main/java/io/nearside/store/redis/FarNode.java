package io.nearside.store.redis;

import io.lettuce.core.RedisURI;
import java.util.ArrayList;
import java.util.List;

/**
 * A node that values lie on, with a connection for each event loop and a breaker. What is wrong
 * with it is no other node's matter.
 */
final class FarNode {

  /** Told where a command is to go instead. */
  interface Redirects {
    /** True when the command was sent on. Called on the loop of the link that was answered. */
    boolean redirected(FarLink from, FarCommand command, String error);
  }

  private final String address;
  private final RedisURI uri;
  private final Redirects redirects;
  private final List<FarLink> links = new ArrayList<>();
  private final Breaker breaker;

  FarNode(String address, RedisURI uri, FarSurroundings with, Redirects redirects) {
    this.address = address;
    this.uri = uri;
    this.redirects = redirects;
    for (int i = 0; i < with.loops().size(); i++) {
      links.add(new FarLink(this, i, with));
    }
    this.breaker = new Breaker(this, with.timer(), with.events(), with.config().timeoutMillis());
  }

  void open() {
    links.forEach(FarLink::open);
  }

  /** What it is called: its host and port where it has one. */
  String address() {
    return address;
  }

  RedisURI uri() {
    return uri;
  }

  FarLink link(int loop) {
    return links.get(loop);
  }

  List<FarLink> links() {
    return links;
  }

  Breaker breaker() {
    return breaker;
  }

  /** Whether it answers; where this is an event loop, it alone is asked for, else all are. */
  boolean isAvailable(int loop) {
    return breaker.closed()
        && (loop == FarLoops.NONE
            ? links.stream().allMatch(FarLink::isConnected)
            : links.get(loop).isConnected());
  }

  boolean redirected(FarLink from, FarCommand command, String error) {
    return redirects.redirected(from, command, error);
  }

  int outstandingReads() {
    return links.stream().mapToInt(FarLink::outstandingReads).sum();
  }

  void reopen(String why) {
    links.forEach(link -> link.onLoop(() -> link.reopen(why)));
  }

  void close() {
    breaker.end();
    links.forEach(link -> link.onLoop(link::close));
  }
}
