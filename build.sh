#!/usr/bin/env bash
# Everything there is to run in a checkout. Each verb does its own set-up: as root on Debian or Ubuntu it installs what is
# missing; elsewhere it stops with the one line that mends it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
export DOTNET_CLI_HOME="${DOTNET_CLI_HOME:-${HOME:-/tmp}}"
CLI_DIRECTORY=artifacts/bulkcopy

usage() {
    cat >&2 <<'EOF'
usage: ./build.sh VERB
  demo [ARGS]        build and run `bulkcopy demo ARGS`
  test [PART …]      build and run every test project, or those whose name contains a PART
  bench NAME [ARGS]  run a benchmark of docs/performance.md
  chaos [FAULT …]    every fault, or the named ones, at every step of every way between all stores; prints a table
  format [ARGS]      dotnet format
EOF
    exit 2
}

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "build.sh: $*"
    exit 1
}

is_macos() { [ "$(uname -s)" = Darwin ]; }

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# What mends a missing program: for Debian and Ubuntu, then for macOS.
remedy() { if is_macos; then printf '%s' "$2"; else printf '%s' "$1"; fi; }

install_packages() {
    say "Installing $* …"
    export DEBIAN_FRONTEND=noninteractive
    if [ -z "${apt_updated:-}" ]; then
        apt-get update -qq >&2 || say "apt-get update failed; trying with the lists there are."
        apt_updated=1
    fi
    apt-get install -y -qq --no-install-recommends "$@" >&2
}

# The SDK that global.json accepts, first on PATH and then where installers put it.
find_dotnet() {
    local candidate
    for candidate in "$(command -v dotnet || true)" "${DOTNET_ROOT:-}/dotnet" "${HOME:-}/.dotnet/dotnet" /usr/share/dotnet/dotnet \
        /usr/lib/dotnet/dotnet /usr/local/share/dotnet/dotnet /opt/homebrew/bin/dotnet; do
        if [ -x "$candidate" ] && "$candidate" --version >/dev/null 2>&1; then
            DOTNET="$candidate"
            return 0
        fi
    done
    return 1
}

need_dotnet() {
    if ! find_dotnet && can_install; then
        install_packages dotnet-sdk-10.0 || true
    fi
    find_dotnet || stop "the .NET 10 SDK is missing: $(remedy \
        'curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0' 'brew install dotnet')"
    # Test and benchmark processes start `dotnet` by name.
    case "$(command -v dotnet || true)" in "$DOTNET") ;; *) export PATH="$(dirname "$DOTNET"):$PATH" ;; esac
}

