package io.nearside.fuzz;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An upstream that writes down what arrives and answers each well-formed request with a response
 * that says which one it answers.
 */
final class EchoUpstream {
  private final StrictParser parser = new StrictParser(Lenience.PASSED_ON);
  private final List<Message> arrived = new ArrayList<>();
  private final Set<Peer> begun = new LinkedHashSet<>();
  private String malformed;

  /** Something came, or the connection ended. */
  void received(Peer peer) {
    if (peer.untaken().isEmpty()) {
      begun.remove(peer);
      return;
    }
    Reading reading = parser.requests(peer.untaken());
    for (Message request : reading.messages()) {
      arrived.add(request);
      peer.write(answer(arrived.size() - 1));
    }
    peer.take(reading.consumed());
    if (!reading.isWellFormed()) {
      malformed = reading.why() + ": " + Finding.escaped(peer.seen());
      peer.close();
    }
    if (peer.untaken().isEmpty()) {
      begun.remove(peer);
    } else {
      begun.add(peer);
    }
  }

  private String answer(int serial) {
    Message request = arrived.get(serial);
    String body = body(serial);
    return "HTTP/1.1 200 OK\r\nX-Echo: "
        + serial
        + "\r\nETag: \"e"
        + serial
        + "\"\r\nCache-Control: max-age=1000\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + (request.method().equals("HEAD") ? "" : body);
  }

  /** The body of the answer to the request with this number. */
  String body(int serial) {
    Message request = arrived.get(serial);
    return serial + " " + request.method() + " " + request.target() + "\n";
  }

  /** How many whole requests have arrived so far. */
  int count() {
    return arrived.size();
  }

  Message request(int serial) {
    return arrived.get(serial);
  }

  /** What arrived and is not well-formed, or null; forgotten thereby. */
  String takeMalformed() {
    String found = malformed;
    malformed = null;
    return found;
  }

  /** The connections on which a request began and did not come to its end; forgotten thereby. */
  List<Peer> takeBegun() {
    List<Peer> found = List.copyOf(begun);
    begun.clear();
    return found;
  }
}
