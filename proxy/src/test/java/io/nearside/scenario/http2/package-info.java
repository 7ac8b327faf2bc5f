/** What clients that speak HTTP/2 get, and what they may not do. */
package io.nearside.scenario.http2;
