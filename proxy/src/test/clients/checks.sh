# What the checks in bash share; sourced. Expects CACHE, TEMP; the sourcing script sets client and transcript.

# same NAME WANT GOT: passes where they are the same text.
same() {
  if [ "$2" = "$3" ]; then echo "PASS $client: $1"; else echo "FAIL $client: $1: wanted '$2', got '$3'"; fi
}

# like NAME PATTERN GOT: passes where an extended regular expression, case ignored, is found in the text.
like() {
  if grep -qiE -- "$2" <<<"$3"; then
    echo "PASS $client: $1"
  else
    echo "FAIL $client: $1: wanted /$2/, got '$(tr '\n' '|' <<<"$3" | cut -c1-1000)'"
  fi
}

# cached NAME PATTERN GOT: like, where there is a cache.
cached() {
  [ "$CACHE" = no ] || like "$@"
}

digest() {
  sha256sum "$@" | cut -d' ' -f1
}

note() {
  printf '\n$ %s\n' "$*" >>"$transcript"
}
