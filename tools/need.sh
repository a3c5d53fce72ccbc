#!/usr/bin/env bash
# Installs what is missing on Debian, and says so; without root it says which packages to install. Versions that Debian may not have are checked:
# one sentence says what is missing and how to get it.
set -euo pipefail
readonly RUST=1.95 NODE=20.19
missing=()
trouble=()

# Whether a version ($1) is at least another one ($2).
reaches() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# The first version number that a program tells of itself.
version() { "$@" 2>/dev/null | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1 || true; }

rust() {
  local found
  found=$(version cargo --version)
  local how="install it with: curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh"
  if [ -z "$found" ]; then
    trouble+=("Rust is missing ($RUST or later is needed): $how")
  elif ! reaches "$found" "$RUST"; then
    command -v rustup >/dev/null && how="update it with: rustup update stable"
    trouble+=("Rust $found is too old ($RUST or later is needed): $how")
  fi
}

node_js() {
  local found
  found=$(version node --version)
  if [ -z "$found" ] || ! reaches "$found" "$NODE"; then
    local candidate
    candidate=$(apt-cache policy nodejs 2>/dev/null | awk '/Candidate:/ { print $2 }' | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1 || true)
    if [ -n "$candidate" ] && reaches "$candidate" "$NODE"; then
      missing+=(nodejs)
    else
      local state="is missing"
      [ -z "$found" ] || state="$found is too old"
      trouble+=("Node $state, and so is what this system's packages have ($NODE or later is needed): install it from https://nodejs.org/en/download")
    fi
  fi
}

for what in "$@"; do
  case "$what" in
    rust) rust ;;
    cc) command -v cc >/dev/null || missing+=(build-essential) ;;
    node) node_js ;;
    npm) command -v npm >/dev/null || missing+=(npm) ;;
    # A server that is named already may be on another machine: then its client is enough.
    postgres) if [ -n "${SLRT_TEST_DATABASE_URL:-}" ]; then command -v psql >/dev/null || missing+=(postgresql-client); continue; fi
      ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing+=(postgresql) ;;
    chromium) command -v chromium >/dev/null || missing+=(chromium) ;;
    *) trouble+=("tools/need.sh does not know '$what'") ;;
  esac
done
if [ ${#trouble[@]} -gt 0 ]; then
  printf '%s\n' "${trouble[@]}" >&2
  [ ${#missing[@]} -eq 0 ] || echo "Also missing: ${missing[*]}. As root: apt-get install -y ${missing[*]}" >&2
  exit 1
fi
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing: ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
  # What came may still be too old; once is enough to see it.
  [ -n "${NEED_AGAIN:-}" ] || NEED_AGAIN=1 exec "$0" "$@"
else
  echo "Missing: ${missing[*]}. As root: apt-get install -y ${missing[*]}" >&2
  exit 1
fi
