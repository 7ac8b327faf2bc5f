package io.nearside.http;

import io.nearside.http.StructuredFields.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one structured field: what contains items.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9651#section-4.2
 */
final class StructuredReader {
  private final StructuredInput in;
  private final BareItemReader items;

  StructuredReader(String text) {
    this.in = new StructuredInput(text);
    this.items = new BareItemReader(in);
  }

  List<Member> list() {
    List<Member> members = new ArrayList<>();
    in.skipSpaces();
    while (!in.atEnd()) {
      members.add(member());
      endOfMember();
    }
    return members;
  }

  /** Of members with the same key, the last one counts, in the place of the first. */
  Map<String, Member> dictionary() {
    Map<String, Member> members = new LinkedHashMap<>();
    in.skipSpaces();
    while (!in.atEnd()) {
      String key = key();
      members.put(key, in.takes('=') ? member() : new Member(true, parameters()));
      endOfMember();
    }
    return members;
  }

  /** Moves to the next member or to the end. */
  private void endOfMember() {
    in.skipWhitespace();
    if (in.atEnd()) {
      return;
    }
    in.require(in.takes(','));
    in.skipWhitespace();
    in.require(!in.atEnd());
  }

  private Member member() {
    return in.takes('(') ? innerList() : item();
  }

  private Member item() {
    Object value = items.read();
    return new Member(value, parameters());
  }

  private Member innerList() {
    List<Object> values = new ArrayList<>();
    while (true) {
      in.skipSpaces();
      if (in.takes(')')) {
        return new Member(List.copyOf(values), parameters());
      }
      values.add(item().value());
      in.require(in.peek() == ' ' || in.peek() == ')');
    }
  }

  private Map<String, Object> parameters() {
    if (in.peek() != ';') {
      return Map.of();
    }
    Map<String, Object> parameters = new LinkedHashMap<>();
    while (in.takes(';')) {
      in.skipSpaces();
      String key = key();
      parameters.put(key, in.takes('=') ? items.read() : true);
    }
    return parameters;
  }

  private String key() {
    int start = in.position();
    in.require(isLower(in.peek()) || in.peek() == '*');
    while (isKeyCharacter(in.peek())) {
      in.next();
    }
    return in.since(start);
  }

  private static boolean isKeyCharacter(int c) {
    return isLower(c) || StructuredInput.isDigit(c) || c == '_' || c == '-' || c == '.' || c == '*';
  }

  private static boolean isLower(int c) {
    return c >= 'a' && c <= 'z';
  }
}
