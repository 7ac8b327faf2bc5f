package io.nearside;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import io.nearside.admin.AdminConfig;
import io.nearside.caching.PurgeOrder;
import io.nearside.config.ConfigLoader;
import io.nearside.config.InvalidConfig;
import io.nearside.config.Invocation;
import io.nearside.config.Overrides;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code nearside purge}: asks the admin listener of a sidecar that runs. */
final class PurgeCommand {
  static final String TOKEN_VARIABLE = "NEARSIDE_ADMIN_TOKEN";

  private static final int OK = 0;
  private static final int NOT_DONE = 1;
  private static final int USER_ERROR = 2;
  private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
  private static final int READ_TIMEOUT_MILLIS = 10_000;
  private static final int MOST_LAG_MILLIS = 60_000;
  private static final int MAX_ANSWER_BYTES = 1 << 20;
  private static final int MAX_NAMED = 4;

  private PurgeCommand() {}

  /** Purges, says what came of it, and gives the exit code. */
  static int run(
      Invocation.Purge purge, Map<String, String> environment, PrintStream out, PrintStream err)
      throws InvalidConfig {
    AdminConfig admin = admin(purge);
    String token = purge.token();
    if (token == null) {
      token = environment.getOrDefault(TOKEN_VARIABLE, admin.token());
    }
    if (admin.port() == 0) {
      err.println("admin.listen has port 0, a free one: say which with --admin HOST:PORT");
      return USER_ERROR;
    }
    String address = address(admin);
    try {
      return told(post(address, token, purge), purge, address, out, err);
    } catch (SocketTimeoutException late) {
      err.println("no answer in time from the admin listener at " + address);
    } catch (IOException unreachable) {
      err.println(
          "cannot reach the admin listener at "
              + address
              + ": "
              + unreachable.getMessage()
              + "; is the sidecar running? --admin HOST:PORT or --conf FILE say where it listens");
    }
    return NOT_DONE;
  }

  /** Where the listener is: the flag over the file over the default, checked as for run. */
  private static AdminConfig admin(Invocation.Purge purge) throws InvalidConfig {
    // The upstream may be given as a flag where the sidecar is started; here it does not matter.
    Overrides overrides = new Overrides(null, "http://upstream.invalid", null, purge.admin());
    return ConfigLoader.load(purge.conf(), overrides).settings().admin();
  }

  private static String address(AdminConfig admin) {
    boolean any = admin.host().equals("0.0.0.0") || admin.host().matches("[0:]+");
    String host = any ? "127.0.0.1" : admin.host();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + admin.port();
  }

  private record Answer(int status, String text) {}

  private static Answer post(String address, @Nullable String token, Invocation.Purge purge)
      throws IOException {
    URL url = new URL("http://" + address + "/purge");
    HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
    connection.setReadTimeout(READ_TIMEOUT_MILLIS + (purge.waits() ? MOST_LAG_MILLIS : 0));
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setRequestProperty("Connection", "close");
    if (token != null) {
      connection.setRequestProperty("Authorization", "Bearer " + token);
    }
    try (OutputStream body = connection.getOutputStream()) {
      body.write(json(purge).getBytes(UTF_8));
    }
    int status = connection.getResponseCode();
    try (InputStream body =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      byte[] bytes = body == null ? new byte[0] : body.readNBytes(MAX_ANSWER_BYTES);
      return new Answer(status, new String(bytes, UTF_8));
    }
  }

  private static String json(Invocation.Purge purge) {
    PurgeOrder order = purge.order();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("urls", order.urls());
    members.put("prefixes", order.prefixes());
    members.put("tags", order.tags());
    members.put("hosts", order.hosts());
    members.put("routes", order.routes());
    members.put("everything", order.everything());
    members.put("soft", order.soft());
    members.put("wait", purge.waits());
    return ConfigValueFactory.fromMap(members).render(ConfigRenderOptions.concise());
  }

  private static int told(
      Answer answer, Invocation.Purge purge, String address, PrintStream out, PrintStream err) {
    try {
      Config members =
          ConfigFactory.parseString(
              answer.text(), ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
      switch (answer.status()) {
        case 200 -> {
          out.println(
              "purged "
                  + names(purge.order())
                  + " at "
                  + members.getString("position")
                  + reach(members.getLong("max-lag-ms"), purge.waits()));
          return OK;
        }
        case 202 -> {
          err.println(
              "purged "
                  + names(purge.order())
                  + ", not appended yet: "
                  + members.getString("detail"));
          return NOT_DONE;
        }
        default -> {
          err.println(address + " refuses: " + members.getString("error"));
          return answer.status() == 400 ? USER_ERROR : NOT_DONE;
        }
      }
    } catch (ConfigException notOurs) {
      err.println(
          address + " answers " + answer.status() + ", but not as the admin listener of Nearside");
      return NOT_DONE;
    }
  }

  private static String reach(long maxLagMillis, boolean waited) {
    if (maxLagMillis == 0) {
      return "";
    }
    return waited
        ? ", in every sidecar"
        : ", in every sidecar after at most " + maxLagMillis + " ms";
  }

  private static String names(PurgeOrder order) {
    List<String> names = new ArrayList<>();
    order.urls().forEach(url -> names.add("url " + url));
    order.prefixes().forEach(prefix -> names.add("prefix " + prefix));
    order.tags().forEach(tag -> names.add("tag " + tag));
    order.hosts().forEach(host -> names.add("host " + host));
    order.routes().forEach(route -> names.add("route " + route));
    if (order.everything()) {
      names.add("everything");
    }
    int more = names.size() - MAX_NAMED;
    String named = String.join(", ", names.subList(0, Math.min(names.size(), MAX_NAMED)));
    return named + (more > 0 ? " and " + more + " more" : "") + (order.soft() ? " softly" : "");
  }
}
