package io.nearside.upstream;

import io.nearside.testing.Configs;
import io.nearside.wire.Address;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Addresses without sockets, on a loop whose time stands still until a test moves it. */
final class EndpointScene implements Endpoints.Watcher {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<String> watched = new ArrayList<>();
  private long nanos = 1_000_000_000L;

  EndpointScene() {
    channel.freezeTime();
  }

  /** Time passes, and what is due then happens. */
  void pass(long millis) {
    for (long left = millis; left > 0; left -= Math.min(left, 100)) {
      long step = Math.min(left, 100);
      nanos += TimeUnit.MILLISECONDS.toNanos(step);
      channel.advanceTimeBy(step, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
      channel.runPendingTasks();
    }
  }

  /** What was handed to the loop happens. */
  void run() {
    channel.runPendingTasks();
  }

  long nanos() {
    return nanos;
  }

  EventLoop loop() {
    return channel.eventLoop();
  }

  /** What the watcher heard, such as {@code +10.0.0.1:80}. */
  List<String> watched() {
    return watched;
  }

  @Override
  public void added(Endpoint endpoint) {
    watched.add("+" + endpoint);
  }

  @Override
  public void removed(Endpoint endpoint) {
    watched.add("-" + endpoint);
  }

  /** Addresses as in a configuration. */
  Endpoints endpoints(BalanceConfig balance, Names names, String... hosts) {
    List<Address> addresses = new ArrayList<>();
    for (String host : hosts) {
      addresses.add(new Address.Inet(host, 80));
    }
    Endpoints endpoints =
        new Endpoints(
            Configs.upstream(balance, addresses),
            addresses,
            new Resolving(names),
            1,
            channel.eventLoop(),
            this::nanos,
            this);
    endpoints.begin();
    run();
    return endpoints;
  }

  /** Those there are to choose from. */
  static List<String> usable(Endpoints endpoints) {
    return Arrays.stream(endpoints.available().usable()).map(Endpoint::toString).toList();
  }

  static Endpoint endpoint(String host) {
    return new Endpoint(destination(host), true, 1);
  }

  static Destination destination(String host) {
    return new Destination(new InetSocketAddress(host, 80), new Address.Inet(host, 80));
  }

  Names names() {
    return new Names(channel);
  }

  private record Resolving(Names names) implements Endpoints.Resolving {
    @Override
    public SocketAddress socket(Address address) {
      String host = ((Address.Inet) address).host();
      return Character.isDigit(host.charAt(0)) ? new InetSocketAddress(host, 80) : null;
    }

    @Override
    public NameLookup lookup(String host) {
      return names;
    }
  }

  /** A name whose look-ups a test answers. */
  static final class Names implements NameLookup {
    private final EmbeddedChannel channel;
    private final Deque<Promise<Answer>> asked = new ArrayDeque<>();
    private int count;

    private Names(EmbeddedChannel channel) {
      this.channel = channel;
    }

    @Override
    public Future<Answer> lookUp() {
      Promise<Answer> promise = channel.eventLoop().newPromise();
      asked.add(promise);
      count++;
      return promise;
    }

    /** How often it was looked up. */
    int count() {
      return count;
    }

    /** Answers the look-up that is under way. */
    void answer(long ttlSeconds, String... addresses) {
      List<InetAddress> found = new ArrayList<>();
      for (String address : addresses) {
        found.add(new InetSocketAddress(address, 0).getAddress());
      }
      asked.remove().setSuccess(new Answer(found, ttlSeconds));
      channel.runPendingTasks();
    }

    /** There is no answer to the look-up that is under way. */
    void fail() {
      asked.remove().setFailure(new UnknownHostException("nobody knows"));
      channel.runPendingTasks();
    }

    boolean isAsked() {
      return !asked.isEmpty();
    }

    @Override
    public void close() {}
  }
}
