package io.nearside.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.ByteStream;
import io.nearside.exchange.Upstream;
import io.nearside.exchange.UpstreamFailure;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Configs;
import io.nearside.testing.Connection;
import io.nearside.testing.ScriptedUpstream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections that leave HTTP because that was asked for.
 *
 * <p>https://www.rfc-editor.org/rfc/rfc9110#section-7.8
 */
@ExtendWith(BufferLeaks.class)
class SwitchingTest {
  private static final String SWITCHING =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n";

  private static MultiThreadIoEventLoopGroup loops;

  private final Heard heard = new Heard();

  @BeforeAll
  static void start() {
    loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  }

  @AfterAll
  static void stop() throws InterruptedException {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
  }

  private static UpstreamClient client(ScriptedUpstream upstream) {
    UpstreamConfig config =
        Configs.upstream(upstream.port(), new UpstreamConfig.Limits(1, 8, 8, 5_000));
    BodyMemory memory = new BodyMemory(1 << 20, () -> 0, System::nanoTime);
    return new UpstreamClient(
        config,
        loops,
        NioTransport.of(NioSocketChannel.class),
        null,
        ByteBufAllocator.DEFAULT,
        memory);
  }

  private static HttpRequest request(String protocols) {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/chat");
    request.headers().set("Host", "t");
    if (!protocols.isEmpty()) {
      request.headers().set("Connection", "upgrade").set("Upgrade", protocols);
    }
    return request;
  }

  private void begin(UpstreamClient client, String protocols, boolean hasBody) {
    EventLoop loop = loops.next();
    loop.execute(() -> client.begin(request(protocols), hasBody, 0, loop, heard));
  }

  private static ScriptedUpstream answering(String answer) throws IOException {
    return ScriptedUpstream.serving(
        connection -> {
          connection.readRequest();
          connection.write(answer);
          connection.readRequest();
        });
  }

  @Test
  void bytesGoBothWaysAfterA101AndThoseBehindItComeFirst() throws Exception {
    try (ScriptedUpstream upstream =
        ScriptedUpstream.serving(
            connection -> {
              connection.readRequest();
              connection.write(SWITCHING + "one ");
              connection.write("two ");
              connection.write(connection.socket().getInputStream().readNBytes(5));
              connection.shutdownOutput();
              assertThat(connection.socket().getInputStream().read()).isEqualTo('!');
              assertThat(connection.socket().getInputStream().read()).isEqualTo(-1);
            })) {
      begin(client(upstream), "websocket", false);
      ByteStream stream = heard.stream();
      loops.next().execute(() -> stream.open(heard));
      loops.next().execute(() -> stream.write(bytes("hello")));
      assertThat(heard.next("end")).isEqualTo("one two hello");
      loops.next().execute(() -> stream.write(bytes("!")));
      loops.next().execute(stream::endOutput);
      loops.next().execute(stream::close);
      upstream.awaitRequests(1);
    }
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  @Test
  void theSlotIsFreeAndTheConnectionNotPooled() throws Exception {
    try (ScriptedUpstream upstream =
        ScriptedUpstream.serving(
            connection -> {
              String answer =
                  connection.readRequest().header("Upgrade") == null
                      ? ScriptedUpstream.response(200, "fine")
                      : SWITCHING;
              connection.write(answer);
              connection.readRequest();
            })) {
      UpstreamClient client = client(upstream);
      begin(client, "websocket", false);
      ByteStream stream = heard.stream();
      begin(client, "", false);
      assertThat(heard.next("complete")).isEqualTo("200 fine");
      assertThat(upstream.connectionCount()).isEqualTo(2);
      loops.next().execute(stream::close);
    }
  }

  @Test
  void aStreamThatNobodyWantsIsClosedWithWhatHasComeAlready() throws Exception {
    try (ScriptedUpstream upstream =
        ScriptedUpstream.serving(
            connection -> {
              connection.readRequest();
              connection.write(SWITCHING + "x".repeat(10_000));
              assertThat(ended(connection)).isTrue();
              heard.all.add("ended");
            })) {
      begin(client(upstream), "websocket", false);
      ByteStream stream = heard.stream();
      loops.next().execute(stream::close);
      heard.next("ended");
    }
  }

  private static boolean ended(Connection connection) {
    try {
      return connection.socket().getInputStream().read() < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket, h2c\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket/13\r\n\r\n",
        "HTTP/1.0 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 9\r\n\r\n"
      })
  void a101ToSomethingElseIsRefused(String answer) throws Exception {
    try (ScriptedUpstream upstream = answering(answer)) {
      begin(client(upstream), "websocket", false);
      assertThat(heard.next("failed")).isEqualTo("http_protocol_error");
    }
  }

  @Test
  void a101BeforeTheRequestIsCompleteIsRefused() throws Exception {
    try (ScriptedUpstream upstream = answering(SWITCHING)) {
      EventLoop loop = loops.next();
      UpstreamClient client = client(upstream);
      HttpRequest request = request("websocket");
      request.headers().set("Content-Length", 9);
      loop.execute(
          () ->
              client
                  .begin(request, true, 0, loop, heard)
                  .send(new DefaultHttpContent(bytes("half"))));
      assertThat(heard.next("failed")).isEqualTo("http_protocol_error");
    }
  }

  @Test
  void aRefusalIsAnAnswerAsAnyOtherAndItsConnectionIsPooled() throws Exception {
    try (ScriptedUpstream upstream =
        ScriptedUpstream.answering(request -> ScriptedUpstream.response(200, "no"))) {
      UpstreamClient client = client(upstream);
      for (int i = 0; i < 2; i++) {
        begin(client, "websocket", false);
        assertThat(heard.next("complete")).isEqualTo("200 no");
      }
      assertThat(upstream.connectionCount()).isEqualTo(1);
    }
  }

  /** Writes down what is heard, up to a word that ends it. */
  private static final class Heard implements Upstream.Listener, ByteStream.Reader {
    private final BlockingQueue<String> all = new LinkedBlockingQueue<>();
    private final BlockingQueue<ByteStream> streams = new LinkedBlockingQueue<>();

    ByteStream stream() throws InterruptedException {
      ByteStream stream = streams.poll(10, TimeUnit.SECONDS);
      assertThat(stream).as("heard %s", all).isNotNull();
      return stream;
    }

    /** All up to this word, or the word behind it where it comes first. */
    String next(String word) throws InterruptedException {
      StringBuilder before = new StringBuilder();
      while (true) {
        String heard = all.poll(10, TimeUnit.SECONDS);
        assertThat(heard).as("waiting for %s behind %s", word, before).isNotNull();
        if (heard.equals(word)) {
          return before.toString();
        }
        before.append(heard);
      }
    }

    @Override
    public void sending() {}

    @Override
    public void interim(HttpResponse response) {}

    @Override
    public void head(HttpResponse response) {
      all.add(response.status().code() + " ");
    }

    @Override
    public void switched(HttpResponse response, ByteStream connection) {
      streams.add(connection);
    }

    @Override
    public void body(ByteBuf piece) {
      bytes(piece);
    }

    @Override
    public void end(HttpHeaders trailers) {
      all.add("complete");
    }

    @Override
    public void failed(UpstreamFailure failure) {
      all.add(failure.text());
      all.add("failed");
    }

    @Override
    public void upstreamWritable() {}

    @Override
    public void bytes(ByteBuf bytes) {
      all.add(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
    }

    @Override
    public void inputEnded() {
      all.add("end");
    }

    @Override
    public void writable() {}

    @Override
    public void closed() {
      all.add("closed");
    }
  }
}
