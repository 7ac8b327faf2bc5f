package io.nearside.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.store.redis.RedisAccess.Tls;
import io.nearside.store.redis.RedisAccess.Verify;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with an authority that is made up for the test. */
class RedisTlsTest {
  @TempDir private static Path directory;
  private static Certificates certificates;
  private static Certificates others;
  private static RedisProcess redis;
  private static TlsRelay plain;
  private static TlsRelay asking;

  @BeforeAll
  static void start() throws Exception {
    certificates =
        new Certificates(directory.resolve("ours"))
            .sign("server", "dns:localhost")
            .sign("sidecar", "dns:sidecar");
    others = new Certificates(directory.resolve("theirs"));
    redis = RedisProcess.start();
    plain = new TlsRelay(redis, certificates.server("server"), false);
    asking = new TlsRelay(redis, certificates.server("server"), true);
  }

  @AfterAll
  static void stop() {
    plain.close();
    asking.close();
    redis.close();
  }

  @Test
  void aServerThatOurAuthoritySignedIsSpokenTo() {
    assertConnects("localhost", plain, trusting(certificates, Verify.FULL));
  }

  @Test
  void aServerThatAnotherAuthoritySignedIsRefused() {
    assertRefuses("localhost", plain, trusting(others, Verify.FULL), "certificate is refused");
    assertRefuses("localhost", plain, trusting(others, Verify.CA), "certificate is refused");
    assertRefuses("localhost", plain, Tls.STANDARD, "certificate is refused");
  }

  @Test
  void aServerOfAnotherNameIsRefusedUnlessTheNameIsNotAskedFor() {
    assertRefuses(
        "127.0.0.1", plain, trusting(certificates, Verify.FULL), "certificate is refused");
    assertConnects("127.0.0.1", plain, trusting(certificates, Verify.CA));
  }

  @Test
  void withoutVerificationAnyServerIsSpokenTo() {
    assertConnects("127.0.0.1", plain, new Tls(null, null, null, Verify.NONE));
    assertConnects("127.0.0.1", plain, trusting(others, Verify.NONE));
  }

  @Test
  void aServerThatAsksForACertificateIsShownOurs() throws Exception {
    Tls shown =
        new Tls(
            certificates.ca(),
            certificates.certificate("sidecar"),
            certificates.key("sidecar"),
            Verify.FULL);
    assertConnects("localhost", asking, shown);
    assertRefuses("localhost", asking, trusting(certificates, Verify.FULL), "");
  }

  private static Tls trusting(Certificates authority, Verify verify) {
    return new Tls(authority.ca(), null, null, verify);
  }

  private static void assertConnects(String host, TlsRelay relay, Tls tls) {
    try (LinkRig sidecar = rig(host, relay, tls)) {
      sidecar.assertPurgesReach(sidecar, 1);
    }
  }

  private static void assertRefuses(String host, TlsRelay relay, Tls tls, String why) {
    try (LinkRig sidecar = rig(host, relay, tls)) {
      sidecar.awaitTold(RedisEvent.CONNECT_FAILED, why);
      assertThat(sidecar.isFollowed()).isFalse();
      assertThat(sidecar.told()).noneMatch(line -> line.startsWith("CONNECTED"));
    }
  }

  private static LinkRig rig(String host, TlsRelay relay, Tls tls) {
    @Nullable String none = null;
    return new LinkRig(
        "rediss://" + host + ":" + relay.port(),
        new RedisAccess(false, none, none, none, none, tls));
  }
}
