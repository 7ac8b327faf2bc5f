package io.nearside.scenario.rfc;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values that mean the same select the same response.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.1
 */
@InEachTier
class VaryMayTest {
  private static final String RULES =
      "routes = [{ match = \"/**\", vary { accept-encoding = [\"br\", \"gzip\"],"
          + " accept-language = [\"de\", \"en\"],"
          + " accept = [\"application/json\", \"text/html\"] } }]";

  private final Tier tier;

  VaryMayTest(Tier tier) {
    this.tier = tier;
  }

  private void assertSelects(boolean same, String field, String first, String second, String conf)
      throws IOException {
    try (Rig rig =
        tier.answering(Rig.counted("Cache-Control: max-age=3600", "Vary: " + field), conf)) {
      rig.get("/a", Twice.lines(lines(field, first)));
      Tier.awaitStored(rig);

      assertThat(rig.get("/a", Twice.lines(lines(field, second))).text())
          .as("%s: %s / %s", field, first, second)
          .isEqualTo(same ? "1" : "2");
    }
  }

  /** A dash stands for no field at all; a bar divides lines. */
  private static String lines(String field, String value) {
    if (value.equals("-")) {
      return "";
    }
    return field + ": " + value.replace("|", "|" + field + ": ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "Accept-Encoding > gzip, br > gzip,br",
        "Accept-Encoding > gzip, br > gzip ,\tbr",
        "Accept-Encoding > gzip, br > gzip|br",
        "Accept-Encoding > gzip, br > ,gzip,,br,",
        "Accept-Encoding > gzip, br > GZIP, Br",
        "Accept-Encoding > gzip, br > br, gzip",
        "Accept-Encoding > gzip, br > gzip;q=1, br;q=1.0",
        "Accept-Encoding > gzip;q=0.5, br > br, gzip ; Q=0.50",
        "Accept-Language > de, en;q=0.5 > DE, en;q=0.50",
        "Accept-Language > de, en;q=0.5 > en;q=0.5 , de;q=1",
        "Accept > text/html, */*;q=0.1 > TEXT/HTML , */*; q=0.100",
        "Accept > text/html, */*;q=0.1 > */*;q=0.1, text/html",
        "X-A > ' 1 ' > 1",
      })
  void valuesThatMeanTheSameSelectTheSame(String field, String first, String second)
      throws IOException {
    assertSelects(true, field, first, second, "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "Accept-Encoding > gzip, br > gzip",
        "Accept-Encoding > gzip > gzip;q=0",
        "Accept-Encoding > gzip;q=0.5, br > gzip, br;q=0.5",
        "Accept-Encoding > gzip > -",
        "Accept-Encoding > - > identity;q=0",
        "Accept-Language > de > de-AT",
        "Accept-Language > de, en;q=0.5 > de;q=0.5, en",
        "Accept > text/html > text/html;level=1",
        "Accept > text/html > text/*",
        "Accept > text/html;a=\"B\" > text/html;a=\"b\"",
        "X-A > a, b > b, a",
        "X-A > a > A",
        "User-Agent > a/1 b/2 > b/2 a/1",
      })
  void valuesThatMayMeanSomethingElseDoNot(String field, String first, String second)
      throws IOException {
    assertSelects(false, field, first, second, "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "Accept-Encoding > gzip, br > br, gzip",
        "Accept-Encoding > gzip > GZIP",
        "Accept-Language > de > DE",
      })
  void withoutNormalizationTheyAreComparedAsTheyCame(String field, String first, String second)
      throws IOException {
    assertSelects(
        false, field, first, second, "routes = [{ match = \"/**\", vary.normalize = off }]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "Accept-Encoding > gzip, deflate, br > br",
        "Accept-Encoding > gzip, deflate > gzip, zstd",
        "Accept-Encoding > deflate > zstd",
        "Accept-Language > de-AT, de;q=0.9, en;q=0.5 > de",
        "Accept-Language > en-GB, en > en-US, en;q=0.5",
        "Accept > text/html, application/xml;q=0.9 > text/html",
      })
  void aRouteReducesThemToWhatItHas(String field, String first, String second) throws IOException {
    assertSelects(true, field, first, second, RULES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "Accept-Encoding > gzip, br > gzip",
        "Accept-Encoding > br > br;q=0, gzip",
        "Accept-Encoding > gzip > -",
        "Accept-Language > de, en;q=0.5 > en, de;q=0.5",
        "Accept > application/json > text/html",
      })
  void whatARouteHasIsStillToldApart(String field, String first, String second) throws IOException {
    assertSelects(false, field, first, second, RULES);
  }
}
