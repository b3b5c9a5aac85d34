#!/bin/sh
# Runs every fuzz target in DIR for SECONDS each, from its committed corpus; stops at the first crash. First the canary,
# whose mistake has to be found: else the fuzzer or its sanitizers do not work.
set -eu
dir=$1
seconds=$2
root=$(cd "$(dirname "$0")/.." && pwd)
canary=$(mktemp -d)
if "$dir/canary_fuzz" -max_total_time=60 -print_final_stats=0 -verbosity=0 -artifact_prefix="$canary/" \
  "$canary" "$root/fuzz/corpus/canary" >"$canary/log" 2>&1; then
  echo "fuzz: the canary lives: nothing would be found"; exit 1
fi
grep -q AddressSanitizer "$canary/log" || { echo "fuzz: the canary died of something else:"; cat "$canary/log"; exit 1; }
rm -rf "$canary"
for target in "$dir"/*_fuzz; do
  name=$(basename "$target" _fuzz)
  [ "$name" = canary ] && continue
  work=$(mktemp -d)
  seeds="$root/fuzz/corpus/$name"
  [ -d "$seeds" ] || seeds=""
  dictionary="$root/fuzz/dictionaries/$name.dict"
  [ -f "$dictionary" ] && dictionary="-dict=$dictionary" || dictionary=""
  echo "fuzz: $name for $seconds s"
  # shellcheck disable=SC2086
  "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=0 -verbosity=0 \
    -artifact_prefix="$work/" $dictionary "$work" $seeds || { echo "fuzz: $name failed; the input is in $work"; exit 1; }
  rm -rf "$work"
done
