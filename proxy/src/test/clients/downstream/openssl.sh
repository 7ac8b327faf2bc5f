# openssl s_client: handshakes, resumption, what is refused, a certificate that is renewed; started by run.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/../checks.sh"
client=openssl
transcript=$OUT/openssl.txt
openssl version >"$transcript"
secure=127.0.0.1:${SECURE#*:} demand=127.0.0.1:${DEMAND#*:}

# shake ARGUMENTS...: a handshake; standard input is sent behind it. What was said goes to $said and the transcript.
shake() {
  note openssl s_client "$@"
  said=$(timeout 30 openssl s_client -CAfile "$TLS/ca.crt" "$@" 2>&1)
  ended=$?
  grep -aE 'subject=|issuer=|ALPN|Protocol *:|^New|^Reused|Cipher|Verif|alert|error|RENEG|^HTTP|serial' <<<"$said" >>"$transcript"
}

serial() {
  openssl s_client -connect "$secure" -servername one.test </dev/null 2>/dev/null | openssl x509 -noout -serial
}

shake -connect "$secure" -alpn h2,http/1.1 </dev/null
like "ALPN of both takes h2" 'ALPN protocol: h2' "$said"
like "TLS 1.3 is taken" '^New, TLSv1.3, Cipher is TLS_' "$said"
like "the chain verifies" 'Verify return code: 0 \(ok\)' "$said"
shake -connect "$secure" -alpn http/1.1 </dev/null
like "ALPN http/1.1" 'ALPN protocol: http/1.1' "$said"
shake -connect "$secure" </dev/null
like "without ALPN" 'No ALPN negotiated' "$said"
shake -connect "$secure" -ign_eof < <(printf 'GET /cached/openssl HTTP/1.1\r\nHost: one.test\r\nConnection: close\r\n\r\n')
like "HTTP/1.1 without ALPN" 'HTTP/1.1 200 OK' "$said"
like "the connection's end is said" 'closed' "$said"
shake -connect "$secure" -alpn h3 </dev/null
like "a protocol that we do not have" 'No ALPN negotiated|no application protocol' "$said"
shake -connect "$secure" -servername two.test </dev/null
like "a second name" 'subject=CN = two.test' "$said"
shake -connect "$secure" -servername WWW.Two.Test </dev/null
like "a wildcard, in any case" 'subject=CN = two.test' "$said"
shake -connect "$secure" -servername a.b.two.test </dev/null
cached "a wildcard is one label" 'subject=CN = one.test' "$said"
shake -connect "$secure" -servername other.test </dev/null
like "an unknown name gets the first" 'subject=CN = one.test' "$said"
shake -connect "$secure" -noservername </dev/null
like "no name gets the first" 'subject=CN = one.test' "$said"

for version in tls1 tls1_1; do
  shake -connect "$secure" -$version -cipher DEFAULT@SECLEVEL=0 </dev/null
  like "$version is refused" 'alert protocol version|alert handshake failure' "$said"
done
shake -connect "$secure" -tls1_2 </dev/null
like "TLS 1.2 has forward secrecy and AEAD" '^New, TLSv1.2, Cipher is ECDHE-.*(GCM|CHACHA20)' "$said"
for cipher in AES128-GCM-SHA256 ECDHE-ECDSA-AES128-SHA DES-CBC3-SHA NULL; do
  shake -connect "$secure" -tls1_2 -cipher "$cipher@SECLEVEL=0" </dev/null
  like "$cipher is refused" 'handshake failure|no cipher match' "$said"
done

shake -connect "$secure" -tls1_2 -reconnect </dev/null
same "TLS 1.2 is resumed five times" 5 "$(grep -c '^Reused, TLSv1.2' <<<"$said")"
shake -connect "$secure" -tls1_3 -servername one.test -sess_out "$TEMP/session" -ign_eof \
  < <(printf 'GET /cached/openssl HTTP/1.1\r\nHost: one.test\r\nConnection: close\r\n\r\n')
shake -connect "$secure" -tls1_3 -servername one.test -sess_in "$TEMP/session" </dev/null
like "TLS 1.3 is resumed" '^Reused, TLSv1.3' "$said"
shake -connect "$secure" -tls1_2 < <(sleep 0.5; printf 'R\n'; sleep 2)
same "renegotiation is refused" 0 "$(sed '1,/RENEGOTIATING/d' <<<"$said" | grep -c 'verify return\|Verify return code: 0')"
like "the client is told or cut off" 'no renegotiation|wrong version|unexpected|closed|error|errno' \
  "$(sed '1,/RENEGOTIATING/d' <<<"$said")"
shake -connect "$secure" -tls1_2 -legacy_renegotiation -cipher 'ALL@SECLEVEL=0' </dev/null
like "secure renegotiation is offered or none is" 'Secure Renegotiation IS' "$said"
shake -connect "$secure" -tlsextdebug -status </dev/null
same "no compression" 0 "$(grep -c 'Compression: zlib' <<<"$said")"

note half a handshake, then plain HTTP
plain=$(timeout 5 curl -s --http0.9 -m 4 "http://$secure/seen/plain" 2>&1)
same "plain HTTP at the TLS port gets no page" 0 "$(grep -c '"path"' <<<"$plain")"
same "and TLS at the plain port no handshake" 1 \
  "$(timeout 10 openssl s_client -connect "$PLAIN" </dev/null >"$TEMP/said" 2>&1; grep -c 'Cipher is (NONE)' "$TEMP/said")"

if [ "$CACHE" = yes ]; then
  shake -connect "$demand" -tls1_2 </dev/null
  like "no certificate where one is required, TLS 1.2" 'alert (handshake failure|bad certificate|certificate required)' "$said"
  shake -connect "$demand" -tls1_3 -ign_eof < <(printf 'GET /seen/x HTTP/1.1\r\nHost: one.test\r\nConnection: close\r\n\r\n')
  like "no certificate where one is required, TLS 1.3" 'alert (certificate required|bad certificate|handshake failure)' "$said"
  shake -connect "$demand" -cert "$TLS/alice.crt" -key "$TLS/alice.key" -ign_eof \
    < <(printf 'GET /cached/openssl HTTP/1.1\r\nHost: one.test\r\nConnection: close\r\n\r\n')
  like "with one" 'HTTP/1.1 200 OK' "$said"
  like "whom it wants signed by" 'CN = ca' "$(sed -n '/Acceptable client/,/^Re/p' <<<"$said")"

  # Renewed as cert-manager and certbot do: other files, moved into place. The old pair keeps serving while only one is new.
  before=$(serial)
  cp "$TLS/renewed.crt" "$served/new.crt" && mv "$served/new.crt" "$served/one.crt"
  sleep 2
  same "a certificate without its key is not taken" "$before" "$(serial)"
  cp "$TLS/renewed.key" "$served/new.key" && mv "$served/new.key" "$served/one.key"
  for _ in $(seq 50); do [ "$(serial)" != "$before" ] && break; sleep 0.2; done
  same "a renewed certificate is served" "$(openssl x509 -in "$TLS/renewed.crt" -noout -serial)" "$(serial)"
  echo garbage >"$served/one.crt"
  sleep 2
  same "a broken one is not" "$(openssl x509 -in "$TLS/renewed.crt" -noout -serial)" "$(serial)"
  cp "$TLS/renewed.crt" "$served/one.crt"
fi
exit 0
