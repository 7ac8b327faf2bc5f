package io.nearside.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrailerFieldsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length",
        "transfer-encoding",
        "Connection",
        "Upgrade",
        "Host",
        "Set-Cookie",
        "CACHE-CONTROL",
        "Vary",
        "Content-Encoding",
        "Content-Type",
        "Location",
        "Authorization",
        "Age"
      })
  void whatHadToBeKnownBeforeTheBodyIsTakenOut(String name) {
    HttpHeaders trailers = new DefaultHttpHeaders().add("X-Sum", "1").add(name, "x").add(name, "y");
    assertThat(TrailerFields.permitted(trailers).names()).containsExactly("X-Sum");
  }

  @Test
  void whatIsAboutTheBodyStays() {
    HttpHeaders trailers = new DefaultHttpHeaders().add("ETag", "\"a\"").add("Server-Timing", "x");
    assertThat(TrailerFields.permitted(trailers).names()).containsExactly("ETag", "Server-Timing");
    assertThat(TrailerFields.permitted(EmptyHttpHeaders.INSTANCE)).isEmpty();
  }
}
