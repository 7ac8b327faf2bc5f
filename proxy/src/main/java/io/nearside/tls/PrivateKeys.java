package io.nearside.tls;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The private key of a PEM file: PKCS#8, or the forms of RSA and EC from before. */
public final class PrivateKeys {
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private PrivateKeys() {}

  /**
   * Reads it.
   *
   * @throws UnusableFile when there is none, or it is encrypted or of no known kind
   */
  public static PrivateKey read(String file) throws UnusableFile {
    for (Pem.Block block : Pem.read(file)) {
      if (block.label().endsWith("PRIVATE KEY")) {
        return parse(block);
      }
    }
    throw new UnusableFile(file, "no private key in it");
  }

  private static PrivateKey parse(Pem.Block block) throws UnusableFile {
    if (block.label().startsWith("ENCRYPTED") || block.isEncrypted()) {
      throw new UnusableFile(
          block.file(), "the key is encrypted (openssl pkey -in FILE -out FILE2 decrypts it)");
    }
    byte[] der = block.der();
    byte[] pkcs8 =
        switch (block.label()) {
          case "PRIVATE KEY" -> der;
          case "RSA PRIVATE KEY" -> TraditionalKey.ofRsa(der);
          case "EC PRIVATE KEY" -> TraditionalKey.ofEc(der);
          default -> null;
        };
    PrivateKey key = pkcs8 == null ? null : key(new PKCS8EncodedKeySpec(pkcs8));
    if (key == null) {
      throw new UnusableFile(block.file(), "a key of no known kind: " + block.label());
    }
    return key;
  }

  private static @Nullable PrivateKey key(PKCS8EncodedKeySpec encoded) {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (GeneralSecurityException another) {
        // The next algorithm.
      }
    }
    return null;
  }

  /** Whether what one signs the other verifies. */
  static boolean belongTogether(PrivateKey key, PublicKey certified) {
    if (!sameAlgorithm(key, certified)) {
      return false;
    }
    String signing =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
          default -> "";
        };
    if (signing.isEmpty()) {
      return true;
    }
    byte[] sample = {1, 2, 3};
    try {
      Signature signer = Signature.getInstance(signing);
      signer.initSign(key);
      signer.update(sample);
      byte[] signature = signer.sign();
      signer.initVerify(certified);
      signer.update(sample);
      return signer.verify(signature);
    } catch (GeneralSecurityException different) {
      return false;
    }
  }

  /** An RSASSA-PSS certificate may have a key that says just RSA. */
  private static boolean sameAlgorithm(PrivateKey key, PublicKey certified) {
    return key.getAlgorithm().startsWith("RSA")
        ? certified.getAlgorithm().startsWith("RSA")
        : key.getAlgorithm().equals(certified.getAlgorithm());
  }
}
