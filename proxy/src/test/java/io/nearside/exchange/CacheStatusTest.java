package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.caching.CacheKey;
import io.nearside.http.StructuredFields.Token;
import io.nearside.http.StructuredMembers;
import io.nearside.http.StructuredMembers.Member;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** https://www.rfc-editor.org/rfc/rfc9211#section-2 */
class CacheStatusTest {

  private static Map<String, Object> parameters(String text) {
    List<Member> members = StructuredMembers.of(text);
    assertThat(members).hasSize(1);
    assertThat(members.get(0).value()).isEqualTo(new Token("nearside"));
    return members.get(0).parameters();
  }

  static List<String> members() {
    CacheKey key = CacheKey.primary("http://h/\"\\#h.x=a");
    return List.of(
        CacheStatus.hit(5),
        CacheStatus.hit(-7),
        CacheStatus.stored(ForwardReason.URI_MISS, 200, 300, true),
        CacheStatus.stored(ForwardReason.PARTIAL, 206, 300, false),
        CacheStatus.notStored(ForwardReason.BYPASS, 404, "no-store"),
        CacheStatus.notStored(ForwardReason.METHOD, 200, null),
        CacheStatus.revalidated(ForwardReason.STALE, 60, false),
        CacheStatus.staleIfError(-3),
        CacheStatus.notStored(ForwardReason.STALE, 200, "a b"),
        CacheStatus.withKey(CacheStatus.hit(1), key),
        CacheStatus.withKey(CacheStatus.notStored(ForwardReason.VARY_MISS, 200, null), key));
  }

  @ParameterizedTest
  @MethodSource("members")
  void everyMemberIsAStructuredFieldOfParametersThatGoTogether(String text) {
    Map<String, Object> parameters = parameters(text);

    assertThat(parameters)
        .containsOnlyKeys(
            parameters.keySet().stream()
                .filter(
                    List.of(
                            "hit",
                            "fwd",
                            "fwd-status",
                            "ttl",
                            "stored",
                            "collapsed",
                            "key",
                            "detail")
                        ::contains)
                .toArray(String[]::new));
    assertThat(parameters.containsKey("hit")).isNotEqualTo(parameters.containsKey("fwd"));
    if (parameters.containsKey("hit")) {
      assertThat(parameters).doesNotContainKeys("fwd-status", "stored", "collapsed");
    }
    parameters.forEach(
        (name, value) -> {
          switch (name) {
            case "hit", "stored", "collapsed" -> assertThat(value).isEqualTo(true);
            case "fwd" -> assertThat(value).isInstanceOf(Token.class);
            case "fwd-status", "ttl" -> assertThat(value).isInstanceOf(Long.class);
            case "key" -> assertThat(value).isInstanceOf(String.class);
            default -> assertThat(value).isInstanceOfAny(Token.class, String.class);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(ForwardReason.class)
  void everyReasonIsOneOfTheRfc(ForwardReason reason) {
    assertThat(reason.text())
        .isIn("bypass", "method", "uri-miss", "vary-miss", "miss", "request", "stale", "partial");
  }

  @Test
  void aHitSaysItsTimeToLive() {
    assertThat(CacheStatus.hit(376)).isEqualTo("nearside; hit; ttl=376");
    assertThat(CacheStatus.hit(-412)).isEqualTo("nearside; hit; ttl=-412");
  }

  @Test
  void aForwardedRequestSaysWhyAndWhatCameOfIt() {
    assertThat(CacheStatus.stored(ForwardReason.URI_MISS, 200, 300, true))
        .isEqualTo("nearside; fwd=uri-miss; fwd-status=200; stored; ttl=300; collapsed");
    assertThat(CacheStatus.revalidated(ForwardReason.STALE, 60, false))
        .isEqualTo("nearside; fwd=stale; fwd-status=304; stored; ttl=60");
    assertThat(CacheStatus.notStored(ForwardReason.METHOD, 201, null))
        .isEqualTo("nearside; fwd=method; fwd-status=201");
    assertThat(CacheStatus.staleIfError(-3))
        .isEqualTo("nearside; fwd=stale; ttl=-3; detail=stale-if-error");
  }

  @Test
  void aDetailThatIsNoTokenIsAString() {
    assertThat(parameters(CacheStatus.notStored(ForwardReason.STALE, 200, "a-b:c/d")))
        .containsEntry("detail", new Token("a-b:c/d"));
    for (String text : List.of("", "1a", "a b", "\"", "\\", "-")) {
      assertThat(parameters(CacheStatus.notStored(ForwardReason.STALE, 200, text)))
          .containsEntry("detail", text);
    }
  }

  @Test
  void aKeyIsAStringOfBoundedLength() {
    String text = "http://h/\"q\"\\";
    assertThat(parameters(CacheStatus.withKey(CacheStatus.hit(1), CacheKey.primary(text))))
        .containsEntry("key", text)
        .containsKeys("hit", "ttl");
    String odd = CacheStatus.withKey(CacheStatus.hit(1), CacheKey.primary("\u00e9\r\n\t"));
    assertThat(parameters(odd)).containsEntry("key", "????");
    CacheKey endless = CacheKey.primary("x".repeat(5000));
    assertThat((String) parameters(CacheStatus.withKey(CacheStatus.hit(1), endless)).get("key"))
        .hasSize(1024);
  }
}
