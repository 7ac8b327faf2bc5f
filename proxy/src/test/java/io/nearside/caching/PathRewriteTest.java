package io.nearside.caching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathRewriteTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      emptyValue = "",
      textBlock =
          """
          # strip, add, target, upstream
          /api, '',  /api/x,       /x
          /api, '',  /api/x?y=1,   /x?y=1
          /api, '',  /api,         /
          /api, '',  /api/,        /
          /api, '',  /api?y,       /?y
          /api, '',  /api/?y,      /?y
          /api, '',  /apix,        /apix
          /api, '',  /apix/api/y,  /apix/api/y
          /api, '',  /api%2Fx,     /api%2Fx
          /api, '',  /api/%2Fx,    /%2Fx
          /api, '',  /api;v=1/x,   /api;v=1/x
          /api, '',  /Api/x,       /Api/x
          /api, '',  /api//x,      //x
          /api, '',  /x/api,       /x/api
          /api, '',  *,            *
          /a/b, '',  /a/b/c,       /c
          /a/b, '',  /a/bc,        /a/bc
          /api, /v1, /api/x,       /v1/x
          /api, /v1, /api,         /v1
          /api, /v1, /api?y,       /v1?y
          /api, /v1, /other,       /other
          '',   /v1, /x,           /v1/x
          '',   /v1, /,            /v1/
          '',   /v1, *,            *
          '',   '',  /x,           /x
          """)
  void aTargetGoesUpstream(String strip, String add, String target, String upstream) {
    assertThat(new PathRewrite(strip, add).toUpstream(target)).isEqualTo(upstream);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          # strip, add, upstream, client
          /api, '',  /x,         /api/x
          /api, '',  /x?y#z,     /api/x?y#z
          /api, '',  /,          /api/
          /api, '',  /apix,      /api/apix
          /api, '',  /api/x,     /api/x
          /api, '',  /api,       /api
          /api, /v1, /v1/x,      /api/x
          /api, /v1, /v1,        /api
          /api, /v1, /v1?y,      /api?y
          /api, /v1, /api/x,     /api/x
          /api, /v1, /x,         -
          '',   /v1, /v1/x,      /x
          '',   /v1, /v1,        /
          '',   /v1, /v1?y,      /?y
          '',   /v1, /v12,       -
          /api, /api/v2, /api/v2/x, /api/x
          """)
  void aPathOfTheUpstreamComesBack(String strip, String add, String upstream, String client) {
    assertThat(new PathRewrite(strip, add).toClient(upstream)).isEqualTo(client);
  }

  @Test
  void whatTheUpstreamGetsComesBackAsItWas() {
    for (PathRewrite rewrite :
        new PathRewrite[] {
          new PathRewrite("/api", ""), new PathRewrite("/api", "/v1"), new PathRewrite("", "/v1")
        }) {
      for (String path : new String[] {"/api/x", "/api/x/?y=/api", "/api/v1/%2F"}) {
        assertThat(rewrite.toClient(rewrite.toUpstream(path))).isEqualTo(path);
      }
    }
  }
}
