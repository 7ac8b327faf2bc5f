package io.nearside.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.caching.PurgeOrder;
import io.nearside.config.Invocation.Check;
import io.nearside.config.Invocation.Demo;
import io.nearside.config.Invocation.Help;
import io.nearside.config.Invocation.Purge;
import io.nearside.config.Invocation.Run;
import io.nearside.config.Invocation.Usage;
import io.nearside.config.Invocation.Version;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private static Invocation parse(String words) {
    return CommandLine.parse(words.isEmpty() ? new String[0] : words.split(" "));
  }

  @Test
  void runIsTheDefault() {
    assertThat(parse("")).isEqualTo(new Run(null, Overrides.NONE));
    assertThat(parse("run")).isEqualTo(new Run(null, Overrides.NONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--listen :1 --upstream http://a --redis redis://b --admin c:2 --conf d.conf",
        "run --conf=d.conf --admin=c:2 --redis=redis://b --upstream=http://a --listen=:1",
        "run --conf d.conf --admin=c:2 --redis redis://b --upstream=http://a --listen :1"
      })
  void flagsComeInAnyOrderAndInTwoForms(String words) {
    assertThat(parse(words))
        .isEqualTo(new Run(Path.of("d.conf"), new Overrides(":1", "http://a", "redis://b", "c:2")));
  }

  @Test
  void onlyTheFirstEqualsSignEndsAFlag() {
    assertThat(parse("--redis=redis://a?b=c"))
        .isEqualTo(new Run(null, new Overrides(null, null, "redis://a?b=c", null)));
  }

  @Test
  void checkTakesWhatRunTakes() {
    assertThat(parse("check --conf a --upstream http://b"))
        .isEqualTo(new Check(Path.of("a"), Overrides.NONE.withUpstream("http://b")));
  }

  @Test
  void purgeTakesItsTargetsSeveralTimes() {
    PurgeOrder order =
        new PurgeOrder(
            List.of("u", "v"),
            List.of("p"),
            List.of("s", "t"),
            List.of("h"),
            List.of("/r"),
            true,
            true);
    assertThat(
            parse(
                "purge --url u --tag=s --soft --url=v --prefix p --tag t --host h --route /r --all"
                    + " --wait --admin a:1 --token x --conf c"))
        .isEqualTo(new Purge(Path.of("c"), "a:1", "x", order, true));
  }

  @Test
  void aTokenIsNotPrinted() {
    assertThat(parse("purge --all --token secret").toString()).doesNotContain("secret");
  }

  @Test
  void demoTakesItsAddresses() {
    assertThat(parse("demo --listen :1 --admin :2"))
        .isEqualTo(new Demo(new Overrides(":1", null, null, ":2")));
  }

  @Test
  void versionAndHelpWinOverMistakes() {
    assertThat(parse("--version")).isEqualTo(new Version());
    assertThat(parse("run --version")).isEqualTo(new Version());
    assertThat(parse("--bogus --help")).isInstanceOf(Help.class);
  }

  @ParameterizedTest
  @CsvSource({
    "--help,         usage: nearside [run] --upstream URL",
    "-h,             COMMAND --help",
    "run --help,     Flags win over the file",
    "--conf a -h,    Flags win over the file",
    "check --help,   usage: nearside check",
    "demo -h,        usage: nearside demo",
    "purge --help,   usage: nearside purge --url URL|--prefix URL",
    "--help,         purge    tell a sidecar",
  })
  void everyCommandHasItsHelp(String words, String text) {
    assertThat(parse(words)).isInstanceOf(Help.class);
    assertThat(((Help) parse(words)).text()).contains(text);
  }

  @Test
  void helpNamesTheDefaultsOfTheReference() throws InvalidConfig {
    String help = ((Help) parse("--help")).text();
    Settings defaults = ConfigLoader.load(null, ConfigText.UPSTREAM).settings();
    assertThat(help)
        .contains("default " + defaults.server().listeners().get(0).address())
        .contains("default " + defaults.admin().host() + ":" + defaults.admin().port())
        .doesNotEndWith("\n");
  }

  @Test
  void demoHelpNamesOnlyItsFlags() {
    assertThat(((Help) parse("demo --help")).text())
        .contains("--listen", "--admin")
        .doesNotContain("--redis", "--conf");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pruge                | pruge: unknown command; did you mean purge?               | ",
        "purge --ur=x         | --ur: unknown flag; did you mean --url?                   | purge ",
        "purge --soft=on --all| --soft: takes no value; accepted: --soft                  | purge ",
        "purge --tag          | --tag: no value; accepted: --tag NAME                     | purge ",
        "purge --tag=a x | x: unexpected; values follow their flag, as in --tag catalog   | purge ",
        "run --url=x | --url: not a flag of run; accepted: --listen, --upstream, --redis, --admin,"
            + " --conf, --help, --version | run ",
        "purge --token a --token b --all | --token: given twice | purge ",
        "purge --soft | nothing to purge; accepted: --url URL, --prefix URL, --tag NAME,"
            + " --host HOST, --route NAME, --all | purge ",
        "rnu                  | rnu: unknown command; did you mean run?                   | ",
        "frobnicate           | frobnicate: unknown command; accepted: run, check, purge, demo   | ",
        "--lisen :80          | --lisen: unknown flag; did you mean --listen?             | run ",
        "check --cnf=a        | --cnf: unknown flag; did you mean --conf?                 | check ",
        "--listen             | --listen: no value; accepted: --listen HOST:PORT          | run ",
        "--conf --redis=a     | --conf: no value; accepted: --conf FILE                   | run ",
        "--upstream=          | --upstream: no value; accepted: --upstream URL            | run ",
        "--admin :1 --admin :2| --admin: given twice                                      | run ",
        "run a.conf | a.conf: unexpected; values follow their flag, as in --listen :8080  | run ",
        "demo --redis redis://a:secret@b | --redis: not a flag of demo; accepted: --listen,"
            + " --admin, --help, --version | demo ",
        "--frobnicate | --frobnicate: unknown flag; accepted: --listen, --upstream, --redis,"
            + " --admin, --conf, --help, --version | run ",
      })
  void aMistakeIsToldWithAPointerToHelp(String words, String error, String command) {
    String see = "See nearside " + (command == null ? "" : command.trim() + " ") + "--help";
    assertThat(parse(words)).isEqualTo(new Usage(error + System.lineSeparator() + see));
  }

  @Test
  void allMistakesAreToldAtOnce() {
    assertThat(((Usage) parse("run --lisen :80 --conf= x")).message().lines())
        .containsExactly(
            "--lisen: unknown flag; did you mean --listen?",
            "--conf: no value; accepted: --conf FILE",
            "x: unexpected; values follow their flag, as in --listen :8080",
            "See nearside run --help");
  }

  @Test
  void aPasswordInTheWrongPlaceIsNotRepeated() {
    assertThat(((Usage) parse("redis://:secret@a")).message()).doesNotContain("secret");
    assertThat(((Usage) parse("run redis://:secret@a")).message()).doesNotContain("secret");
    assertThat(((Usage) parse("run --redsi=redis://:secret@a")).message()).doesNotContain("secret");
  }
}
