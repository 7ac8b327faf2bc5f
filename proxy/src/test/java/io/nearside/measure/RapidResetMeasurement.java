package io.nearside.measure;

import io.nearside.measure.FixedRateClients.Times;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How long normal clients of a running proxy wait while others flood it with HTTP/2 frames at full
 * speed, beside how long they wait otherwise. With the proxy on one core and everything else on
 * another:
 *
 * <pre>
 * taskset -c 0 java -jar nearside.jar --listen 127.0.0.1:8080 --upstream http://127.0.0.1:8000
 * taskset -c 1 java -cp CLASSPATH io.nearside.measure.RapidResetMeasurement \
 *     127.0.0.1 8080 /item.json /uncached/ 10 [FLOOD...]
 * </pre>
 *
 * <p>Arguments: host and port of a listener without TLS; a path that is a hit, for the clients; a
 * path that is none, for the floods; seconds of each phase; the {@link Flood}s, or all of them.
 */
public final class RapidResetMeasurement {
  private static final int CLIENTS = 8;
  private static final int REQUESTS_PER_SECOND = 800;
  private static final int HOSTILE_CONNECTIONS = 4;
  private static final int WARM_UP_SECONDS = 5;

  private RapidResetMeasurement() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    String host = arguments[0];
    int port = Integer.parseInt(arguments[1]);
    int seconds = Integer.parseInt(arguments[4]);
    List<String> floods = new ArrayList<>(List.of(arguments).subList(5, arguments.length));
    if (floods.isEmpty()) {
      Arrays.stream(Flood.values()).map(Flood::name).forEach(floods::add);
    }
    FixedRateClients clients =
        new FixedRateClients(
            new InetSocketAddress(host, port), arguments[2], CLIENTS, REQUESTS_PER_SECOND);
    clients.ask(WARM_UP_SECONDS);
    for (String flood : floods) {
      Times before = clients.ask(seconds);
      Process attack = attack(flood, host, port, arguments[3], seconds + 1);
      Times during = clients.ask(seconds);
      String sent = new String(attack.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      attack.waitFor();
      System.out.printf(
          "%-18s undisturbed %s   disturbed %s   p99 x%.2f   %s",
          flood, shown(before), shown(during), during.millis(0.99) / before.millis(0.99), sent);
    }
  }

  private static Process attack(String flood, String host, int port, String path, int seconds)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("nice", "-n", "19"));
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(FloodAttack.class.getName(), flood, host, "" + port, path));
    command.addAll(List.of("" + HOSTILE_CONNECTIONS, "" + seconds));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String shown(Times times) {
    return "p50 %.2f p99 %.2f max %.1f ms, %d failed"
        .formatted(times.millis(0.5), times.millis(0.99), times.millis(1), times.failed());
  }
}
