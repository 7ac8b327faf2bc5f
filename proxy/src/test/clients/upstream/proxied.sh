# PROXY headers that the sidecar sends: nginx takes version 1, HAProxy version 2; started by run.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/../checks.sh"
client=proxied
transcript=$OUT/proxied.txt
[ "$CACHE" = yes ] || exit 0
: >"$transcript"

for name in proxied-v1 proxied-v2; do
  client="proxied ${name#*-}"
  for address in 127.0.0.1 127.0.0.7 127.0.0.8 127.0.0.7; do
    note curl --interface "$address" -H "Host: $name.test"
    said=$(curl -s -m 20 -D - --interface "$address" -H "Host: $name.test" "http://$PLAIN/uncached/$name" | tr -d '\r' | tee -a "$transcript")
    like "the backend sees $address" "^X-Proxy-Client: $address\$" "$said"
  done
  several=$(for n in $(seq 40); do
    curl -s -m 20 -D - -o /dev/null --interface "127.0.0.$((10 + n % 4))" -H "Host: $name.test" "http://$PLAIN/uncached/$name-$n" \
      | tr -d '\r' | sed -n "s/^X-Proxy-Client: //Ip" | sed "s/^127.0.0.$((10 + n % 4))\$/right/" &
  done; wait)
  same "forty at once, of four clients: each as whom it came" "40 right" "$(sort <<<"$several" | uniq -c | xargs)"
  note curl --haproxy-protocol is for the other side
  first=$(curl -s -m 20 --interface 127.0.0.7 -H "Host: $name.test" "http://$PLAIN/counted/$name")
  second=$(curl -s -m 20 --interface 127.0.0.8 -H "Host: $name.test" "http://$PLAIN/counted/$name")
  same "what is stored is for all clients" "answer 1 answer 1" "$first $second"
done
exit 0
