# $1: 1 on the first installation, 2 on an upgrade
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload || :
  systemd-tmpfiles --create foliot.conf || :
else
  mkdir -p /run/ntp.d
fi
if [ "$1" -eq 1 ]; then
  if command -v systemctl >/dev/null; then
    systemctl --no-reload preset ntpd.service ntp-hwclock.service >/dev/null 2>&1 || :
  elif command -v chkconfig >/dev/null; then
    chkconfig --add ntpd || :
  fi
fi
exit 0
