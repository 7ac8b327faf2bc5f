package io.nearside.soak;

import java.util.Map;

/**
 * The head of a message.
 *
 * @param first its request line or status line
 * @param fields by their names in lower case; of several of one name the last
 */
record Head(String first, Map<String, String> fields) {

  String method() {
    return first.split(" ")[0];
  }

  String target() {
    return first.split(" ")[1];
  }

  int status() {
    return Integer.parseInt(first.split(" ")[1]);
  }

  String field(String name) {
    return fields.get(name);
  }

  boolean says(String name, String word) {
    String value = fields.get(name);
    return value != null && value.toLowerCase().contains(word);
  }

  boolean isChunked() {
    return says("transfer-encoding", "chunked");
  }

  /** Or -1 where there is none. */
  long contentLength() {
    String length = field("content-length");
    return length == null ? -1 : Long.parseLong(length.trim());
  }

  /** Whether a response to this method has a body. */
  boolean hasBody(String method) {
    int status = status();
    return !method.equals("HEAD") && status >= 200 && status != 204 && status != 304;
  }
}
