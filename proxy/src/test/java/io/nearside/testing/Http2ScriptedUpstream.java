package io.nearside.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A backend of HTTP/2 without TLS whose script reads and writes every frame.
 *
 * <p>Each connection is served on its own daemon thread. An {@link IOException} ends a script
 * silently, because peers go away; anything else that it throws is thrown again by {@link #close}.
 */
public final class Http2ScriptedUpstream implements Closeable {
  private final ServerSocket server;
  private final Script script;
  private final BlockingQueue<String> notes = new LinkedBlockingQueue<>();
  private final List<Http2Peer> peers = new CopyOnWriteArrayList<>();
  private volatile Throwable failure;

  /** What happens on a connection. It is closed when the script returns. */
  @FunctionalInterface
  public interface Script {
    void serve(Http2Peer peer) throws IOException;
  }

  private Http2ScriptedUpstream(Script script) throws IOException {
    this.script = script;
    this.server = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
    daemon(this::accept);
  }

  /** A backend that runs this script for each connection. */
  public static Http2ScriptedUpstream serving(Script script) throws IOException {
    return new Http2ScriptedUpstream(script);
  }

  /** One that does this with each request, after the usual beginning. */
  public static Http2ScriptedUpstream answering(Answer answer) throws IOException {
    return serving(
        peer -> {
          peer.begin();
          while (true) {
            answer.to(peer, peer.head());
          }
        });
  }

  /** What happens with a request. */
  @FunctionalInterface
  public interface Answer {
    void to(Http2Peer peer, Http2Peer.Head request) throws IOException;
  }

  public int port() {
    return server.getLocalPort();
  }

  /** How many connections there were. */
  public int connectionCount() {
    return peers.size();
  }

  /** Says something to the test. */
  public void note(String note) {
    notes.add(note);
  }

  /** What was said first of what was not asked for yet. */
  public String nextNote() {
    try {
      String note = notes.poll(10, TimeUnit.SECONDS);
      if (note == null) {
        throw new AssertionError("waited for a note", failure);
      }
      return note;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        Http2Peer peer = new Http2Peer(socket);
        peers.add(peer);
        daemon(() -> serve(peer));
      }
    } catch (IOException closed) {
      // Nothing more to accept.
    }
  }

  private void serve(Http2Peer peer) {
    try (peer) {
      script.serve(peer);
    } catch (IOException gone) {
      // The sidecar went away.
    } catch (Throwable thrown) {
      failure = thrown;
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "http2-scripted-upstream");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Http2Peer peer : peers) {
      peer.close();
    }
    if (failure != null) {
      throw new AssertionError("a script failed", failure);
    }
  }
}
