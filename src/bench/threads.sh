#!/bin/bash
# threads.sh PID SECONDS: the CPU milliseconds per second of each thread of a process, from the scheduler's own accounting
snapshot() {
  for task in /proc/"$1"/task/*; do
    echo "${task##*/} $(cut -d' ' -f1 "$task/schedstat" 2>/dev/null) $(cat "$task/comm" 2>/dev/null)"
  done
}
before=$(snapshot "$1")
sleep "$2"
after=$(snapshot "$1")
awk -v seconds="$2" '
  { id = $1; spent = $2; sub(/^[^ ]* [^ ]* /, "") }
  NR == FNR { first[id] = spent; next }
  spent > first[id] { printf "%9.2f  %s\n", (spent - first[id]) / 1e6 / seconds, $0 }
' <(echo "$before") <(echo "$after") | sort -rn
