package io.nearside.upstream;

import io.nearside.exchange.UpstreamFailure;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no session of TLS.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9209#section-2.3
 */
final class TlsFailure {
  private static final int DEEPEST = 16;

  private TlsFailure() {}

  static NotConnected of(Throwable cause) {
    UpstreamFailure failure =
        isAboutTheCertificate(cause)
            ? UpstreamFailure.TLS_CERTIFICATE_ERROR
            : UpstreamFailure.TLS_PROTOCOL_ERROR;
    NotConnected known = new NotConnected(failure, String.valueOf(cause.getMessage()));
    known.initCause(cause);
    return known;
  }

  private static boolean isAboutTheCertificate(@Nullable Throwable cause) {
    Throwable at = cause;
    for (int i = 0; at != null && i < DEEPEST; i++) {
      if (at instanceof CertificateException || at instanceof CertPathValidatorException) {
        return true;
      }
      at = at.getCause();
    }
    return false;
  }
}
