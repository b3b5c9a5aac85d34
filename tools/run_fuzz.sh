#!/bin/sh
# Runs every fuzz target in DIR for SECONDS each, from its committed corpus; stops at the first crash.
set -eu
dir=$1
seconds=$2
root=$(cd "$(dirname "$0")/.." && pwd)
for target in "$dir"/*_fuzz; do
  name=$(basename "$target" _fuzz)
  work=$(mktemp -d)
  seeds="$root/fuzz/corpus/$name"
  [ -d "$seeds" ] || seeds=""
  echo "fuzz: $name for $seconds s"
  # shellcheck disable=SC2086
  "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=0 -verbosity=0 \
    -artifact_prefix="$work/" "$work" $seeds || { echo "fuzz: $name failed; the input is in $work"; exit 1; }
  rm -rf "$work"
done
