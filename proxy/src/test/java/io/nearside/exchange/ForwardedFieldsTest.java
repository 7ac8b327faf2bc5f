package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.exchange.ForwardedFields.Origin;
import io.nearside.http.HopByHop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever names the lists have, in whatever case: the look at the first letter misses none. */
class ForwardedFieldsTest {
  private static final List<UnaryOperator<String>> CASES =
      List.of(
          name -> name,
          name -> name.toUpperCase(Locale.ROOT),
          name -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));

  /** All names, and one of each family, of the constants of the class. */
  static List<String> listed() throws IllegalAccessException {
    List<String> names = new ArrayList<>();
    for (Field field : ForwardedFields.class.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers())
          && Collection.class.isAssignableFrom(field.getType())) {
        field.setAccessible(true);
        for (Object name : (Collection<?>) field.get(null)) {
          names.add(field.getName().equals("FAMILIES") ? name + "any" : name.toString());
        }
      }
    }
    assertThat(names).contains("x-accel-any", "cf-visitor", "true-client-ip", "proxy");
    return names;
  }

  static Stream<String> ofOneConnection() {
    return HopByHop.NAMES.stream();
  }

  private static HttpHeaders applied(boolean trusted, String... names) {
    HttpHeaders headers = new DefaultHttpHeaders();
    headers.add("Before", "kept");
    for (String name : names) {
      headers.add(name, "said").add(name, "said");
    }
    headers.add("Z-Behind", "kept");
    ForwardedFields.apply(
        headers, new Origin("192.0.2.1", trusted, "http", "t", HttpVersion.HTTP_1_1, null));
    return headers;
  }

  @ParameterizedTest
  @MethodSource("listed")
  void whatAClientSaysOfItselfIsDroppedInAnyCase(String name) {
    for (UnaryOperator<String> inCase : CASES) {
      HttpHeaders headers = applied(false, inCase.apply(name));
      assertThat(headers.getAll(name)).doesNotContain("said");
      assertThat(headers.getAll("Before")).containsExactly("kept");
      assertThat(headers.getAll("Z-Behind")).containsExactly("kept");
    }
  }

  @ParameterizedTest
  @MethodSource("listed")
  void soIsWhatPassesForItWithUnderscoresWhoeverSaysIt(String name) {
    String alias = name.replace('-', '_');
    if (alias.equals(name)) {
      return;
    }
    for (UnaryOperator<String> inCase : CASES) {
      assertThat(applied(false, inCase.apply(alias)).contains(alias)).isFalse();
      assertThat(applied(true, inCase.apply(alias)).contains(alias)).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("ofOneConnection")
  void fieldsOfOneConnectionAreDroppedInAnyCase(String name) {
    for (UnaryOperator<String> inCase : CASES) {
      HttpHeaders headers = new DefaultHttpHeaders();
      headers.add("A", "kept").add(inCase.apply(name), "x").add(inCase.apply(name), "y");
      headers.add(name + "s", "kept").add("Z", "kept");
      UpstreamHead.dropHopByHop(headers);
      assertThat(headers.names()).containsExactlyInAnyOrder("A", name + "s", "Z");
    }
  }

  @ParameterizedTest
  @MethodSource("listed")
  void whatConnectionNamesIsDroppedWhateverItsFirstLetter(String name) {
    for (UnaryOperator<String> inCase : CASES) {
      HttpHeaders headers = new DefaultHttpHeaders();
      headers.add("Connection", "close, " + inCase.apply(name)).add(name, "x").add("A", "kept");
      UpstreamHead.dropHopByHop(headers);
      assertThat(headers.names()).containsExactly("A");
    }
  }
}
