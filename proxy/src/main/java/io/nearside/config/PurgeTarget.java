package io.nearside.config;

import io.nearside.caching.Route.PurgePattern;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An entry of {@code on-write.purge}.
 *
 * @param captures the names that its route's pattern captures
 */
record PurgeTarget(Set<String> captures) implements Syntax<PurgePattern> {
  private static final String ACCEPTED =
      "\"/path\" with all its queries, \"/path/**\" and everything below, or \"tag:NAME\"";
  private static final String TAG = "tag:";
  private static final String REST = "/**";
  private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  @Override
  public PurgePattern parse(String text) throws NotAccepted {
    PurgePattern target = target(text);
    Captured.check(text, captures);
    return target;
  }

  @Override
  public String accepted() {
    return ACCEPTED;
  }

  private static PurgePattern target(String text) throws NotAccepted {
    if (text.startsWith(TAG)) {
      return tag(text.substring(TAG.length()));
    }
    if (!text.startsWith("/")) {
      throw new NotAccepted("neither a path nor a tag", ACCEPTED);
    }
    boolean prefix = text.endsWith(REST);
    String path = prefix ? text.substring(0, text.length() - REST.length()) : text;
    if (path.indexOf('*') >= 0) {
      throw new NotAccepted("* can only be a last /**", ACCEPTED);
    }
    if (path.chars().anyMatch(c -> c <= ' ' || c >= 0x7f || c == '?' || c == '#')) {
      throw new NotAccepted("not a path", ACCEPTED);
    }
    if (BAD_ESCAPE.matcher(path).find()) {
      throw new NotAccepted("% must be followed by two hex digits", ACCEPTED);
    }
    if (prefix) {
      return new PurgePattern.Prefix(path.isEmpty() ? "/" : path);
    }
    return new PurgePattern.Path(path);
  }

  private static PurgePattern tag(String name) throws NotAccepted {
    return new PurgePattern.Tag(SurrogateKey.checked(name));
  }
}
