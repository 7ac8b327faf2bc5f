package io.nearside.fuzz;

import io.nearside.fuzz.Message.Framing;
import io.nearside.fuzz.Reading.Tail;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds what a client saw against the strict parser's reading of what the upstream sent.
 *
 * @param method of the client's request
 * @param version of the client's request
 * @param sent the reading of the upstream's bytes
 * @param got the reading of the client's bytes
 * @param large whether a line is longer than anybody has to read
 */
record ResponseJudge(
    String method, String version, Reading sent, Reading got, Peer client, boolean large) {
  /** Of one connection, made anew or counted by the proxy, or for its eyes only. */
  private static final Set<String> NOT_COMPARED =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings",
          "proxy-authorization",
          "proxy-authenticate",
          "proxy-authentication-info",
          "content-length",
          "via",
          "date",
          "age",
          "cache-status",
          "surrogate-key",
          "cache-tag",
          "xkey");

  /** The final response, or what is known of it; null where there is none. */
  static Message lastOf(Reading reading) {
    for (Message message : reading.messages()) {
      if (!message.isInterim()) {
        return message;
      }
    }
    return reading.partial();
  }

  /** The rule that is broken, or null. */
  String broken() {
    if (!client.hasEnded()) {
      return "the connection hangs";
    }
    if (got.tail() == Tail.MALFORMED) {
      return "malformed answer: " + got.why();
    }
    if (got.tail() == Tail.END && got.consumed() < client.seen().length()) {
      return "bytes behind the answer";
    }
    if (got.messages().stream().anyMatch(each -> each.status() == 101)) {
      return "switched";
    }
    Message answer = lastOf(got);
    if (answer == null) {
      return client.seen().isEmpty() ? "no answer at all" : null;
    }
    if (version.equals("HTTP/1.0") && answer.framing() == Framing.CHUNKED) {
      return "chunked for HTTP/1.0";
    }
    return answer.first("Proxy-Status").startsWith("nearside; error") ? null : passedOn(answer);
  }

  private String passedOn(Message answer) {
    Message response = lastOf(sent);
    if (response == null) {
      return "passed on what is malformed: " + sent.why();
    }
    if (response.status() == 205 && answer.status() == 205 && answer.body().isEmpty()) {
      // Lenience.CONTENT_OF_A_205
      return null;
    }
    if (answer.complete() && !response.complete()) {
      return "made whole what is not: " + sent.why();
    }
    // A trailer section that is not as it should be to the letter (folded, say) cuts the answer.
    boolean mayBeCut = isFollowed() || large || !response.trailers().isEmpty();
    if (!answer.complete() && response.complete() && !mayBeCut) {
      return "cut what is whole";
    }
    if (answer.status() != response.status()) {
      return "another status: " + answer.status();
    }
    boolean same =
        answer.complete()
            ? answer.body().equals(response.body())
            : response.body().startsWith(answer.body());
    if (!same) {
      return "another body: " + Finding.escaped(answer.body());
    }
    if (!response.trailers().containsAll(answer.trailers())) {
      return "other trailers: " + answer.trailers();
    }
    Map<String, List<String>> wanted = endToEnd(response);
    Map<String, List<String>> found = endToEnd(answer);
    return wanted.equals(found) ? null : "other fields: " + found + " for " + wanted;
  }

  /** Whether there is something behind the response that makes it doubtful. */
  private boolean isFollowed() {
    return !sent.isWellFormed();
  }

  private static Map<String, List<String>> endToEnd(Message message) {
    List<String> nominated = message.members("Connection");
    Map<String, List<String>> found = new TreeMap<>();
    for (Field field : message.fields()) {
      String name = field.lowerName();
      if (!NOT_COMPARED.contains(name) && !nominated.contains(name)) {
        found.computeIfAbsent(name, key -> new ArrayList<>()).add(spaced(field));
      }
    }
    return found;
  }

  /** How many spaces a fold becomes is the proxy's affair. */
  private static String spaced(Field field) {
    return field.value().replaceAll("[ \\t]+", " ");
  }
}
