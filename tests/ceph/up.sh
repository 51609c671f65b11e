#!/usr/bin/env bash
# Brings up a real S3 server on loopback: one Ceph monitor, one OSD in memory, one radosgw.
#
#   tests/ceph/up.sh DIRECTORY      state, logs and process ids go there; it must not exist or be empty
#
# Prints two lines, ENDPOINT=http://127.0.0.1:PORT and KEYS=ACCESS:SECRET, when the server answers. As root on Debian it
# installs the packages that are missing. Exit code 3: they are missing and cannot be installed. tests/ceph/down.sh stops it.
set -euo pipefail

state=${1:?name a directory for the state}
access=cephaccess
secret=cephsecret
packages=(radosgw ceph-mon ceph-osd ceph-common)
wait_seconds=60

have_programs() {
    local program
    for program in radosgw radosgw-admin ceph-mon ceph-osd ceph ceph-authtool monmaptool; do
        command -v "$program" >/dev/null || return 1
    done
}

if ! have_programs; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "radosgw is not installed: sudo apt-get install --no-install-recommends ${packages[*]}" >&2
        exit 3
    fi
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${packages[@]}"; } >&2 || exit 3
    have_programs || exit 3
fi

mkdir -p "$state"
[ -z "$(ls -A "$state")" ] || { echo "$state is not empty" >&2; exit 2; }
state=$(cd "$state" && pwd)
mkdir "$state/mon" "$state/osd" "$state/log" "$state/run"

# Ports that nobody listens on now; the kernel gives them out to whoever binds port 0.
free_ports() {
    python3 - "$1" <<'PY'
import socket, sys
held = [socket.socket() for _ in range(int(sys.argv[1]))]
for one in held:
    one.bind(("127.0.0.1", 0))
print(*[one.getsockname()[1] for one in held])
PY
}
read -r mon_port gateway_port < <(free_ports 2)

cat >"$state/ceph.conf" <<EOF
[global]
fsid = $(cat /proc/sys/kernel/random/uuid)
mon host = v2:127.0.0.1:$mon_port
public addr = 127.0.0.1
cluster addr = 127.0.0.1
keyring = $state/keyring
run dir = $state/run
pid file = $state/run/\$name.pid
admin socket = $state/run/\$name.sock
log file = $state/log/\$name.log
crash dir = $state/log
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon max pg per osd = 1000
mon data avail crit = 1
mon data avail warn = 1
[mon]
mon data = $state/mon/a
[osd]
osd data = $state/osd/\$id
osd objectstore = memstore
memstore device bytes = 8589934592
osd class load list = *
osd class default list = *
[client]
rgw crypt require ssl = false
rgw thread pool size = 64
EOF
export CEPH_CONF="$state/ceph.conf"

start() {
    local name=$1
    shift
    setsid "$@" >"$state/log/$name.out" 2>&1 </dev/null &
    echo "$! $name" >>"$state/pids"
}

# Tries a command once a quarter of a second until it succeeds.
await() {
    local what=$1 try
    shift
    for ((try = 0; try < wait_seconds * 4; try++)); do
        if "$@" >/dev/null 2>&1; then return; fi
        sleep 0.25
    done
    echo "$what did not come up; see $state/log" >&2
    exit 1
}

new_key() {
    local name=$1
    shift
    ceph-authtool "$state/keyring" --gen-key -n "$name" "$@" >/dev/null
}
ceph-authtool --create-keyring "$state/keyring" --gen-key -n mon. --cap mon 'allow *' >/dev/null
new_key client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
new_key client.rgw.a --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
new_key osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
fsid=$(sed -n 's/^fsid = //p' "$state/ceph.conf")
monmaptool --create --fsid "$fsid" --addv a "[v2:127.0.0.1:$mon_port/0]" "$state/monmap" >/dev/null
mkdir "$state/mon/a" "$state/osd/0"
ceph-mon --mkfs -i a --monmap "$state/monmap" --keyring "$state/keyring" >"$state/log/mkfs.out" 2>&1
start mon.a ceph-mon -f -i a
await "the monitor" timeout 10 ceph mon stat

osd_id=$(cat /proc/sys/kernel/random/uuid)
ceph osd new "$osd_id" >/dev/null 2>&1
ceph osd crush add osd.0 1.0 root=default host=local >/dev/null 2>&1
ceph-osd -i 0 --mkfs --osd-uuid "$osd_id" >"$state/log/osd-mkfs.out" 2>&1
start osd.0 ceph-osd -f -i 0
await "the OSD" sh -c "ceph osd stat 2>/dev/null | grep -q '1 up'"

admin() { timeout 120 radosgw-admin "$@" >>"$state/log/admin.out" 2>&1; }
admin user list
admin zonegroup placement add --rgw-zonegroup default --placement-id default-placement --storage-class STANDARD_IA
admin zone placement add --rgw-zone default --placement-id default-placement --storage-class STANDARD_IA --data-pool default.rgw.warm.data
admin user create --uid tester --display-name tester --access-key "$access" --secret-key "$secret"

# radosgw of Debian 12 can abort on odd input; it is started again, and each time is noted.
start rgw.a bash -c '
    trap "kill \$! 2>/dev/null; exit 0" TERM
    while :; do
        radosgw -f -n client.rgw.a -c "$1" --rgw-frontends="beast endpoint=127.0.0.1:$2 tcp_nodelay=1" & wait $!
        echo "$(date +%T) ended with $?" >>"$3"
        sleep 0.3
    done' radosgw-watch "$CEPH_CONF" "$gateway_port" "$state/log/restarts"
await "radosgw" python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$gateway_port/', timeout=5)"
echo "ENDPOINT=http://127.0.0.1:$gateway_port"
echo "KEYS=$access:$secret"
