package io.nearside.fuzz;

import io.nearside.fuzz.Reading.Tail;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds what happened to one input against the strict parser's reading of it.
 *
 * @param sent what the client sent, and its reading
 * @param client what came back
 * @param from the first request upstream of this input
 * @param to behind the last one
 */
record RequestJudge(
    String sent,
    Reading reading,
    Peer client,
    EchoUpstream upstream,
    int from,
    int to,
    boolean caching) {

  /** The rule that is broken, or null. */
  String broken() {
    if (!client.hasEnded()) {
      return "the connection hangs";
    }
    Reading answers = answers();
    if (answers.tail() == Tail.MALFORMED) {
      return "malformed answer: " + answers.why();
    }
    if (answers.tail() == Tail.INCOMPLETE) {
      return "cut answer";
    }
    if (answers.consumed() < client.seen().length()) {
      return "bytes behind the last answer";
    }
    List<Message> finals = answers.messages().stream().filter(each -> !each.isInterim()).toList();
    List<Integer> unused = new ArrayList<>();
    for (int serial = from; serial < to; serial++) {
      unused.add(serial);
    }
    String wrong = answered(finals, unused);
    if (wrong == null) {
      wrong = unanswered(finals.size(), unused);
    }
    return wrong == null ? silence(finals) : wrong;
  }

  private Reading answers() {
    StrictParser parser = new StrictParser(Lenience.NONE);
    Reading answers = parser.responses(client.seen(), this::method, true);
    if (answers.tail() == Tail.END || !behind().startsWith("HEAD")) {
      return answers;
    }
    int known = reading.messages().size();
    return parser.responses(client.seen(), n -> n < known ? method(n) : "HEAD", true);
  }

  private String behind() {
    return sent.substring(reading.consumed()).stripLeading();
  }

  private String method(int number) {
    if (number < reading.messages().size()) {
      return reading.messages().get(number).method();
    }
    return reading.partial() == null ? "GET" : reading.partial().method();
  }

  /** Each answer is to its request. */
  private String answered(List<Message> finals, List<Integer> unused) {
    for (int i = 0; i < finals.size(); i++) {
      Message answer = finals.get(i);
      int serial = serial(answer);
      if (i >= reading.messages().size()) {
        if (isOfTheLastOfItsWay(answer)) {
          // To a head that is whole, before its body; the connection ends with it.
          continue;
        }
        if (serial >= 0 || answer.status() < 400) {
          return "answered what is malformed: " + reading.why();
        }
        if (i > reading.messages().size()) {
          return "more answers than requests";
        }
      } else if (serial >= 0) {
        String wrong = answer(reading.messages().get(i), answer, serial, unused);
        if (wrong != null) {
          return wrong;
        }
      } else if (answer.status() == 200) {
        return "an answer of nobody";
      }
    }
    return null;
  }

  /** An OPTIONS with {@code Max-Forwards: 0} is answered by the proxy itself. */
  private boolean isOfTheLastOfItsWay(Message answer) {
    Message asked = reading.partial();
    return asked != null
        && asked.method().equals("OPTIONS")
        && asked.first("Max-Forwards").equals("0")
        && answer.status() == 204
        && answer.first("Connection").equals("close");
  }

  private static int serial(Message answer) {
    String said = answer.first("X-Echo");
    if (said.isEmpty()) {
      said = answer.first("ETag").replaceAll("[^0-9]", "");
    }
    return said.isEmpty() ? -1 : Integer.parseInt(said);
  }

  private String answer(Message request, Message answer, int serial, List<Integer> unused) {
    if (unused.remove((Integer) serial)) {
      String difference = new Forwarding(caching).difference(request, upstream.request(serial));
      if (difference != null) {
        return "forwarded with another " + difference;
      }
    } else {
      Message earlier = upstream.request(serial);
      boolean hit =
          caching
              && request.body().isEmpty()
              && request.method().matches("GET|HEAD")
              && earlier.method().equals("GET")
              && Targets.pathAndQuery(request).equals(Targets.pathAndQuery(earlier))
              && (Targets.authority(request).isEmpty()
                  || Targets.authority(request).equals(Targets.authority(earlier)));
      if (!hit) {
        return "answered with the answer to another request";
      }
    }
    boolean whole = answer.status() == 200 && !request.method().equals("HEAD");
    return whole && !answer.body().equals(upstream.body(serial)) ? "another body" : null;
  }

  /** What arrived and was not answered was cut, or its client was. */
  private String unanswered(int answers, List<Integer> unused) {
    Forwarding forwarding = new Forwarding(caching);
    for (int serial : unused) {
      Message arrived = upstream.request(serial);
      boolean known = false;
      for (int i = 0; i < reading.messages().size() && !known; i++) {
        boolean mayBe = i >= answers || (caching && arrived.method().equals("GET"));
        known = mayBe && forwarding.difference(reading.messages().get(i), arrived) == null;
      }
      if (!known) {
        return "what was refused reached the upstream: " + arrived;
      }
    }
    StrictParser parser = new StrictParser(Lenience.PASSED_ON);
    for (Peer peer : upstream.takeBegun()) {
      if (!peer.hasEnded()) {
        return "a request upstream hangs: " + Finding.escaped(peer.untaken());
      }
      Message partial = parser.requests(peer.untaken()).partial();
      if (partial == null || !isBegun(forwarding, partial)) {
        return "the beginning of what was refused reached the upstream: "
            + Finding.escaped(peer.untaken());
      }
    }
    return null;
  }

  private boolean isBegun(Forwarding forwarding, Message partial) {
    if (reading.partial() != null && forwarding.difference(reading.partial(), partial) == null) {
      return true;
    }
    return reading.messages().stream()
        .anyMatch(each -> forwarding.difference(each, partial) == null);
  }

  /** Who sent nothing wrong is told something. */
  private String silence(List<Message> finals) {
    boolean enough = finals.size() >= reading.messages().size();
    boolean told = !finals.isEmpty() && finals.get(finals.size() - 1).isLast();
    return enough || told ? null : "closed without an answer";
  }
}
