#!/usr/bin/env bash
# Installs what is missing on Debian, and says so; without root it says which packages to install.
set -euo pipefail
missing=()
for what in "$@"; do
  case "$what" in
    node) command -v node >/dev/null || missing+=(nodejs) ;;
    npm) command -v npm >/dev/null || missing+=(npm) ;;
    postgres) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing+=(postgresql) ;;
    chromium) command -v chromium >/dev/null || missing+=(chromium) ;;
  esac
done
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing: ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
else
  echo "Missing: ${missing[*]}. As root: apt-get install -y ${missing[*]}" >&2
  exit 1
fi
