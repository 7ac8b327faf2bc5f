package io.nearside.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.server.RequestGuard.AbsoluteForm;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGuardTest {

  private static HttpRequest request(String method, String target, String... fields) {
    HttpRequest request =
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), target);
    for (int i = 0; i < fields.length; i += 2) {
      request.headers().add(fields[i], fields[i + 1]);
    }
    return request;
  }

  private static int status(HttpRequest request) {
    var refusal = RequestGuard.check(request);
    return refusal == null ? 200 : refusal.status();
  }

  @Test
  void anOrdinaryRequestIsNotRefused() {
    assertThat(status(request("GET", "/a", "Host", "a"))).isEqualTo(200);
    assertThat(status(request("OPTIONS", "*", "Host", "a"))).isEqualTo(200);
    assertThat(status(request("GET", "http://a/", "Host", "a"))).isEqualTo(200);
  }

  @Test
  void codingAndExpectationAreReadInAnyCase() {
    assertThat(status(request("POST", "/", "Host", "a", "Transfer-Encoding", "Chunked")))
        .isEqualTo(200);
    assertThat(status(request("POST", "/", "Host", "a", "Expect", "100-Continue"))).isEqualTo(200);
    assertThat(status(request("POST", "/", "Host", "a", "Expect", "x"))).isEqualTo(417);
    assertThat(status(request("POST", "/", "Host", "a", "Transfer-Encoding", "gzip, chunked")))
        .isEqualTo(501);
  }

  @Test
  void hostIsNamedOnceAndOnlyHttp10DoesWithout() {
    assertThat(status(request("GET", "/"))).isEqualTo(400);
    assertThat(status(request("GET", "/", "Host", ""))).isEqualTo(400);
    assertThat(status(request("GET", "/", "Host", "a", "Host", "a"))).isEqualTo(400);
    assertThat(status(request("GET", "/").setProtocolVersion(HttpVersion.HTTP_1_0))).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"CONNECT,a:443,501", "GET,*,400", "GET,a/b,400", "GET,ftp://a/,400"})
  void targetsThatAreNotForUsAreRefused(String method, String target, int status) {
    assertThat(status(request(method, target, "Host", "a"))).isEqualTo(status);
  }

  @Test
  void whatTheDecoderCouldNotReadHasItsOwnStatus() {
    HttpRequest unread = request("GET", "/");
    unread.setDecoderResult(DecoderResult.failure(new TooLongHttpLineException()));
    assertThat(status(unread)).isEqualTo(414);
    unread.setDecoderResult(DecoderResult.failure(new TooLongHttpHeaderException()));
    assertThat(status(unread)).isEqualTo(431);
    unread.setDecoderResult(DecoderResult.failure(new IllegalArgumentException()));
    assertThat(status(unread)).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "http://a/b?c,a,/b?c",
    "HTTPS://a:1/b,a:1,/b",
    "http://a,a,''",
    "http://a?b,a,/?b",
    "http://[::1]:8080/x,[::1]:8080,/x",
    "http://u@a/,u@a,/"
  })
  void anAbsoluteFormIsAuthorityAndPath(String target, String authority, String pathAndQuery) {
    assertThat(AbsoluteForm.parse(target)).isEqualTo(new AbsoluteForm(authority, pathAndQuery));
  }

  @Test
  void anAbsoluteFormWithoutAPathIsTheRootAndForOptionsTheServer() {
    AbsoluteForm bare = AbsoluteForm.parse("http://a");
    assertThat(bare.originForm("GET")).isEqualTo("/");
    assertThat(bare.originForm("OPTIONS")).isEqualTo("*");
    assertThat(AbsoluteForm.parse("http://a/b").originForm("OPTIONS")).isEqualTo("/b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a", "http:/a", "http:///a", "http://", "ws://a/", "//a/b", "a", ""})
  void otherTargetsAreNotAbsolute(String target) {
    assertThat(AbsoluteForm.parse(target)).isNull();
  }
}
