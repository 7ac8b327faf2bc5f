package io.nearside.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoBackendTest {
  private DemoBackend backend;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    backend = DemoBackend.start(0, Duration.ZERO);
    client = RawClient.connect(backend.port());
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    backend.close();
  }

  @Test
  void theListMayBeSharedAndSaysHowOftenTheBackendWasAsked() throws IOException {
    Response first = client.get("/catalog");
    Response second = client.get("/catalog");

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("Cache-Control")).isEqualTo("public, max-age=60");
    assertThat(first.header("Content-Type")).isEqualTo("application/json");
    assertThat(first.text()).startsWith("{\"items\":[{").contains("\"name\":\"Oak table\"");
    assertThat(first.header("X-Backend-Reads")).isEqualTo("1");
    assertThat(second.header("X-Backend-Reads")).isEqualTo("2");
    assertThat(backend.reads()).isEqualTo(2);
  }

  @Test
  void theListCanBeFilteredAndSorted() throws IOException {
    String text = client.get("/catalog?sort=price&category=lighting").text();

    assertThat(text).doesNotContain("Oak table");
    assertThat(text.indexOf("Candle")).isLessThan(text.indexOf("Reading lamp"));
  }

  @Test
  void aHeadSaysTheLengthThatAGetHas() throws IOException {
    Response head = client.request("HEAD", "/catalog/items/1").readResponse(true);
    Response get = client.get("/catalog/items/1");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("" + get.body().length);
  }

  @Test
  void anAddedItemIsAtItsLocationAndInTheList() throws IOException {
    Response added =
        send("POST", "/catalog/items", "{\"name\":\"Desk\",\"category\":\"x\",\"price\":3.5}");

    assertThat(added.status()).isEqualTo(201);
    assertThat(client.get(added.header("Location")).text())
        .isEqualTo("{\"category\":\"x\",\"id\":6,\"name\":\"Desk\",\"price\":3.5}\n");
    assertThat(client.get("/catalog").text()).contains("Desk");
  }

  @Test
  void anItemCanBeReplacedAndDeleted() throws IOException {
    Response replaced =
        send("PUT", "/catalog/items/2", "{\"name\":\"Lamp\",\"category\":\"x\",\"price\":1}");
    assertThat(replaced.status()).isEqualTo(200);
    assertThat(client.get("/catalog/items/2").text()).contains("\"name\":\"Lamp\"");

    assertThat(send("DELETE", "/catalog/items/2", "").status()).isEqualTo(204);
    Response gone = client.get("/catalog/items/2");
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.header("Cache-Control")).isEqualTo("no-store");
    assertThat(send("DELETE", "/catalog/items/2", "").status()).isEqualTo(404);
  }

  @Test
  void whatIsNoProductIsRefused() throws IOException {
    assertThat(send("POST", "/catalog/items", "{\"name\":").status()).isEqualTo(400);
    assertThat(send("POST", "/catalog/items", "[]").status()).isEqualTo(400);
    assertThat(send("PUT", "/catalog/items/1", "{\"name\":\"x\"}").status()).isEqualTo(400);
    assertThat(send("POST", "/catalog/items", " ".repeat(9000)).status()).isEqualTo(400);
  }

  @Test
  void aFullCatalogueTakesNoMore() throws IOException {
    String product = "{\"name\":\"x\",\"category\":\"x\",\"price\":1}";
    int added = 0;
    while (send("POST", "/catalog/items", product).status() == 201) {
      added++;
    }
    assertThat(added).isEqualTo(Catalogue.MAX_PRODUCTS - 5);
  }

  @Test
  void meBelongsToOneUser() throws IOException {
    Response alice = client.get("/me", "Authorization: Bearer alice");

    assertThat(alice.header("Cache-Control")).isEqualTo("private");
    assertThat(alice.text()).isEqualTo("{\"user\":\"alice\"}\n");
    assertThat(client.get("/me").status()).isEqualTo(401);
  }

  @Test
  void whatIsNotThereSaysWhatIs() throws IOException {
    assertThat(client.get("/").status()).isEqualTo(404);
    assertThat(client.get("/").text()).contains("/catalog");
    Response refused = send("DELETE", "/catalog", "");
    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.header("Allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void aReadTakesItsTime() throws IOException {
    try (DemoBackend slow = DemoBackend.start(0);
        RawClient reader = RawClient.connect(slow.port())) {
      long began = System.nanoTime();
      reader.get("/catalog");

      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(199));
    }
  }

  @Test
  void theGuideNamesThePortsAndWhatToLookFor() {
    String guide = DemoGuide.text(8080, 8081);

    assertThat(guide)
        .contains("curl -i http://127.0.0.1:8080/catalog\n", "http://127.0.0.1:8081 that takes")
        .contains("Cache-Status: nearside; hit", "-d '{\"name\":\"Desk\"")
        .doesNotContain("{proxy}", "{backend}");
    assertThat(guide.lines().mapToInt(String::length).max().orElseThrow()).isLessThan(120);
  }

  private Response send(String method, String target, String body) throws IOException {
    int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
    client.send(
        method
            + " "
            + target
            + " HTTP/1.1\r\nHost: x\r\nContent-Length: "
            + length
            + "\r\n\r\n"
            + body);
    return client.readResponse();
  }
}
