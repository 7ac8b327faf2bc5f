package io.nearside.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nearside.admin.AdminAccess.Refusal;
import io.nearside.caching.PurgeOrder.Invalid;
import io.nearside.store.PurgeLog.Outcome;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.EventExecutor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /purge}.
 *
 * @param access who may
 * @param purging what it purges with
 */
record PurgeEndpoint(AdminAccess access, Purging purging) {
  private static final List<String> FORMS =
      List.of("application/x-www-form-urlencoded", "multipart/form-data");
  private static final String AWAITED =
      "Redis did not take it in time: it holds in this sidecar and is appended as soon as Redis is"
          + " back";

  /**
   * Purges, and answers once.
   *
   * @param loop where the answer is given, at once or later
   */
  void answer(FullHttpRequest request, EventExecutor loop, Consumer<FullHttpResponse> answer) {
    FullHttpResponse refusal = refusal(request);
    if (refusal != null) {
      answer.accept(refusal);
      return;
    }
    PurgeCall call;
    long[] tags;
    try {
      call = PurgeCall.read(request.content().toString(UTF_8), purging.targets().suggestions());
      tags = purging.targets().tags(call.order());
    } catch (Invalid invalid) {
      answer.accept(error(HttpResponseStatus.BAD_REQUEST, invalid.sentence()));
      return;
    }
    purging.purge(
        tags,
        call.order().soft(),
        outcome -> onLoop(loop, () -> purged(outcome, tags.length, call.waits(), loop, answer)));
  }

  private static void onLoop(EventExecutor loop, Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException stopped) {
      // The listener was closed meanwhile, and its connections with it: there is nobody to tell.
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Its task is all there is to it.
  private void purged(
      Outcome outcome,
      int tags,
      boolean waits,
      EventExecutor loop,
      Consumer<FullHttpResponse> answer) {
    if (waits && outcome.appended() && purging.maxLagMillis() > 0) {
      loop.schedule(
          () -> answer.accept(done(outcome, tags)), purging.maxLagMillis(), TimeUnit.MILLISECONDS);
    } else {
      answer.accept(done(outcome, tags));
    }
  }

  private FullHttpResponse done(Outcome outcome, int tags) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("appended", outcome.appended());
    if (outcome.appended()) {
      members.put("position", outcome.id());
    }
    members.put("tags", tags);
    members.put("max-lag-ms", purging.maxLagMillis());
    if (!outcome.appended()) {
      members.put("detail", AWAITED);
    }
    return AdminAnswer.json(
        outcome.appended() ? HttpResponseStatus.OK : HttpResponseStatus.ACCEPTED, members);
  }

  private @Nullable FullHttpResponse refusal(FullHttpRequest request) {
    if (!request.method().equals(HttpMethod.POST)) {
      FullHttpResponse refused =
          error(HttpResponseStatus.METHOD_NOT_ALLOWED, "method not allowed; accepted: POST");
      refused.headers().set(HttpHeaderNames.ALLOW, "POST");
      return refused;
    }
    Refusal refusal = access.refusal(request.headers());
    if (refusal != null) {
      FullHttpResponse refused =
          error(HttpResponseStatus.valueOf(refusal.status()), refusal.sentence());
      if (refusal.status() == HttpResponseStatus.UNAUTHORIZED.code()) {
        refused.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"nearside\"");
      }
      return refused;
    }
    String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
    return FORMS.stream().anyMatch(type::startsWith)
        ? error(
            HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
            "a form is not taken here; accepted: JSON, Content-Type: application/json")
        : null;
  }

  private static FullHttpResponse error(HttpResponseStatus status, String sentence) {
    return AdminAnswer.json(status, Map.of("error", sentence));
  }
}