has_postgres() {
    local directory
    for directory in "${BULKCOPY_POSTGRES_BIN:-}" "$(pg_config --bindir 2>/dev/null || true)" /usr/lib/postgresql/*/bin /usr/pgsql*/bin \
        /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin /Applications/Postgres.app/Contents/Versions/*/bin; do
        if [ -x "$directory/initdb" ] && [ -x "$directory/pg_ctl" ]; then return 0; fi
    done
    command -v initdb >/dev/null && command -v pg_ctl >/dev/null
}

need_postgres() {
    if has_postgres; then return; fi
    if can_install; then
        # Debian's package would otherwise make and start a server of its own.
        if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
            mkdir -p /etc/postgresql-common
            echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
        fi
        install_packages postgresql || true
    fi
    has_postgres || stop "PostgreSQL's programs are missing: $(remedy 'sudo apt-get install postgresql' 'brew install postgresql@17')"
}

# Scripts of the dashboard: packages that npm puts beside the server's project.
need_dashboard_scripts() {
    local server=src/BulkCopy.Server
    [ -f $server/package-lock.json ] || return 0
    if [ -f $server/node_modules/.package-lock.json ] && [ ! $server/package-lock.json -nt $server/node_modules/.package-lock.json ]; then
        return 0
    fi
    if ! command -v npm >/dev/null && can_install; then
        install_packages nodejs npm || true
    fi
    command -v npm >/dev/null || stop "npm is missing: $(remedy 'sudo apt-get install nodejs npm' 'brew install node')"
    (cd $server && npm ci --no-audit --no-fund --loglevel=error >&2)
}

has_browser() {
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
        || [ -d "/Applications/Google Chrome.app" ] || [ -d /Applications/Chromium.app ]
}

need_browser() {
    grep -qs Microsoft.Playwright tests/*.Tests/*.csproj || return 0
    if ! has_browser && can_install; then
        install_packages chromium || true
    fi
    has_browser || stop "a browser for the dashboard's tests is missing: $(remedy 'sudo apt-get install chromium' 'brew install --cask chromium')"
}

# Other people's clients, which tests set on the emulator. Without them those tests are skipped and say so.
offer_clients() {
    can_install || return 0
    local missing=()
    command -v rclone >/dev/null || missing+=(rclone)
    command -v s3cmd >/dev/null || missing+=(s3cmd)
    command -v aws >/dev/null || missing+=(awscli)
    [ ${#missing[@]} = 0 ] || install_packages "${missing[@]}" || true
}

# A program out of a package that would start a server of its own: promtool checks metrics and alert rules in tests, and nginx stands before the server.
offer_program() {
    local package="$1" path="$2" tools="$PWD/artifacts/tools"
    if command -v "$(basename "$path")" >/dev/null || ! can_install; then return 0; fi
    if [ ! -x "$tools/$path" ]; then
        say "Fetching $(basename "$path") …"
        mkdir -p "$tools"
        (cd "$tools" && { apt-get download -qq "$package" 2>/dev/null || { apt-get update -qq && apt-get download -qq "$package"; }; } \
            && dpkg-deb --fsys-tarfile "$package"_*.deb | tar -x "./$path" && rm -f "$package"_*.deb) >&2 || true
    fi
    export PATH="$PATH:$tools/$(dirname "$path")"
}

# Skips a build when nothing that goes into it is newer than the last one that succeeded.
build() {
    local stamp="artifacts/$1.stamp" output="$2"
    shift 2
    need_dashboard_scripts
    if [ -f "$stamp" ] && [ -e "$output" ] && [ "$(cat "$stamp")" = "$DOTNET $*" ] && [ -z "$(changed_since "$stamp")" ]; then return; fi
    mkdir -p artifacts
    printf '%s' "$DOTNET $*" >"$stamp.new"
    say "Building …"
    local log="artifacts/build.log"
    if ! "$DOTNET" "$@" --nologo -v quiet >"$log" 2>&1; then
        cat "$log" >&2
        stop "the build failed: dotnet $*"
    fi
    mv "$stamp.new" "$stamp"
}

changed_since() {
    find . \( -name bin -o -name obj -o -name artifacts -o -name node_modules -o -name .git -o -name TestResults \) -prune \
        -o \( -type f -o -type d ! -path . \) -newer "$1" -print 2>/dev/null | head -n 1
}

attribute() { sed -n "s/.*<assembly [^>]* $2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1; }

# Runs one test project, prints its failures and its counts, and adds them to the totals.
run_tests() {
    local name="$1" result="$PWD/artifacts/test-results/$1.xml" status=0
    rm -f "$result"
    "$DOTNET" exec "tests/$name/bin/Debug/net10.0/$name.dll" -noLogo -noColor -noAutoReporters -reporter quiet -xml "$result" || status=$?
    local p=0 f=0 s=0
    if [ -s "$result" ]; then
        p=$(attribute "$result" passed) f=$(($(attribute "$result" failed) + $(attribute "$result" errors))) s=$(attribute "$result" skipped)
    fi
    if [ "$status" != 0 ] && [ "$f" = 0 ]; then
        say "$name ended with exit code $status before it could report."
        f=1
    fi
    printf '%-32s %s passed, %s failed, %s skipped\n' "$name" "$p" "$f" "$s"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

is_selected() {
    local name="$1" part
    shift
    [ $# -gt 0 ] || return 0
    for part in "$@"; do
        case "$name" in *"$part"*) return 0 ;; esac
    done
    return 1
}

verb_test() {
    need_dotnet
    [ -n "${BULKCOPY_TEST_POSTGRES:-}" ] || need_postgres
    need_browser
    offer_clients
    offer_program prometheus usr/bin/promtool
    offer_program nginx usr/sbin/nginx
    build test tests build BulkCopy.sln -c Debug
    mkdir -p artifacts/test-results
    local passed=0 failed=0 skipped=0 project name
    for project in tests/*.Tests; do
        name=$(basename "$project")
        if is_selected "$name" "$@"; then run_tests "$name"; fi
    done
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ] && [ $((passed + skipped)) -gt 0 ]
}

verb_chaos() {
    need_dotnet
    need_postgres
    build test tests build BulkCopy.sln -c Debug
    local table="$PWD/artifacts/chaos.txt" status=0
    rm -f "$table"
    BULKCOPY_CHAOS=whole BULKCOPY_CHAOS_FAULTS="$*" BULKCOPY_CHAOS_TABLE="$table" \
        "$DOTNET" exec tests/BulkCopy.Chaos.Tests/bin/Debug/net10.0/BulkCopy.Chaos.Tests.dll -noLogo -noColor -noAutoReporters -reporter quiet || status=$?
    [ ! -s "$table" ] || cat "$table"
    return $status
}

# The command line as it is released, and where its runtime lies.
build_cli() {
    build demo $CLI_DIRECTORY/bulkcopy publish src/BulkCopy.Cli -c Release -o $CLI_DIRECTORY
    export DOTNET_ROOT="${DOTNET_ROOT:-$(dirname "$(readlink -f "$DOTNET")")}"
}

verb_demo() {
    need_dotnet
    [ -n "${ConnectionStrings__BulkCopy:-}" ] || need_postgres
    build_cli
    exec "$CLI_DIRECTORY/bulkcopy" demo "$@"
}

verb_bench() {
    need_dotnet
    need_postgres
    local assembly=tests/BulkCopy.Benchmarks/bin/Release/net10.0/BulkCopy.Benchmarks.dll
    build bench $assembly build tests/BulkCopy.Benchmarks -c Release
    if [ "${1:-}" = contenders ]; then
        offer_clients
        build_cli
        export BULKCOPY_RELEASED="$PWD/$CLI_DIRECTORY/bulkcopy"
    fi
    exec "$DOTNET" exec $assembly "$@"
}

verb_format() {
    need_dotnet
    exec "$DOTNET" format BulkCopy.sln "$@"
}

[ $# -gt 0 ] || usage
verb="$1"
shift
case "$verb" in
    demo | test | bench | chaos | format) "verb_$verb" "$@" ;;
    *) usage ;;
esac
