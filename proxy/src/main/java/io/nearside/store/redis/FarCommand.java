package io.nearside.store.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandKeyword;
import io.lettuce.core.protocol.CommandType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way to a node. It is one object with its reply's receiver, where Lettuce's own
 * would be a future and what waits for it.
 */
final class FarCommand extends Command<byte[], byte[], byte @Nullable []> {
  private final FarReply reply;
  private final boolean redirected;
  private @Nullable FarLink link;
  private boolean ended;

  private FarCommand(
      CommandType type, CommandArgs<byte[], byte[]> args, FarReply reply, boolean redirected) {
    super(type, new Bytes(), args);
    this.reply = reply;
    this.redirected = redirected;
  }

  private static CommandArgs<byte[], byte[]> args(byte[] name) {
    return new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(name);
  }

  static FarCommand get(byte[] name, FarReply reply) {
    return new FarCommand(CommandType.GET, args(name), reply, false);
  }

  static FarCommand set(byte[] name, byte[] value, long lifetimeMillis, FarReply reply) {
    var args = args(name).addValue(value).add(CommandKeyword.PX).add(lifetimeMillis);
    return new FarCommand(CommandType.SET, args, reply, false);
  }

  /** As {@link #set}, unless there is a value; then the reply has no value. */
  static FarCommand setIfAbsent(byte[] name, byte[] value, long lifetimeMillis, FarReply reply) {
    var args = args(name).addValue(value).add(CommandKeyword.PX).add(lifetimeMillis);
    return new FarCommand(CommandType.SET, args.add("NX"), reply, false);
  }

  /** As {@link #set}, but only in the place of a value, whose lifetime it takes over. */
  static FarCommand replace(byte[] name, byte[] value, FarReply reply) {
    var args = args(name).addValue(value).add("XX").add("KEEPTTL");
    return new FarCommand(CommandType.SET, args, reply, false);
  }

  /** Lets a value live at least so long. Redis before 7 refuses. */
  static FarCommand prolong(byte[] name, long lifetimeMillis, FarReply reply) {
    return new FarCommand(
        CommandType.PEXPIRE, args(name).add(lifetimeMillis).add("GT"), reply, false);
  }

  static FarCommand delete(byte[] name, FarReply reply) {
    return new FarCommand(CommandType.DEL, args(name), reply, false);
  }

  static FarCommand ping(FarReply reply) {
    return new FarCommand(
        CommandType.PING, new CommandArgs<>(ByteArrayCodec.INSTANCE), reply, false);
  }

  /** What a node wants to hear before it answers for a slot that it is being given. */
  static FarCommand asking() {
    return new FarCommand(
        CommandType.ASKING,
        new CommandArgs<>(ByteArrayCodec.INSTANCE),
        (value, failure) -> {},
        true);
  }

  /** The same for another node, which may not send it on again. */
  FarCommand again() {
    return new FarCommand((CommandType) getType(), getArgs(), reply, true);
  }

  boolean isRedirected() {
    return redirected;
  }

  void sentOn(FarLink link) {
    this.link = link;
  }

  @Override
  public void complete() {
    super.complete();
    if (output.hasError()) {
      refused(output.getError());
    } else {
      end(output.get(), null);
    }
  }

  private void refused(String error) {
    FarLink answering = link;
    if (!ended && answering != null && answering.refused(this, error)) {
      ended = true; // The reply comes from where it was sent on.
      return;
    }
    end(null, error);
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    boolean first = super.completeExceptionally(failure);
    end(null, failure.toString());
    return first;
  }

  @Override
  public void cancel() {
    super.cancel();
    end(null, "cancelled");
  }

  private void end(byte @Nullable [] value, @Nullable String failure) {
    if (!ended) {
      ended = true;
      reply.arrived(value, failure);
    }
  }

  /** Whatever Redis answers, as bytes. */
  private static final class Bytes extends CommandOutput<byte[], byte[], byte @Nullable []> {
    private static final byte[] NUMBER = {};

    @SuppressWarnings("NullAway") // Lettuce says nothing of null.
    Bytes() {
      super(ByteArrayCodec.INSTANCE, null);
    }

    @Override
    @SuppressWarnings("NullAway") // Null is a value that is not there.
    public void set(@Nullable ByteBuffer bytes) {
      output = bytes == null ? null : ByteArrayCodec.INSTANCE.decodeValue(bytes);
    }

    @Override
    public void set(long number) {
      output = NUMBER;
    }
  }
}
