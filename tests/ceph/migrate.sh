#!/usr/bin/env bash
# Brings up radosgw, runs the migrations of the end-to-end tests on it, and takes it down: tests/ceph/migrate.sh [DIRECTORY]
#
# Exit code 3: radosgw is missing and cannot be installed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
state=${1:-$(mktemp -d)/ceph}

trap '"$here/down.sh" "$state"' EXIT
told=$("$here/up.sh" "$state")
endpoint=$(sed -n 's/^ENDPOINT=//p' <<<"$told")
keys=$(sed -n 's/^KEYS=//p' <<<"$told")
export BULKCOPY_TEST_S3="$endpoint,us-east-1,${keys%%:*},${keys#*:},bulkcopy-,ceph"
dotnet run --project "$here/../BulkCopy.Cli.Tests" ${BULKCOPY_TEST_NO_BUILD:+--no-build} -- -class "*CephMigrationTests"
