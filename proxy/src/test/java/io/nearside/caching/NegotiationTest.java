package io.nearside.caching;

import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.Fields;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** https://www.rfc-editor.org/rfc/rfc9110#section-12.5 */
class NegotiationTest {

  private static String choice(NegotiatedField field, String value, String... offered) {
    String choice = Negotiation.choice(field, List.of(value), List.of(offered));
    return choice == null ? "as it came" : choice;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip, deflate, br, zstd | br",
        "gzip, deflate           | gzip",
        "GZIP                    | gzip",
        "x-gzip                  | gzip",
        "br;q=0.1, gzip;q=0.2    | gzip",
        "br;q=0.5, gzip;q=0.500  | br",
        "br;q=0, gzip            | gzip",
        "*                       | br",
        "*, br;q=0               | gzip",
        "*;q=0.1, gzip;q=0.2     | gzip",
        "deflate                 | identity",
        "identity                | identity",
        "''                      | identity",
        "br;q=0                  | identity",
        "identity;q=0.5, br;q=0.1| identity",
        "identity, br            | br",
        "identity;q=0            | as it came",
        "deflate, *;q=0          | as it came",
        "deflate, *;q=0, identity| identity",
        "br;q=2                  | as it came",
      })
  void codings(String value, String expected) {
    assertThat(choice(NegotiatedField.ACCEPT_ENCODING, value, "br", "gzip")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "de                         | de",
        "en;q=0.8, de;q=0.7         | en",
        "en, de                     | de",
        "DE-at, en;q=0.9            | de",
        "de-CH, de;q=0.8, en;q=0.9  | de",
        "en-US, en;q=0.9, fr;q=0.8  | en",
        "fr, en;q=0.1               | en",
        "fr, *;q=0.1                | de",
        "fr, *;q=0.1, de;q=0        | en",
        "de;q=0, de-CH              | as it came",
        "de-CH;q=0, en;q=0.5        | en",
        "de-CH;q=0, *;q=0.5         | de",
        "pt-PT                      | as it came",
        "pt                         | pt-BR-x",
        "pt-BR, pt;q=0              | pt-BR-x",
        "den                        | as it came",
        "fr                         | as it came",
        "''                         | as it came",
        "de_AT                      | as it came",
      })
  void languages(String value, String expected) {
    assertThat(choice(NegotiatedField.ACCEPT_LANGUAGE, value, "de", "en", "pt-BR-x"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | text/html",
        "*/*                                                             | application/json",
        "text/*                                                          | text/html",
        "text/*, application/json;q=0.9                                  | text/html",
        "text/*;q=0.3, text/html;q=0.2, */*;q=0.25                       | application/json",
        "text/html;q=0, */*                                              | application/json",
        "application/*;q=0, */*                                          | text/html",
        "APPLICATION/JSON                                                | application/json",
        "application/json;version=2                                      | as it came",
        "application/json;version=2, text/html;q=0.1                     | text/html",
        "image/png                                                       | as it came",
        "*                                                               | as it came",
        "''                                                              | as it came",
      })
  void mediaTypes(String value, String expected) {
    assertThat(choice(NegotiatedField.ACCEPT, value, "application/json", "text/html"))
        .isEqualTo(expected);
  }

  private static Map<String, String> reduced(VaryRules rules, Fields request) {
    Map<String, String> changed = new TreeMap<>();
    Negotiation.reduce(rules, request, changed::put);
    return changed;
  }

  @Test
  void onlyWhatTheRulesNameIsReduced() {
    Fields request =
        fields("Accept-Encoding", "gzip", "accept-encoding", "br", "Accept-Language", "en-GB");

    assertThat(reduced(VaryRules.DEFAULT, request)).isEmpty();
    assertThat(reduced(new VaryRules(true, List.of("br"), List.of(), List.of("a/b")), request))
        .isEqualTo(Map.of("accept-encoding", "br"));
    assertThat(reduced(new VaryRules(false, List.of(), List.of("en"), List.of()), request))
        .isEqualTo(Map.of("accept-language", "en"));
  }

  @Test
  void whatIsAbsentStaysSo() {
    VaryRules rules = new VaryRules(true, List.of("br"), List.of("de"), List.of("a/b"));

    assertThat(reduced(rules, fields())).isEmpty();
  }

  @Test
  void whatWasReducedIsReducedToItself() {
    VaryRules rules = new VaryRules(true, List.of("br"), List.of("de-AT"), List.of("a/b"));
    Fields once =
        fields("Accept-Encoding", "identity", "Accept-Language", "de-AT", "Accept", "a/b");

    assertThat(reduced(rules, once))
        .isEqualTo(
            Map.of("accept-encoding", "identity", "accept-language", "de-AT", "accept", "a/b"));
  }
}
