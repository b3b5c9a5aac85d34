#!/bin/sh
# Unpacks the peers that the system tests talk to (chrony, ntpsec) into a folder, without installing them:
# an installed package would start a service that steers this machine's clock.
#
#   fetch_peers.sh FOLDER      FOLDER/usr/sbin/chronyd, ntpd; FOLDER/usr/bin/chronyc, ntpq, ntpstat, ntpdig
#
# Does nothing when they are all there. The libraries that they need are in the Makefile's TEST_PACKAGES.
set -eu
[ $# = 1 ] || { echo "usage: $0 FOLDER" >&2; exit 2; }
target=$1
packages="chrony ntpsec python3-ntp ntpstat ntpsec-ntpdig"
programs="usr/sbin/chronyd usr/bin/chronyc usr/sbin/ntpd usr/bin/ntpq usr/bin/ntpstat usr/bin/ntpdig"

complete() {
  for program in $programs; do [ -x "$1/$program" ] || return 1; done
}

complete "$target" && exit 0
new=$target.new.$$
trap 'rm -rf "$new"' EXIT
trap 'exit 1' INT TERM HUP
mkdir -p "$new/packages"
export DEBIAN_FRONTEND=noninteractive
sudo=""
[ "$(id -u)" = 0 ] || sudo=sudo
download() {
  # shellcheck disable=SC2086
  (cd "$new/packages" && apt-get download -qq $packages)
}
download 2>/dev/null || { $sudo apt-get update -qq; download; }
for package in "$new"/packages/*.deb; do dpkg -x "$package" "$new"; done
rm -rf "$new/packages"
complete "$new" || { echo "$0: the packages do not hold what is needed: $programs" >&2; exit 1; }
rm -rf "$target"
mkdir -p "$(dirname "$target")"
mv "$new" "$target"
for program in usr/sbin/chronyd usr/sbin/ntpd; do
  if ldd "$target/$program" | grep 'not found'; then
    echo "$0: install the libraries above, or the tests with $program will fail" >&2
  fi
done
