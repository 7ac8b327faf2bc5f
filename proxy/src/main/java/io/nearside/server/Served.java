package io.nearside.server;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;

/** A connection with requests on it, whatever version of HTTP. Only used on its loop. */
interface Served {
  /** Where a channel has its own; empty where it is no longer HTTP. */
  AttributeKey<Served> KEY = AttributeKey.valueOf("nearside.served");

  /** Stops: at once when nothing is under way, else after the answers. */
  void drain();

  /** Closes now, whatever is under way. */
  void breakOff();

  /** Stops what a channel serves; what is no longer HTTP has no end that could be waited for. */
  static void drain(Channel channel) {
    Served served = channel.attr(KEY).get();
    if (served == null) {
      channel.close();
    } else {
      served.drain();
    }
  }

  /** Closes a channel now. */
  static void breakOff(Channel channel) {
    Served served = channel.attr(KEY).get();
    if (served == null) {
      channel.close();
    } else {
      served.breakOff();
    }
  }
}
