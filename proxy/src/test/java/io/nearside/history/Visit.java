package io.nearside.history;

import io.nearside.history.Operation.Failure;
import io.nearside.history.Operation.Read;
import io.nearside.history.Operation.Write;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection to one sidecar, and what is done on it. Whatever goes wrong is written down. */
final class Visit implements Closeable {
  private static final AtomicLong WRITES = new AtomicLong();
  private static final Pattern SAID = Pattern.compile("\"?(r[0-9]+(?:/[ab])?) v([0-9]+)[\"\n].*");

  private final Fleet fleet;
  private final int sidecar;
  private final List<Operation> operations;
  private RawClient connection;

  Visit(Fleet fleet, int sidecar, List<Operation> operations) {
    this.fleet = fleet;
    this.sidecar = sidecar;
    this.operations = operations;
  }

  private interface Exchange {
    Response response(RawClient connection) throws IOException;
  }

  int sidecar() {
    return sidecar;
  }

  /** Reads a variant. Returns what was seen, or null when that went wrong. */
  Read read(String method, Resource resource, String variant, String... lines) {
    String[] fields = fields(Resource.VARIANT + ": " + variant, lines);
    String asked = resource.name(variant);
    long invoked = System.nanoTime();
    Response response = exchange(method, resource.path(), fields);
    long answered = System.nanoTime();
    if (response == null) {
      return null;
    }
    int status = response.status();
    boolean inField = method.equals("HEAD") || status == 304;
    String text = inField ? response.header("ETag") : response.text();
    Matcher said = SAID.matcher(String.valueOf(text).split("x", 2)[0]);
    boolean good =
        status == 200 || status == (String.join("", lines).contains("Range:") ? 206 : 304);
    if (!good || !said.matches()) {
      failed(method + " " + resource.path(), response + " " + text, invoked);
      return null;
    }
    boolean hit = String.valueOf(response.header("Cache-Status")).startsWith("nearside; hit");
    Read read =
        new Read(
            sidecar,
            resource.number(),
            asked,
            said.group(1),
            Long.parseLong(said.group(2)),
            hit,
            invoked,
            answered);
    operations.add(read);
    return read;
  }

  /** Changes these resources with one unsafe request. Returns whether the log has its purge. */
  boolean write(String method, String path, List<Resource> changed) {
    String number = Long.toString(WRITES.incrementAndGet());
    long invoked = System.nanoTime();
    Response response =
        exchange(method, path, fields(Replica.WRITE_NUMBER + ": " + number, "Content-Length: 0"));
    long answered = System.nanoTime();
    if (response == null) {
      return false;
    }
    String versions = response.header(BackendHandler.VERSIONS);
    if (response.status() != 200 || versions == null) {
      failed(method + " " + path, response.toString(), invoked);
      return false;
    }
    boolean appended = fleet.replica(sidecar).tookAppended(number);
    String[] each = versions.split(" ");
    for (int i = 0; i < each.length; i++) {
      int resource = changed.get(i).number();
      long version = Long.parseLong(each[i]);
      operations.add(
          new Write(sidecar, resource, method + " " + path, version, appended, invoked, answered));
    }
    return appended;
  }

  /** Changes these resources behind the sidecars' back and orders a purge with this JSON. */
  void order(String json, List<Resource> changed) {
    List<Long> versions = changed.stream().map(fleet.backend()::change).toList();
    long invoked = System.nanoTime();
    try (RawClient admin = RawClient.connect(fleet.replica(sidecar).adminPort())) {
      String length = "Content-Length: " + json.length();
      Response response = admin.send(post(length, json)).readResponse();
      purged(response, "POST /purge " + json, changed, versions, invoked);
    } catch (IOException | AssertionError e) {
      failed("POST /purge " + json, e.toString(), invoked);
    }
  }

  private static String post(String length, String json) {
    return "POST /purge HTTP/1.1\r\nHost: admin\r\n" + length + "\r\n\r\n" + json;
  }

  /** Changes a resource behind the sidecars' back and sends a {@code PURGE}. */
  void purge(Resource changed) {
    long version = fleet.backend().change(changed);
    long invoked = System.nanoTime();
    Response response = exchange("PURGE", changed.path(), fields("Content-Length: 0"));
    if (response != null) {
      purged(response, "PURGE", List.of(changed), List.of(version), invoked);
    }
  }

  private void purged(
      Response response, String how, List<Resource> changed, List<Long> versions, long invoked) {
    long answered = System.nanoTime();
    boolean appended = response.text().contains("\"appended\":true");
    if (response.status() != (appended ? 200 : 202)) {
      failed(how, response + " " + response.text(), invoked);
      return;
    }
    for (int i = 0; i < changed.size(); i++) {
      int resource = changed.get(i).number();
      operations.add(
          new Write(sidecar, resource, how, versions.get(i), appended, invoked, answered));
    }
  }

  /** Sends a request and goes away. */
  void leave(String method, Resource resource) {
    try {
      connection().request(method, resource.path(), fields("Content-Length: 0"));
    } catch (IOException | AssertionError e) {
      failed(method + " " + resource.path(), e.toString(), System.nanoTime());
    }
    close();
  }

  private static String[] fields(String first, String... more) {
    List<String> lines = new ArrayList<>(List.of("Host: " + Resource.HOST, first));
    lines.addAll(List.of(more));
    return lines.toArray(String[]::new);
  }

  private Response exchange(String method, String path, String... lines) {
    long invoked = System.nanoTime();
    try {
      Response response =
          connection().request(method, path, lines).readResponse(method.equals("HEAD"));
      if (response.truncated()) {
        throw new IOException("a body cut short: " + response);
      }
      return response;
    } catch (IOException | AssertionError e) {
      failed(method + " " + path, e.toString(), invoked);
      close();
      return null;
    }
  }

  private void failed(String asked, String saw, long invokedNanos) {
    String all = saw.length() > 2000 ? saw.substring(0, 2000) : saw;
    operations.add(new Failure(sidecar, asked, all, invokedNanos, System.nanoTime()));
  }

  private RawClient connection() throws IOException {
    if (connection == null) {
      connection = fleet.connect(sidecar);
    }
    return connection;
  }

  @Override
  public void close() {
    RawClient old = connection;
    connection = null;
    if (old != null) {
      try {
        old.close();
      } catch (IOException e) {
        // It is gone either way.
      }
    }
  }
}
