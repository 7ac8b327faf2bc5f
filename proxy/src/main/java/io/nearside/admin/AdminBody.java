package io.nearside.admin;

import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;

/** Gathers a request's body, which may be large for a purge only. */
final class AdminBody extends HttpObjectAggregator {
  static final int MAX_PURGE_BYTES = 1 << 20;
  private static final int MAX_BYTES = 4096;

  AdminBody() {
    super(MAX_PURGE_BYTES, true);
  }

  @Override
  protected boolean isContentLengthInvalid(HttpMessage start, int maxContentLength) {
    boolean purge =
        start instanceof HttpRequest request
            && AdminHandler.path(request.uri()).equals(AdminHandler.PURGE);
    int limit = purge ? maxContentLength : MAX_BYTES;
    return super.isContentLengthInvalid(start, limit)
        || (!purge && HttpUtil.isTransferEncodingChunked(start));
  }
}
