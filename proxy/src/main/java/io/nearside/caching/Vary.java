package io.nearside.caching;

import io.nearside.http.Fields;
import io.nearside.http.ListMembers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The request fields that select one of a resource's responses.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.1
 */
public final class Vary {
  /** More than these are taken for a star. */
  static final int MAX_NAMES = 64;

  private static final int MAX_NAME_LENGTH = 256;
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  /*
   * Lists, of which we know that neither spaces around the commas nor the division into field lines
   * mean anything. Other fields are compared as they came.
   */
  private static final Set<String> LISTS =
      Set.of(
          "accept",
          "accept-charset",
          "accept-encoding",
          "accept-language",
          "access-control-request-headers",
          "prefer");

  private Vary() {}

  /**
   * The nominated field names of a response: lower case, sorted, without doubles; empty when there
   * are none.
   *
   * @return null when no request can be known to match: a star, a name that is none, or too many
   */
  public static @Nullable List<String> names(Fields response) {
    List<String> lines = response.all("vary");
    if (lines.isEmpty()) {
      return List.of();
    }
    Set<String> names = new TreeSet<>();
    for (String name : ListMembers.of(lines)) {
      if (!isName(name)) {
        return null;
      }
      names.add(name.toLowerCase(Locale.ROOT));
    }
    return names.size() > MAX_NAMES ? null : List.copyOf(names);
  }

  private static boolean isName(String name) {
    if (name.equals("*") || name.length() > MAX_NAME_LENGTH) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letter && TOKEN_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /** A SHA-256 of what the request has in the nominated fields. Absent is not empty. */
  public static byte[] digest(List<String> names, Fields request) {
    TupleDigest digest = TupleDigest.of("nearside vary").number(names.size());
    for (String name : names) {
      digest.text(name);
      List<String> lines = request.all(name);
      if (LISTS.contains(name)) {
        list(digest, lines);
      } else {
        digest.number(lines.size());
        for (String line : lines) {
          digest.text(line.strip());
        }
      }
    }
    return digest.finish();
  }

  private static void list(TupleDigest digest, List<String> lines) {
    if (lines.isEmpty()) {
      digest.number(-1);
      return;
    }
    if (lines.stream().anyMatch(line -> line.indexOf('"') >= 0)) {
      // A quoted string may hold commas: compared as it came.
      digest.number(-2).number(lines.size());
      lines.forEach(digest::text);
      return;
    }
    List<String> members = ListMembers.of(lines);
    digest.number(members.size());
    members.forEach(digest::text);
  }

  /** The variant slot for a digest, from 0 to below the cap. */
  public static int slot(byte[] digest, int cap) {
    int hash =
        (digest[0] & 0xff) << 24
            | (digest[1] & 0xff) << 16
            | (digest[2] & 0xff) << 8
            | (digest[3] & 0xff);
    return Math.floorMod(hash, cap);
  }
}
