package io.nearside.tls;

import io.nearside.tls.ServerTlsConfig.KeyFiles;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who one side of a connection proves to be: a certificate with those that lead to whom others
 * trust, and its key.
 *
 * @param chain the own certificate first
 */
public record Identity(List<X509Certificate> chain, PrivateKey key) {

  /**
   * Reads one.
   *
   * @throws UnusableFile when one of the files cannot be used, or the two do not belong together
   */
  public static Identity read(KeyFiles files) throws UnusableFile {
    List<X509Certificate> chain = Certificates.read(files.certificate());
    PrivateKey key = PrivateKeys.read(files.key());
    if (!PrivateKeys.belongTogether(key, chain.get(0).getPublicKey())) {
      throw new UnusableFile(
          files.key(), "not the key of the first certificate in " + files.certificate());
    }
    return new Identity(chain, key);
  }

  /** Why it is hardly of use at this time, or null when it is. */
  public @Nullable String doubt(long nowMillis) {
    for (X509Certificate certificate : chain) {
      Instant from = certificate.getNotBefore().toInstant();
      Instant until = certificate.getNotAfter().toInstant();
      if (until.toEpochMilli() < nowMillis) {
        return "expired on " + until + ": " + certificate.getSubjectX500Principal();
      }
      if (from.toEpochMilli() > nowMillis) {
        return "not valid before " + from + ": " + certificate.getSubjectX500Principal();
      }
    }
    return null;
  }
}
