# The certificates of the checks, made anew in $TEMP/tls; sourced. NAME.crt and NAME.key (PKCS#8) for each:
#   ca, other-ca      two authorities
#   one, two          for one.test and 127.0.0.1, for two.test and *.two.test
#   renewed           for one.test like one, made later
#   alice, bob        clients
#   mallory           a client that other-ca signed
#   upstream          for upstream.test and 127.0.0.1
export TLS=$TEMP/tls
mkdir -p "$TLS"

# signed NAME AUTHORITY SUBJECT EXTENSIONS...
signed() {
  local name=$1 authority=$2 subject=$3
  shift 3
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$TLS/$name.key" -subj "$subject" \
    -out "$TLS/$name.csr" 2>/dev/null
  openssl x509 -req -in "$TLS/$name.csr" -CA "$TLS/$authority.crt" -CAkey "$TLS/$authority.key" -days 30 \
    -extfile <(printf '%s\n' 'basicConstraints = CA:FALSE' "$@") -out "$TLS/$name.crt" 2>/dev/null
}

for authority in ca other-ca; do
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$TLS/$authority.key" \
    -subj "/O=Nearside checks/CN=$authority" -days 30 -out "$TLS/$authority.crt" 2>/dev/null
done
signed one ca /CN=one.test 'subjectAltName = DNS:one.test, IP:127.0.0.1'
signed renewed ca /CN=one.test 'subjectAltName = DNS:one.test, IP:127.0.0.1'
signed two ca /CN=two.test 'subjectAltName = DNS:two.test, DNS:*.two.test'
signed upstream ca /CN=upstream.test 'subjectAltName = DNS:upstream.test, IP:127.0.0.1'
signed alice ca /O=checks/CN=alice 'extendedKeyUsage = clientAuth'
signed bob ca /O=checks/CN=bob 'extendedKeyUsage = clientAuth'
signed mallory other-ca /O=checks/CN=alice 'extendedKeyUsage = clientAuth'
