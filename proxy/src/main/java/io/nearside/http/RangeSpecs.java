package io.nearside.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code Range} field asks for: one or more ranges of bytes.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-14.2
 *
 * @param members in the order of the field, at least one
 */
public record RangeSpecs(List<RangeSpec> members) {
  /** A field that asks for more is ignored. */
  static final int MAX_MEMBERS = 64;

  private static final String UNIT = "bytes=";

  /**
   * Reads all lines of the field. Null when it is to be ignored: another unit, an invalid or
   * excessive set, several lines.
   */
  public static @Nullable RangeSpecs parse(List<String> lines) {
    return lines.size() == 1 ? parse(lines.get(0)) : null;
  }

  private static @Nullable RangeSpecs parse(String line) {
    if (!line.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
      return null;
    }
    List<RangeSpec> members = new ArrayList<>(2);
    int from = UNIT.length();
    while (from <= line.length()) {
      int comma = line.indexOf(',', from);
      int end = comma < 0 ? line.length() : comma;
      String text = ListMembers.trim(line, from, end);
      from = end + 1;
      if (text.isEmpty()) {
        continue;
      }
      RangeSpec member = RangeSpec.parse(text);
      if (member == null || members.size() == MAX_MEMBERS) {
        return null;
      }
      members.add(member);
    }
    return members.isEmpty() ? null : new RangeSpecs(List.copyOf(members));
  }

  /**
   * The parts of a representation of this length that are asked for; empty when there are none.
   * Those that overlap or touch each other are one, which stands where the first of them was asked
   * for: so all parts together are never longer than the whole.
   */
  public List<ByteRange> within(long completeLength) {
    if (members.size() == 1) {
      ByteRange only = members.get(0).within(completeLength);
      return only == null ? List.of() : List.of(only);
    }
    List<Asked> coalesced = coalesced(completeLength);
    coalesced.sort(Comparator.comparingInt(Asked::place));
    return coalesced.stream().map(Asked::range).toList();
  }

  /** A part, and where in the field it was asked for. */
  private record Asked(ByteRange range, int place) {

    boolean touches(Asked next) {
      return next.range.first() <= range.last() + 1;
    }

    Asked with(Asked next) {
      long last = Math.max(range.last(), next.range.last());
      return new Asked(new ByteRange(range.first(), last), Math.min(place, next.place));
    }
  }

  private List<Asked> coalesced(long completeLength) {
    List<Asked> satisfiable = new ArrayList<>(members.size());
    for (int i = 0; i < members.size(); i++) {
      ByteRange range = members.get(i).within(completeLength);
      if (range != null) {
        satisfiable.add(new Asked(range, i));
      }
    }
    satisfiable.sort(Comparator.comparingLong(asked -> asked.range().first()));
    List<Asked> coalesced = new ArrayList<>(satisfiable.size());
    for (Asked next : satisfiable) {
      int at = coalesced.size() - 1;
      if (at >= 0 && coalesced.get(at).touches(next)) {
        coalesced.set(at, coalesced.get(at).with(next));
      } else {
        coalesced.add(next);
      }
    }
    return coalesced;
  }

  /** As a field value. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(UNIT);
    for (RangeSpec member : members) {
      out.append(out.length() == UNIT.length() ? "" : ", ").append(member);
    }
    return out.toString();
  }
}
