package io.nearside.scenario;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.http.Fault;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real HTTP server as the backend, with the faults that it can play. */
@ExtendWith(BufferLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireMockFaultsTest {
  private final WireMockServer backend = new WireMockServer(options().dynamicPort());
  private Sidecar sidecar;

  @BeforeAll
  void start() {
    backend.start();
    sidecar = Sidecar.start(backend.port());
  }

  @AfterAll
  void stop() {
    sidecar.close();
    backend.stop();
  }

  @BeforeEach
  void forget() {
    backend.resetAll();
  }

  @ParameterizedTest
  @EnumSource
  void aFaultIsNeverACompleteAnswerAndTheNextOneIsFine(Fault fault) throws IOException {
    String path = "/" + fault.name();
    backend.stubFor(get(path).willReturn(aResponse().withFault(fault)));
    try (RawClient client = RawClient.connect(sidecar.port())) {
      Response answer = client.get(path);
      assertThat(answer.status() == 502 || answer.truncated()).as(client.seen()).isTrue();
    }
    backend.stubFor(
        get(path).willReturn(aResponse().withBody("fine").withHeader("Cache-Control", "no-store")));
    try (RawClient client = RawClient.connect(sidecar.port())) {
      assertThat(client.get(path).text()).isEqualTo("fine");
    }
  }

  @Test
  void anAnswerThatComesTooLateIsA504() throws IOException {
    backend.stubFor(get("/late").willReturn(aResponse().withFixedDelay(2000)));
    try (Sidecar impatient = Sidecar.start(backend.port(), "timeouts.response = 300ms");
        RawClient client = RawClient.connect(impatient.port())) {
      assertThat(client.get("/late").status()).isEqualTo(504);
    }
  }

  @Test
  void anAnswerInDribblesIsStreamedAndStored() throws IOException {
    backend.stubFor(
        get("/dribble")
            .willReturn(
                aResponse()
                    .withBody("a dribbled body")
                    .withHeader("Cache-Control", "max-age=60")
                    .withChunkedDribbleDelay(5, 100)));
    try (RawClient client = RawClient.connect(sidecar.port())) {
      assertThat(client.get("/dribble").text()).isEqualTo("a dribbled body");
      Response hit = client.get("/dribble");
      assertThat(hit.header("Cache-Status")).contains("hit");
      assertThat(hit.text()).isEqualTo("a dribbled body");
    }
    backend.verify(1, anyRequestedFor(anyUrl()));
  }
}
