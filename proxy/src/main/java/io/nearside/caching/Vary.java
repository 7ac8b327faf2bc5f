package io.nearside.caching;

import static java.util.stream.Collectors.joining;

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
  /*
   * Two values match when one can be made of the other by spaces, by joining lines, and by what is
   * known to mean the same. Without normalization only the first two count. With it, of the fields
   * that content is negotiated by, neither case nor order nor a repeated member means anything, and
   * weights are numbers. Order among equal weights: the RFC gives it no meaning and says that none
   * can be relied upon. A value that cannot be read is compared as without normalization.
   */

  /** More than these are taken for a star. */
  static final int MAX_NAMES = 64;

  private static final int MAX_NAME_LENGTH = 256;

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
    return NegotiatedField.isToken(name, 0, name.length());
  }

  /**
   * A SHA-256 of what the request has in the nominated fields. Absent is not empty.
   *
   * @param names as {@link #names} gives them
   */
  public static byte[] digest(List<String> names, Fields request, VaryRules rules) {
    TupleDigest digest = TupleDigest.of("nearside vary").number(names.size());
    for (String name : names) {
      digest.text(name);
      List<String> lines = request.all(name);
      List<Preference> preferences = rules.normalize() ? preferences(name, lines) : null;
      if (preferences != null) {
        preferences(digest, preferences);
      } else if (LISTS.contains(name)) {
        list(digest, lines);
      } else {
        combined(digest, name, lines);
      }
    }
    return digest.finish();
  }

  /**
   * Several lines are one, with commas between them; but for cookies, which commas do not part.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-5.3
   */
  private static void combined(TupleDigest digest, String name, List<String> lines) {
    boolean asTheyCame = lines.size() < 2 || name.equals("cookie");
    if (asTheyCame) {
      digest.number(lines.size());
      lines.forEach(line -> digest.text(line.strip()));
    } else {
      digest.number(1).text(lines.stream().map(String::strip).collect(joining(", ")));
    }
  }

  /** The members in an order that only depends on what they are; null when the field has none. */
  private static @Nullable List<Preference> preferences(String name, List<String> lines) {
    NegotiatedField field = NegotiatedField.named(name);
    if (field == null || lines.isEmpty()) {
      return null;
    }
    List<Preference> members = PreferenceReader.read(field, lines);
    return members == null || members.size() < 2 ? members : List.copyOf(new TreeSet<>(members));
  }

  private static void preferences(TupleDigest digest, List<Preference> preferences) {
    digest.number(-3).number(preferences.size());
    for (Preference preference : preferences) {
      digest.text(preference.range()).number(preference.thousandths());
      digest.number(preference.parameters().size());
      preference.parameters().forEach(digest::text);
    }
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
