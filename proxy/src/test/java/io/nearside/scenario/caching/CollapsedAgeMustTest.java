package io.nearside.scenario.caching;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Connection;
import io.nearside.testing.Gate;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who gets a response that another request caused is told how old it is.
 *
 * <p>https://www.rfc-editor.org/rfc/rfc9111#section-4
 */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class CollapsedAgeMustTest {

  @ParameterizedTest
  @CsvSource({"X: y, 0", "Age: 100, 100", "'Age: 100, 7', 100"})
  void whoWaitedForAnothersFetchIsToldTheAge(String line, int age) throws IOException {
    Gate rest = new Gate("the rest of the body");
    try (Rig rig = Rig.serving(connection -> inTwoParts(connection, line, rest))) {
      Response first = rig.client().request("GET", "/a").readHead(false);
      Response second = rig.client().request("GET", "/a").readHead(false);
      rest.open();

      assertThat(first.text()).isEqualTo("body");
      assertThat(second.text()).isEqualTo("body");
      assertThat(Rig.status(second)).endsWith("; collapsed");
      assertThat(second.headers("Age")).hasSize(1);
      assertThat(Integer.parseInt(second.header("Age"))).isBetween(age, age + 30);
    }
  }

  private static void inTwoParts(Connection connection, String line, Gate rest) throws IOException {
    if (connection.readRequest() != null) {
      connection.write(
          "HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\n"
              + line
              + "\r\nContent-Length: 4\r\n\r\nbo");
      rest.await();
      connection.write("dy");
    }
  }
}
