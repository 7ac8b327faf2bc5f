/** What the sidecar's connections to the upstream are made of: HTTP/2, TLS, files, headers. */
package io.nearside.scenario.upstreams;
