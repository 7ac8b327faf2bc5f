package io.nearside.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A structured list read back with its parameters, for tests of those who write such lists. */
public final class StructuredMembers {

  /** One member: what it is, and its parameters in order. */
  public record Member(Object value, Map<String, Object> parameters) {}

  private StructuredMembers() {}

  /** The members; fails where the lines are no structured list. */
  public static List<Member> of(String... lines) {
    List<StructuredFields.Member> read = StructuredFields.members(List.of(lines));
    if (read == null) {
      throw new AssertionError("no structured list: " + List.of(lines));
    }
    List<Member> members = new ArrayList<>();
    for (StructuredFields.Member member : read) {
      members.add(new Member(member.value(), new LinkedHashMap<>(member.parameters())));
    }
    return members;
  }
}
