package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertHit;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Response;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One resource asked for twice, and whether the second answer was the first one again. */
final class Twice {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final Pattern HIT_TTL = Pattern.compile("nearside; hit; ttl=(-?\\d+).*");
  private static final Pattern DATE = Pattern.compile("\\{(\\w+)([+-]\\d+)\\}");

  private Twice() {}

  /** The upstream answers with these lines; the second request is answered with what is stored. */
  static Response assertReused(Tier tier, String lines, String... conf) throws IOException {
    try (Rig rig = tier.answering(Rig.counted(lines(lines)), conf)) {
      assertThat(rig.get("/a").text()).isEqualTo("1");
      Tier.awaitStored(rig);
      Response second = rig.get("/a");

      assertHit(second);
      assertThat(second.text()).isEqualTo("1");
      assertThat(rig.seen()).isEqualTo(1);
      return second;
    }
  }

  /** The upstream answers with these lines; the second request needs it, too. */
  static Response assertAskedAgain(Tier tier, String lines, String... conf) throws IOException {
    try (Rig rig = tier.answering(Rig.counted(lines(lines)), conf)) {
      assertThat(rig.get("/a").text()).isEqualTo("1");
      Response second = rig.get("/a");

      assertThat(second.text()).as("%s", second).isEqualTo("2");
      assertThat(rig.seen()).isEqualTo(2);
      return second;
    }
  }

  /** The freshness lifetime is this one, by what a hit says of its age and of what is left. */
  static void assertLifetime(Tier tier, String lines, long seconds, String... conf)
      throws IOException {
    Response hit = assertReused(tier, lines, conf);
    assertThat(lifetimeSeconds(hit)).as("%s", hit).isBetween(seconds - 2, seconds + 1);
  }

  static long lifetimeSeconds(Response hit) {
    return ttlSeconds(hit) + ageSeconds(hit);
  }

  static long ttlSeconds(Response hit) {
    Matcher matcher = HIT_TTL.matcher(Rig.status(hit));
    assertThat(matcher.matches()).as("%s", hit).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  static long ageSeconds(Response hit) {
    assertThat(hit.headers("Age")).as("%s", hit).hasSize(1);
    return Long.parseLong(hit.header("Age"));
  }

  /**
   * Field lines, written in one text with {@code |} between them; {@code {date+60}} stands for an
   * HTTP-date 60 seconds from now, {@code {rfc850+60}} and {@code {asctime+60}} for its old forms.
   */
  static String[] lines(String lines) {
    if (lines.isEmpty()) {
      return new String[0];
    }
    return Arrays.stream(lines.split("\\|", -1))
        .map(line -> DATE.matcher(line).replaceAll(Twice::date))
        .toArray(String[]::new);
  }

  private static String date(MatchResult match) {
    Instant at = Instant.now().plusSeconds(Long.parseLong(match.group(2)));
    return switch (match.group(1)) {
      case "date" -> HTTP_DATE.format(at);
      case "rfc850" -> form("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", at);
      case "asctime" -> form("EEE MMM ppd HH:mm:ss yyyy", at);
      default -> throw new AssertionError(match.group());
    };
  }

  private static String form(String pattern, Instant at) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC).format(at);
  }

  /** An HTTP-date this many seconds from now. */
  static String date(long seconds) {
    return HTTP_DATE.format(Instant.now().plusSeconds(seconds));
  }
}
