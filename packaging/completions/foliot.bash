# bash completion for the programs that write no script of their own: options as --help names them, files, and the
# commands of ntpq.
# shellcheck shell=bash

_foliot_options() {
  "$1" --help 2>/dev/null | grep -oE -- '(^|[ ,])--?[A-Za-z0-9][A-Za-z0-9-]*' | tr -d ' ,' | sort -u
}

_foliot() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} program=${COMP_WORDS[0]}
  COMPREPLY=()
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_foliot_options "$program")" -- "$word")
  elif [[ ${program##*/} == ntpq && $previous == -c ]]; then
    local commands='associations as peers pe lpeers apeers opeers readvar rv readlist rl clockvar cv sysinfo sysstats
      kerninfo iostats timerstats monstats mrulist ifstats reslist authinfo lassociations passociations pstats why'
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word")
  elif [[ $previous =~ ^-[cfklpsi]$|^--(configfile|driftfile|keyfile|logfile|pidfile|statsdir|jaildir|clock)$ ]]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -A hostname -- "$word")
    [[ ${program##*/} == ntpsim || ${program##*/} == ntpclock ]] && mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}

complete -o filenames -F _foliot ntpd ntpq ntpsim ntpclock
