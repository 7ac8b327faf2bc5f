package io.nearside.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code If-None-Match} and {@code If-Match} name: any representation, or those with one of
 * these entity tags.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
 *
 * @param any whether the field is {@code *}
 * @param members the entity tags of the list, in order
 */
public record EntityTags(boolean any, List<EntityTag> members) {
  /*
   * A member that is no entity tag is passed over up to the next comma and matches nothing: a
   * client that is answered in full too often loses less than one whose copy is wrongly confirmed.
   * An asterisk is one only as the whole field.
   */

  /** Further members are not read, and so match nothing. */
  static final int MAX_MEMBERS = 256;

  private static final EntityTags ANY = new EntityTags(true, List.of());

  /** Reads all lines of the field. */
  public static EntityTags parse(List<String> lines) {
    if (lines.size() == 1 && isAsterisk(lines.get(0))) {
      return ANY;
    }
    List<EntityTag> members = new ArrayList<>(4);
    for (String line : lines) {
      addMembers(members, line);
    }
    return new EntityTags(false, List.copyOf(members));
  }

  private static boolean isAsterisk(String line) {
    return ListMembers.trim(line, 0, line.length()).equals("*");
  }

  private static void addMembers(List<EntityTag> members, String line) {
    int at = 0;
    while (members.size() < MAX_MEMBERS) {
      int from = skip(line, at, true);
      if (from == line.length()) {
        return;
      }
      int end = EntityTag.end(line, from);
      int after = end < 0 ? ~end : skip(line, end, false);
      if (end > 0 && (after == line.length() || line.charAt(after) == ',')) {
        members.add(EntityTag.at(line, from, end));
      }
      int comma = line.indexOf(',', after);
      if (comma < 0) {
        return;
      }
      at = comma;
    }
  }

  /** Where something else than whitespace, and perhaps commas, begins. */
  private static int skip(String line, int from, boolean commas) {
    int at = from;
    while (at < line.length()
        && (ListMembers.isSpace(line.charAt(at)) || (commas && line.charAt(at) == ','))) {
      at++;
    }
    return at;
  }

  /**
   * Whether one of them weakly matches that of a representation, which is null when it has none.
   */
  public boolean weaklyMatch(@Nullable EntityTag selected) {
    if (any) {
      return true;
    }
    if (selected == null) {
      return false;
    }
    for (EntityTag member : members) {
      if (member.weaklyMatches(selected)) {
        return true;
      }
    }
    return false;
  }

  /** As a field value. */
  @Override
  public String toString() {
    if (any) {
      return "*";
    }
    StringBuilder out = new StringBuilder();
    for (EntityTag member : members) {
      out.append(out.isEmpty() ? "" : ", ").append(member);
    }
    return out.toString();
  }
}
