#!/bin/sh
# Unpacks the peers that the system tests talk to (chrony, ntpsec) into a folder, without installing them:
# an installed package would start a service that steers this machine's clock.
set -eu
target=$1
[ -e "$target/.complete" ] && exit 0
rm -rf "$target"
mkdir -p "$target/packages"
cd "$target/packages"
export DEBIAN_FRONTEND=noninteractive
sudo=""
[ "$(id -u)" = 0 ] || sudo=sudo
apt-get download -qq chrony ntpsec python3-ntp 2>/dev/null || { $sudo apt-get update -qq; apt-get download -qq chrony ntpsec python3-ntp; }
for package in ./*.deb; do dpkg -x "$package" ..; done
cd ..
rm -rf packages
touch .complete
