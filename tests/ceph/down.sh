#!/usr/bin/env bash
# Stops what up.sh started, newest first, and removes its state: tests/ceph/down.sh DIRECTORY
set -uo pipefail

state=$(cd "${1:?name the directory given to up.sh}" && pwd) || exit 2
[ -f "$state/pids" ] || { echo "nothing was started from $state" >&2; exit 0; }
tac "$state/pids" | while read -r pid name; do
    # Each was made the leader of a process group; a number that now belongs to somebody else is left alone.
    tr '\0' ' ' <"/proc/$pid/environ" 2>/dev/null | grep -qF "CEPH_CONF=$state/ceph.conf" || continue
    kill -TERM -- "-$pid" 2>/dev/null
    for _ in $(seq 40); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL -- "-$pid" 2>/dev/null
    echo "stopped $name" >&2
done
rm -rf "$state"
