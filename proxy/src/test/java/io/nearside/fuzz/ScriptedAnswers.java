package io.nearside.fuzz;

import java.util.List;

/** An upstream that answers each request with what it is told to, and good ones otherwise. */
final class ScriptedAnswers {
  private final StrictParser parser = new StrictParser(Lenience.PASSED_ON);
  private String target = "";
  private List<String> pieces = List.of();
  private boolean closes;
  private int asked;

  /** From now on requests for this target are answered with these bytes. */
  void answer(String newTarget, List<String> newPieces, boolean thenCloses) {
    target = newTarget;
    pieces = newPieces;
    closes = thenCloses;
    asked = 0;
  }

  /** From now on all are answered well; how often the target is asked for is counted anew. */
  void answerWell() {
    pieces = List.of();
    asked = 0;
  }

  /** How often the target was asked for. */
  int asked() {
    return asked;
  }

  /** What a good answer has. */
  static String goodBody(String target) {
    return "good " + target;
  }

  void received(Peer peer) {
    Reading reading = parser.requests(peer.untaken());
    peer.take(reading.consumed());
    for (Message request : reading.messages()) {
      boolean scripted = request.target().equals(target);
      asked += scripted ? 1 : 0;
      if (scripted && !pieces.isEmpty()) {
        pieces.forEach(peer::write);
        if (closes) {
          peer.endOutput();
        }
      } else {
        peer.write(good(request));
      }
    }
  }

  private static String good(Message request) {
    String body = goodBody(request.target());
    return ("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n")
        + (request.method().equals("HEAD") ? "" : body);
  }
}
