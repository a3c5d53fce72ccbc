#!/usr/bin/env bash
# Runs a command with SLRT_TEST_DATABASE_URL set to a throw-away PostgreSQL cluster, or to the one already set: a server anywhere, whose log-in may make
# databases and roles. Where its files cannot be read from here, the tests that look for bytes in them say so.
set -euo pipefail
if [ -n "${SLRT_TEST_DATABASE_URL:-}" ]; then exec "$@"; fi
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
if [ -z "$bin" ]; then
  if command -v initdb >/dev/null; then bin=$(dirname "$(command -v initdb)"); else
    echo "PostgreSQL is missing. As root: apt-get install -y postgresql" >&2; exit 1
  fi
fi
work=$(mktemp -d /tmp/slrt-postgres.XXXXXX)
as=()
if [ "$(id -u)" = 0 ]; then
  # initdb refuses to run as root.
  user=postgres; id -u "$user" >/dev/null 2>&1 || user=nobody
  chown "$user" "$work"; as=(setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups env "HOME=$work")
fi
port=$(python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])' 2>/dev/null || echo $((20000 + RANDOM % 20000)))
(cd "$work" && "${as[@]}" "$bin/initdb" -D "$work/data" -U slrt_test --auth=trust --no-sync -E UTF8 --locale=C >/dev/null)
(cd "$work" && "${as[@]}" "$bin/pg_ctl" -D "$work/data" -w -s -l "$work/log" \
  -o "-p $port -k $work -c listen_addresses=127.0.0.1 -c fsync=${SLRT_TEST_FSYNC:-off} -c shared_buffers=128MB -c max_connections=200 -c max_wal_size=2GB" start)
stop() { (cd "$work" && "${as[@]}" "$bin/pg_ctl" -D "$work/data" -m immediate -s stop) || true; rm -rf "$work"; }
trap stop EXIT INT TERM
export SLRT_TEST_DATABASE_URL="postgres://slrt_test@127.0.0.1:$port/postgres"
export SLRT_TEST_POSTGRES_BIN="$bin"
"$@"
