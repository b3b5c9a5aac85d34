#!/bin/sh
# Builds the fuzz targets in DIR with counters, runs each over its committed corpus and for SECONDS (default 20) beyond it,
# and prints the lines of `wire`, `control`, `config` and `auth` that were reached.
set -eu
dir=$1
seconds=${2:-20}
root=$(cd "$(dirname "$0")/.." && pwd)
cmake -S "$root" -B "$dir" -G Ninja -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_COMPILER=clang++-19 -DFOLIOT_FUZZ=ON \
  -DFOLIOT_TESTS=OFF -DFOLIOT_PCH=ON -DFOLIOT_WERROR=OFF \
  -DCMAKE_CXX_FLAGS="-O1 -g1 -fprofile-instr-generate -fcoverage-mapping" >/dev/null
cmake --build "$dir" --target fuzz_targets
objects=""
for target in "$dir"/bin/*_fuzz; do
  name=$(basename "$target" _fuzz)
  [ "$name" = canary ] && continue
  work=$(mktemp -d)
  seeds="$root/fuzz/corpus/$name"
  [ -d "$seeds" ] || seeds=""
  dictionary="$root/fuzz/dictionaries/$name.dict"
  [ -f "$dictionary" ] && dictionary="-dict=$dictionary" || dictionary=""
  # shellcheck disable=SC2086
  LLVM_PROFILE_FILE="$dir/$name.profraw" "$target" -max_total_time="$seconds" -verbosity=0 $dictionary "$work" $seeds
  rm -rf "$work"
  objects="${objects:+$objects -object }$target"
done
llvm-profdata-19 merge -o "$dir/all.profdata" "$dir"/*.profraw
# shellcheck disable=SC2086
llvm-cov-19 report $objects -instr-profile="$dir/all.profdata" \
  "$root/src/wire" "$root/src/control" "$root/src/config" "$root/src/auth"
