# $1: 0 on removal, 1 on an upgrade
if [ "$1" -eq 0 ]; then
  if [ -d /run/systemd/system ]; then
    systemctl --no-reload disable --now ntpd.service ntp-hwclock.service ntp-wait.service ntpdate.timer >/dev/null 2>&1 || :
  else
    /etc/init.d/ntpd stop >/dev/null 2>&1 || :
    if command -v chkconfig >/dev/null; then chkconfig --del ntpd || :; fi
  fi
fi
exit 0
