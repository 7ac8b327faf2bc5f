package io.nearside.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was made of one state of the files. OpenSSL's part of it is freed with the last who holds
 * it; a connection holds what it needs itself.
 */
final class Generation extends AbstractReferenceCounted {
  private final ServerNames<SslContext> byName;
  private final List<SslContext> all;

  Generation(ServerNames<SslContext> byName, List<SslContext> all) {
    this.byName = byName;
    this.all = all;
  }

  /** Of contexts that have a place and no names. */
  static Generation of(List<SslContext> contexts) {
    return new Generation(new ServerNames<>(contexts.get(0)), contexts);
  }

  /** The one in this place. */
  SslContext at(int place) {
    return all.get(place);
  }

  SslContext choose(@Nullable String name) {
    return byName.choose(name);
  }

  @Override
  protected void deallocate() {
    all.forEach(ReferenceCountUtil::release);
  }

  @Override
  public ReferenceCounted touch(Object hint) {
    return this;
  }
}
