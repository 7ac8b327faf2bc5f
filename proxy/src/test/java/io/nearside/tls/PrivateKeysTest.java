package io.nearside.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeysTest {
  @TempDir private Path directory;

  private String file(String label, byte[] der) throws Exception {
    return file(
        "-----BEGIN "
            + label
            + "-----\n"
            + Base64.getMimeEncoder().encodeToString(der)
            + "\n-----END "
            + label
            + "-----\n");
  }

  private String file(String text) throws Exception {
    return Files.writeString(directory.resolve("key.pem"), text).toString();
  }

  private static KeyPair rsa() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static KeyPair ec(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  @Test
  void pkcs8IsRead() throws Exception {
    KeyPair pair = rsa();
    String file = file("PRIVATE KEY", pair.getPrivate().getEncoded());
    assertThat(PrivateKeys.read(file)).isEqualTo(pair.getPrivate());
  }

  @Test
  void theTraditionalFormOfRsaIsRead() throws Exception {
    KeyPair pair = rsa();
    byte[] inner =
        PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())
            .parsePrivateKey()
            .toASN1Primitive()
            .getEncoded();
    assertThat(PrivateKeys.read(file("RSA PRIVATE KEY", inner))).isEqualTo(pair.getPrivate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void theTraditionalFormOfEcIsRead(String curve) throws Exception {
    KeyPair pair = ec(curve);
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
    var without = org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(info.parsePrivateKey());
    var whole =
        new org.bouncycastle.asn1.sec.ECPrivateKey(
            pair.getPrivate() instanceof java.security.interfaces.ECPrivateKey key
                ? key.getParams().getOrder().bitLength()
                : 0,
            without.getKey(),
            info.getPrivateKeyAlgorithm().getParameters());
    String file = file("EC PRIVATE KEY", whole.getEncoded());
    assertThat(PrivateKeys.belongTogether(PrivateKeys.read(file), pair.getPublic())).isTrue();
  }

  @Test
  void anEncryptedKeyIsRefusedByName() throws Exception {
    assertThatThrownBy(() -> PrivateKeys.read(file("ENCRYPTED PRIVATE KEY", new byte[8])))
        .hasMessageContaining("key.pem: the key is encrypted");
    String old =
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n"
            + "-----END RSA PRIVATE KEY-----\n";
    assertThatThrownBy(() -> PrivateKeys.read(file(old))).hasMessageContaining("is encrypted");
  }

  @Test
  void whatIsNoKeyIsRefused() throws Exception {
    assertThatThrownBy(() -> PrivateKeys.read(file("nothing")))
        .hasMessageContaining("no private key in it");
    assertThatThrownBy(() -> PrivateKeys.read(file("PRIVATE KEY", new byte[] {1, 2, 3})))
        .hasMessageContaining("no known kind");
    for (int length = 0; length < 8; length++) {
      byte[] cut = new byte[] {0x30, (byte) 0x82, 0x7f, 0x7f, 0x02, 0x01, 0x01, 0x04};
      byte[] der = java.util.Arrays.copyOf(cut, length);
      assertThatThrownBy(() -> PrivateKeys.read(file("EC PRIVATE KEY", der)))
          .isInstanceOf(UnusableFile.class);
    }
    assertThatThrownBy(() -> PrivateKeys.read(directory.resolve("none").toString()))
        .hasMessageEndingWith("none: no such file");
  }

  @Test
  void aKeyBelongsToItsOwnCertificateOnly() throws Exception {
    KeyPair ec = ec("secp256r1");
    KeyPair rsa = rsa();
    assertThat(PrivateKeys.belongTogether(ec.getPrivate(), ec.getPublic())).isTrue();
    assertThat(PrivateKeys.belongTogether(ec.getPrivate(), ec("secp256r1").getPublic())).isFalse();
    assertThat(PrivateKeys.belongTogether(rsa.getPrivate(), rsa.getPublic())).isTrue();
    assertThat(PrivateKeys.belongTogether(rsa.getPrivate(), ec.getPublic())).isFalse();
    KeyPair ed = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    assertThat(PrivateKeys.belongTogether(ed.getPrivate(), ed.getPublic())).isTrue();
  }
}
