# $1: 0 on removal, 1 on an upgrade
[ ! -d /run/systemd/system ] || systemctl daemon-reload || :
if [ "$1" -ge 1 ]; then
  if [ -d /run/systemd/system ]; then
    systemctl try-restart ntpd.service >/dev/null 2>&1 || :
  else
    /etc/init.d/ntpd condrestart >/dev/null 2>&1 || :
  fi
else
  rm -rf /run/ntp.d
fi
exit 0
