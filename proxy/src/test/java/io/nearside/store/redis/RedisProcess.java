package io.nearside.store.redis;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Redis server for a test: empty, on a free port, keeping nothing on disk. */
public final class RedisProcess implements AutoCloseable {
  private static final int START_ATTEMPTS = 5;
  private static final long START_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final int SOCKET_TIMEOUT_MILLIS = 10_000;

  private final List<String> options;
  private final Path directory;
  private final Thread atExit = new Thread(this::destroyAndDelete);
  private Process process;
  private int port;
  private volatile boolean paused;

  private RedisProcess(List<String> options) throws IOException {
    this.options = options;
    this.directory = Files.createTempDirectory("nearside-redis");
  }

  /**
   * A server that answers.
   *
   * @param options further arguments for its command line, such as {@code "--maxmemory", "8mb"}
   */
  public static RedisProcess start(String... options) {
    try {
      RedisProcess redis = new RedisProcess(List.of(options));
      Runtime.getRuntime().addShutdownHook(redis.atExit);
      for (int attempt = 1; attempt <= START_ATTEMPTS; attempt++) {
        redis.port = freePort();
        if (redis.launch()) {
          return redis;
        }
      }
      throw new AssertionError("redis-server did not start: " + redis.log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** Whether it is neither killed nor stopped. */
  public boolean isRunning() {
    return process.isAlive() && !paused;
  }

  /** Stops it with SIGSTOP: connections stay, nothing is answered. */
  public void pause() {
    signal("STOP");
    paused = true;
  }

  /** Lets it go on after {@link #pause()}. */
  public void resume() {
    signal("CONT");
    paused = false;
  }

  /** Kills it with SIGKILL. */
  public void kill() {
    destroy();
  }

  /** Kills it if it lives and starts an empty one on the same port. */
  public void restart() {
    destroy();
    paused = false;
    try {
      for (int attempt = 1; attempt <= START_ATTEMPTS; attempt++) {
        if (launch()) {
          return;
        }
      }
      throw new AssertionError("redis-server did not start again: " + log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What it answers to a command, as {@code redis-cli} would print it: strings as they are, nil as
   * {@code (nil)}, arrays one element a line, errors with their word first.
   */
  public String command(String... arguments) {
    try (Socket socket = connect()) {
      return exchange(socket, arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    destroyAndDelete();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  private void destroyAndDelete() {
    destroy();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean launch() throws IOException {
    process =
        new ProcessBuilder(commandLine())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("redis.log").toFile())
            .start();
    long deadline = System.nanoTime() + START_TIMEOUT_NANOS;
    while (process.isAlive() && System.nanoTime() - deadline < 0) {
      if (answers()) {
        return true;
      }
      pauseBriefly();
    }
    destroy();
    return false;
  }

  /** Without a file of its own Sentinel does not start. */
  private List<String> commandLine() throws IOException {
    Path conf = directory.resolve("redis.conf");
    if (!Files.exists(conf)) {
      Files.createFile(conf);
    }
    List<String> line = new ArrayList<>();
    line.addAll(List.of(RedisBinary.path(directory), conf.toString()));
    line.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    line.addAll(List.of("--save", "", "--appendonly", "no", "--dir", directory.toString()));
    line.addAll(options);
    return line;
  }

  /** The keys of what sidecars stored in the namespace of this name; leases are none of them. */
  public List<String> entries(String namespace) {
    return command("KEYS", namespace + ":e*")
        .lines()
        .filter(key -> !key.isEmpty() && !key.endsWith(":lease"))
        .toList();
  }

  /** Also that it is this process that answers, not another that took the port. */
  private boolean answers() {
    try (Socket socket = connect()) {
      return exchange(socket, "PING").equals("PONG")
          && exchange(socket, "INFO", "server").contains("process_id:" + process.pid() + "\r\n");
    } catch (IOException e) {
      return false;
    }
  }

  private void pauseBriefly() {
    try {
      process.waitFor(10, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while redis-server starts", e);
    }
  }

  private void destroy() {
    Process running = process;
    if (running != null && running.isAlive()) {
      running.destroyForcibly();
      try {
        running.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
      if (kill.waitFor() != 0) {
        throw new AssertionError("kill -" + name + " failed");
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
    return socket;
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("redis.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /**
   * A port that is free, and so is the one of the cluster bus, ten thousand above. Both lie below
   * those that systems give to outgoing connections, so that a killed server's port stays free.
   */
  private static int freePort() throws IOException {
    for (int attempt = 0; attempt < 1000; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(11_000, 22_000);
      if (isFree(port) && isFree(port + 10_000)) {
        return port;
      }
    }
    throw new AssertionError("no free port for redis-server");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  private static String exchange(Socket socket, String... arguments) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.write(("*" + arguments.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
    for (String argument : arguments) {
      byte[] bytes = argument.getBytes(StandardCharsets.ISO_8859_1);
      request.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
      request.write(bytes);
      request.write('\r');
      request.write('\n');
    }
    socket.getOutputStream().write(request.toByteArray());
    return reply(new BufferedInputStream(socket.getInputStream()));
  }

  private static String reply(InputStream in) throws IOException {
    String line = line(in);
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+', ':', '-' -> rest;
      case '$' -> bulk(in, Integer.parseInt(rest));
      case '*' -> array(in, Integer.parseInt(rest));
      default -> throw new IOException("unexpected reply: " + line);
    };
  }

  private static String bulk(InputStream in, int length) throws IOException {
    if (length < 0) {
      return "(nil)";
    }
    String value = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    line(in);
    return value;
  }

  private static String array(InputStream in, int length) throws IOException {
    if (length < 0) {
      return "(nil)";
    }
    StringJoiner lines = new StringJoiner("\n");
    for (int i = 0; i < length; i++) {
      lines.add(reply(in));
    }
    return lines.toString();
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\r'; c = in.read()) {
      if (c < 0) {
        throw new IOException("connection closed");
      }
      line.write(c);
    }
    in.read();
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
