package io.nearside.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.nearside.store.redis.RedisAccess.Verify;
import io.nearside.store.redis.RedisConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RedisAccessReaderTest {
  @TempDir private Path directory;

  @Test
  void userAndPasswordStandInForThoseOfTheUri() throws InvalidConfig {
    RedisConfig redis =
        redis(
            "uri = \"redis-sentinel://s#m\"",
            "user = u, password = 123",
            "sentinel-user = su, sentinel-password = s3p");
    assertThat(redis.access().user()).isEqualTo("u");
    assertThat(redis.access().password()).isEqualTo("123");
    assertThat(redis.access().sentinelUser()).isEqualTo("su");
    assertThat(redis.access().sentinelPassword()).isEqualTo("s3p");
    assertThat(redis.access().tls().verify()).isEqualTo(Verify.FULL);
    assertThat(redis.toString()).doesNotContain("123", "s3p");
  }

  @Test
  void aKeyInPkcs8IsAccepted() throws Exception {
    byte[] der = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate().getEncoded();
    String key = pem("PRIVATE KEY", Base64.getMimeEncoder().encodeToString(der));
    assertThat(errors("uri = \"rediss://a\"", "tls.key = \"" + key + "\""))
        .isEqualTo(
            "nearside.conf:3: nearside.redis.tls.key: without its certificate; accepted: with"
                + " redis.tls.cert");
  }

  @Test
  void aKeyInAnotherFormIsToldWithItsReason() throws Exception {
    assertThat(keyError("RSA PRIVATE KEY", "AAAA")).contains("the key is not PKCS#8 (openssl");
    assertThat(keyError("ENCRYPTED PRIVATE KEY", "AAAA")).contains("the key is encrypted;");
    assertThat(keyError("CERTIFICATE", "AAAA")).contains("no key in it;");
    assertThat(keyError("PRIVATE KEY", "AAAA")).contains("a key of no known kind;");
    assertThat(errors("uri = \"rediss://a\"", "tls.key = \"" + directory + "\""))
        .contains("a directory; accepted: the path of a PEM file with one unencrypted PKCS#8 key");
  }

  @Test
  void aFileWithoutCertificatesIsToldWithItsReason() throws Exception {
    String empty = Files.createFile(directory.resolve("empty.pem")).toString();
    String broken = pem("CERTIFICATE", "AAAA");
    assertThat(errors("uri = \"rediss://a\"", "tls.ca = \"" + empty + "\""))
        .contains("empty.pem\": no certificate in it; accepted: the path of a PEM file");
    assertThat(errors("uri = \"rediss://a\"", "tls.ca = \"" + broken + "\""))
        .contains("x.pem\": not certificates, ");
  }

  static Stream<Arguments> contradictions() {
    return Stream.of(
        arguments("redis://a/3", "cluster = on", "uri: a cluster has one database only; accept"),
        arguments("redis://a,b/3", "", "uri: a cluster has one database only; accept"),
        arguments("redis-sentinel://a#m", "cluster = on", "cluster: on with Sentinels or a socket"),
        arguments("redis-socket:///a", "cluster = on", "cluster: on with Sentinels or a socket"),
        arguments("redis://a", "user = u", "user: without a password; accepted: with redis.pass"),
        arguments("redis://u@a", "", "uri: a user without a password; accepted: USER:PASSWORD@"),
        arguments("redis://a", "sentinel-password = x", "sentinel-password: redis.uri has no Sent"),
        arguments("redis-sentinel://a#m", "sentinel-user = x", "sentinel-user: without a password"),
        arguments("redis://a", "tls.verify = ca", "tls.verify: redis.uri is without TLS; accepted"),
        arguments("redis://a", "password = []", "password = ***: a list; accepted: text"),
        arguments("redis://a", "password = [sec]", "password = ***: a list; accepted: text"),
        arguments("rediss://a", "tls.ca = \"no/such\"", "tls.ca = \"no/such\": no such file; acc"),
        arguments(
            "rediss://a", "tls.verify = some", "tls.verify = \"some\": unknown word; accept"));
  }

  @ParameterizedTest
  @MethodSource("contradictions")
  void whatDoesNotGoTogetherIsToldWithLineAndKey(String uri, String line, String error) {
    int at = error.startsWith("uri") ? 2 : 3;
    assertThat(errors("uri = \"" + uri + "\"", line))
        .startsWith("nearside.conf:" + at + ": nearside.redis." + error);
  }

  @Test
  void whatAFlagsUriContradictsIsToldToo() {
    assertThat(
            ConfigText.of(directory, "nearside {", "redis.cluster = on }")
                .errors(new Overrides(null, "http://b", "redis://a/1", null)))
        .containsExactly(
            "nearside.conf: nearside.redis.uri: a cluster has one database only; accepted: a URI of"
                + " a cluster without /DB");
  }

  private String keyError(String kind, String base64) throws IOException {
    return errors("uri = \"rediss://a\"", "tls.key = \"" + pem(kind, base64) + "\"");
  }

  private String pem(String kind, String base64) throws IOException {
    String text = "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
    return Files.writeString(directory.resolve("x.pem"), text).toString();
  }

  private String errors(String... lines) {
    return String.join("\n", text(lines).errors());
  }

  private RedisConfig redis(String... lines) throws InvalidConfig {
    return Objects.requireNonNull(text(lines).load().settings().redis());
  }

  private ConfigText text(String... lines) {
    return ConfigText.of(directory, "nearside.redis {\n" + String.join("\n", lines) + "\n}");
  }
}
