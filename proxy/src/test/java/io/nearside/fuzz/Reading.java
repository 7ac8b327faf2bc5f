package io.nearside.fuzz;

import java.util.List;

/**
 * What bytes read as.
 *
 * @param messages the whole ones, in order
 * @param partial what is known of the one behind them whose head is well-formed but whose body is
 *     not, or not all there; null without one
 * @param tail what comes behind the whole ones
 * @param why which rule the tail breaks
 * @param consumed how many bytes the whole ones have
 */
record Reading(List<Message> messages, Message partial, Tail tail, String why, int consumed) {

  /** What comes behind the last whole message. */
  enum Tail {
    /** Nothing, or bytes that mean nothing because that message was the connection's last. */
    END,
    /** The beginning of a well-formed message. */
    INCOMPLETE,
    /** What no message begins with. */
    MALFORMED
  }

  boolean isWellFormed() {
    return tail != Tail.MALFORMED;
  }

  /** The one whole message, and nothing but it. */
  Message only() {
    if (messages.size() != 1 || tail != Tail.END) {
      throw new AssertionError("not one message: " + this);
    }
    return messages.get(0);
  }
}
