package io.nearside.demo;

/** The text that {@code nearside demo} prints: what to type and what to look for. */
public final class DemoGuide {
  private DemoGuide() {}

  /** The guide for a proxy and a backend on these ports of 127.0.0.1. Ends with a line break. */
  public static String text(int proxyPort, int backendPort) {
    return """
        Nearside listens on http://127.0.0.1:{proxy}, in front of a product catalogue on
        http://127.0.0.1:{backend} that takes 200 ms for each read. In another terminal, type:

        1. The same GET twice. The first takes 200 ms, the second almost nothing.

             curl -i http://127.0.0.1:{proxy}/catalog
             curl -i http://127.0.0.1:{proxy}/catalog

           Look for   Cache-Status: nearside; fwd=...; stored     then   Cache-Status: nearside; hit; ttl=...
           Age grows while the answer is kept; X-Backend-Reads stays: the backend was not asked.

        2. The order of parameters makes no difference: one entry.

             curl -i 'http://127.0.0.1:{proxy}/catalog?category=lighting&sort=price'
             curl -i 'http://127.0.0.1:{proxy}/catalog?sort=price&category=lighting'

        3. A write makes what was kept out of date, with all its queries.

             curl -i -H 'Content-Type: application/json' \\
               -d '{"name":"Desk","category":"furniture","price":310}' \\
               http://127.0.0.1:{proxy}/catalog/items
             curl -i http://127.0.0.1:{proxy}/catalog

           The list has the desk, and Cache-Status says fwd=... again. So it goes with
           PUT and DELETE on /catalog/items/1.

        4. What belongs to one user is not kept: never a hit.

             curl -i -H 'Authorization: Bearer alice' http://127.0.0.1:{proxy}/me

        5. Many at once on a cold key make one read (ab is in apache2-utils).

             ab -n 200 -c 50 'http://127.0.0.1:{proxy}/catalog?sort=name'

        Ctrl-C ends it.
        """
        .replace("{proxy}", String.valueOf(proxyPort))
        .replace("{backend}", String.valueOf(backendPort));
  }
}
