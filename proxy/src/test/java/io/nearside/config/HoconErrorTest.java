package io.nearside.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HoconErrorTest {
  @TempDir private Path directory;

  static Stream<Arguments> broken() {
    return Stream.of(
        arguments(
            "nearside {\n  listen = 0.0.0.0:8080\n}",
            "nearside.conf:2: not HOCON: expecting close brace } or a comma, got ':'; addresses,"
                + " URLs and patterns stand in double quotes"),
        arguments(
            "nearside {\n\n  routes = [ { match = /catalog/** } ]\n}",
            "nearside.conf:3: not HOCON: expecting close brace } or a comma, got '*'; addresses,"
                + " URLs and patterns stand in double quotes"),
        arguments(
            "nearside {\n  listen = \":80\"\n",
            "nearside.conf:4: not HOCON: the file ends before a { or [ is closed"),
        arguments(
            "nearside {\n  redis.uri \"redis://:secret@host\"\n}",
            "nearside.conf:3: not HOCON: key 'redis.uri \"redis://***@host\"' may not be followed"
                + " by token: '}'"),
        arguments(
            "nearside {\n  listen = ${NEARSIDE_NOBODY_SETS_THIS}\n}",
            "nearside.conf:2: ${NEARSIDE_NOBODY_SETS_THIS}: has no value in this file or in the"
                + " environment; write ${?NEARSIDE_NOBODY_SETS_THIS} where it may be missing"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void whatIsNotHoconIsToldWithItsLine(String text, String error) {
    assertThat(ConfigText.of(directory, text).errors()).containsExactly(error);
  }

  @Test
  void aMissingFileIsTold() {
    assertThatThrownBy(() -> ConfigLoader.load(Path.of("no/such.conf"), ConfigText.UPSTREAM))
        .isInstanceOf(InvalidConfig.class)
        .hasMessage("no/such.conf: no such file");
  }

  @Test
  void aDirectoryIsNoFile() {
    assertThatThrownBy(() -> ConfigLoader.load(directory, ConfigText.UPSTREAM))
        .isInstanceOf(InvalidConfig.class)
        .hasMessage(directory + ": cannot be read: it is a directory");
  }

  @Test
  void anErrorInAnIncludedFileNamesThatFile() {
    Path included = directory.resolve("included.conf");
    ConfigText.of(directory, "nearside {", "  near.max-size = big", "}")
        .file()
        .toFile()
        .renameTo(included.toFile());
    assertThat(ConfigText.of(directory, "include \"included.conf\"").errors())
        .containsExactly(
            "included.conf:2: nearside.near.max-size = \"big\": not a size; accepted: a number of"
                + " bytes, or one with K, M or G, e.g. 64M");
  }
}
