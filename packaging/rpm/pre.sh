getent group ntp >/dev/null || groupadd --system ntp
getent passwd ntp >/dev/null ||
  useradd --system --gid ntp --home-dir /var/lib/ntp --no-create-home --shell /sbin/nologin --comment "Network time" ntp
exit 0
