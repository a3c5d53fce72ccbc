#!/usr/bin/env bash
# Runs make targets one after the other and prints how many minutes each took.
set -uo pipefail
declare -a lines
begin=$SECONDS
for step in "$@"; do
  start=$SECONDS
  echo "== $step"
  make --no-print-directory "$step" || { echo "== $step failed after $((SECONDS - start)) s"; exit 1; }
  lines+=("$(printf '%-10s %d min %02d s' "$step" $(((SECONDS - start) / 60)) $(((SECONDS - start) % 60)))")
done
printf '%s\n' "== done" "${lines[@]}" "$(printf '%-10s %d min %02d s' all $(((SECONDS - begin) / 60)) $(((SECONDS - begin) % 60)))"
